"""The auditor's pages and `flask audit verify`."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.accounts.models import Role
from app.audit.models import AccessKind
from app.audit.operations import record, record_access
from app.db import commit, db
from app.pages import queries
from tests.factories import make_case, make_document, make_user

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def auditor(login):
    return login(make_user(Role.AUDITOR, name="Ada Contrôle"))


def note_access(user, case, document, at=NOON, kind=AccessKind.VIEW) -> None:
    with clock.set_to(at):
        record_access(
            user,
            kind,
            document.sha256,
            address="10.1.2.3",
            purpose="case",
            case_id=case.id,
            document_id=document.id,
        )
        commit()


@pytest.fixture
def accesses():
    """Ana on one paper on the 24th, Béa on another the day after."""
    found = []
    for days, name in enumerate(("Ana", "Béa")):
        user, case = make_user(name=name), make_case()
        document = make_document(case)
        note_access(user, case, document, NOON + timedelta(days=days))
        found.append((user, case, document))
    return found


def shown(client, **asked) -> tuple[bool, bool]:
    page = client.get("/audit/accesses", query_string=asked).get_data(as_text=True)
    return "<td>Ana<br>" in page, "<td>Béa<br>" in page


def test_accesses_are_found_by_paper_case_person_and_period(auditor, accesses):
    (ana, case, document), _other = accesses
    searches = [
        {"document": str(document.id)},
        {"document": document.sha256[:10]},
        {"reference": case.reference.lower()},
        {"person": ana.email},
        {"start": "2026-11-24", "end": "2026-11-24"},
    ]
    assert shown(auditor) == (True, True)
    for asked in searches:
        assert shown(auditor, **asked) == (True, False), asked
    assert shown(auditor, start="2026-11-25") == (False, True)
    assert shown(auditor, person="%") == (True, True)
    assert shown(auditor, document="%") == (False, False)


def test_the_time_is_shown_to_the_millisecond(auditor):
    user, case = make_user(), make_case()
    note_access(user, case, make_document(case), NOON.replace(microsecond=123456))
    assert "24/11/2026 13:00:00.123" in auditor.get("/audit/accesses").get_data(as_text=True)


def test_the_export_holds_what_the_search_found(auditor, accesses):
    answer = auditor.get("/audit/accesses?format=csv&person=Ana")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "2026-11-24T12:00:00.000" in lines[1]
    assert accesses[0][2].sha256 in lines[1]


def test_pages_follow_each_other_by_key(auditor, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr("app.pages.audit_routes.PAGE", 2)
    user, case = make_user(), make_case()
    document = make_document(case)
    for minutes in range(3):
        note_access(user, case, document, NOON + timedelta(minutes=minutes))
    first = auditor.get("/audit/accesses").get_data(as_text=True)
    assert "13:02:00" in first
    assert "13:00:00" not in first
    assert "before=" in first


def test_events_are_found_by_action_and_subject(auditor):
    case = make_case()
    record("case.cancel", case, None, reason="twice")
    record("account.log_in", None, None)
    commit()
    page = auditor.get(f"/audit/events?subject={case.reference}").get_data(as_text=True)
    assert "case.cancel" in page
    assert "reason=twice" in page
    assert "account.log_in" not in page
    assert "case.cancel" not in auditor.get("/audit/events?action=account").get_data(as_text=True)


def break_chain(seq: int) -> None:
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text("UPDATE document_access SET address = 'x' WHERE seq = :s"), {"s": seq})
    db.session.execute(text("SET LOCAL session_replication_role = origin"))
    commit()


def test_the_button_proves_the_chains_or_names_the_broken_row(auditor, accesses):
    page = auditor.post("/audit/verify").get_data(as_text=True)
    assert page.count("intact</span>") == 2
    seq = db.session.execute(text("SELECT min(seq) FROM document_access")).scalar()
    break_chain(seq)
    page = auditor.post("/audit/verify").get_data(as_text=True)
    assert f"rompue à la ligne {seq}" in page


def test_the_command_says_so_too_by_its_exit_code(app, accesses):
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify", "--json"])
    lines = [json.loads(line) for line in whole.output.splitlines()]
    assert whole.exit_code == 0
    assert [line["intact"] for line in lines] == [True, True]
    seq = db.session.execute(text("SELECT max(seq) FROM document_access")).scalar()
    break_chain(seq)
    broken = runner.invoke(args=["audit", "verify", "--json"])
    assert broken.exit_code == 1
    found = {line["chain"]: line for line in map(json.loads, broken.output.splitlines())}
    assert found["document_access"]["broken_at"] == seq
    assert "BROKEN at row" in runner.invoke(args=["audit", "verify"]).output
