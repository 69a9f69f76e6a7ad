"""Four figures, never overwritten; totals reconcile with the rows behind."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.budget.models import CostStage
from app.budget.operations import amend, record_cost
from app.budget.queries import cost_total, costs_by_language, entries_of, versions
from app.db import commit, db
from pricing.quote import Quantity, Tariff, quote
from tests.factories import make_case, make_user

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def priced(words: int):
    return quote(Tariff("word", Decimal("0.1159")), Quantity(words, 1))


def test_a_new_figure_is_a_new_row_and_the_case_shows_the_last():
    case = make_case()
    record_cost(case, CostStage.COMMITTED, priced(100), "order")
    record_cost(case, CostStage.COMMITTED, priced(200), "order")
    commit()
    assert [e.amount for e in entries_of(case)] == [Decimal("11.59"), Decimal("23.18")]
    assert case.committed == Decimal("23.18")
    assert entries_of(case)[0].lines[0]["quantity"] == 100


@pytest.mark.parametrize(
    "statement", ["UPDATE cost_entry SET amount = 0", "DELETE FROM cost_entry"]
)
def test_a_figure_is_never_overwritten(statement):
    record_cost(make_case(), CostStage.ESTIMATED, priced(100), "submission")
    commit()
    with pytest.raises(IntegrityError, match="never changed"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_costs_by_language_count_each_case_once_by_its_last_figure():
    for language, words in (("uk", 100), ("uk", 300), ("ar", 50)):
        case = make_case(language=language, words=words)
        record_cost(case, CostStage.COMMITTED, priced(words), "order")
        record_cost(case, CostStage.COMMITTED, priced(words * 2), "order")
    commit()
    rows = {row.language: row for row in costs_by_language(*YEAR, CostStage.COMMITTED)}
    assert (rows["uk"].cases, rows["uk"].amount) == (2, Decimal("92.72"))
    assert rows["ar"].amount == Decimal("11.59")
    total = cost_total(*YEAR, CostStage.COMMITTED)
    assert total == sum(row.amount for row in rows.values())


def test_the_last_day_of_the_period_counts_until_midnight_in_paris():
    with clock.set_to(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)):  # 23:59 in Paris
        record_cost(make_case(), CostStage.ACCEPTED, priced(100), "return_accepted")
    with clock.set_to(datetime(2026, 6, 30, 22, 1, tzinfo=UTC)):  # already July
        record_cost(make_case(), CostStage.ACCEPTED, priced(100), "return_accepted")
    commit()
    june = (date(2026, 6, 1), date(2026, 6, 30))
    assert cost_total(*june, CostStage.ACCEPTED) == Decimal("11.59")


def test_the_page_the_file_and_the_command_say_the_same(login, app):
    record_cost(make_case(language="uk"), CostStage.ACCEPTED, priced(1000), "return_accepted")
    commit()
    client = login(make_user(Role.FINANCE))
    query = "start=2026-01-01&end=2026-12-31&stage=accepted"
    assert "115,90" in client.get(f"/costs?{query}").text
    assert "115,90" in client.get(f"/costs?{query}&format=csv").text.replace(".", ",")
    words = ["costs", "--by", "language", "--from", "2026-01-01", "--to", "2026-12-31", "--json"]
    lines = app.test_cli_runner().invoke(args=words).output.splitlines()
    assert json.loads(lines[0])["amount"] == "115.90"
    assert json.loads(lines[-1]) == {"total": "115.90"}


def test_an_amendment_follows_the_initial_budget_and_overwrites_nothing(login):
    officer = make_user(Role.FINANCE)
    amend(2031, Decimal("628100"), date(2030, 12, 1), "", officer)
    page = login(officer).post(
        "/budget", data={"year": 2031, "amount": "788 300,00", "adopted_on": "2031-03-15"}
    )
    assert page.status_code == 303
    assert [(v.number, v.amount) for v in versions(2031)] == [
        (0, Decimal("628100.00")),
        (1, Decimal("788300.00")),
    ]
    wrong = login(officer).post("/budget", data={"year": 2031, "amount": "beaucoup"})
    assert wrong.status_code == 422
