import json

from app.accounts.models import Role
from app.cases.operations import open_case
from app.db import commit
from tests.factories import make_user


def test_a_case_is_shown_by_its_reference(app):
    case = open_case(make_user(Role.AGENT), language="uk")
    commit()
    result = app.test_cli_runner().invoke(args=["cases", "show", case.reference, "--json"])
    shown = json.loads(result.output)
    assert (shown["reference"], shown["status"], shown["language"]) == (
        case.reference,
        "submitted",
        "uk",
    )
    assert [e["action"] for e in shown["events"]] == ["case.submit"]


def test_an_unknown_reference_is_said_in_a_sentence(app):
    result = app.test_cli_runner().invoke(args=["cases", "show", "26-999999-A"])
    assert result.exit_code == 1
    assert "No case has the reference" in result.output
