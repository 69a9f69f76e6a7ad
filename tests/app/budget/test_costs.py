"""Four figures, never overwritten; totals reconcile with the rows behind."""

import html
import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.budget.cost_queries import Asked, By, costs, movements, split, sum_of_movements, total
from app.budget.models import CostStage
from app.budget.operations import amend, record_cost
from app.budget.queries import entries_of, versions
from app.budget.reconciliation import contradictions, rebuild, roll_costs
from app.db import commit, db
from pricing.quote import Quantity, Quote, Tariff, quote
from tests.factories import make_case, make_contractor, make_user

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
    "statement",
    [
        "UPDATE cost_entry SET amount = 0",
        "DELETE FROM cost_entry",
        "UPDATE cost_movement SET amount = 0",
        "DELETE FROM cost_movement",
    ],
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
    asked = Asked(*YEAR, CostStage.COMMITTED)
    rows = {row.key: row for row in costs(By.LANGUAGE, asked)}
    assert (rows["uk"].cases, rows["uk"].words, rows["uk"].amount) == (2, 400, Decimal("92.72"))
    assert rows["ar"].amount == Decimal("11.59")
    assert total(asked) == sum(row.amount for row in rows.values())


def test_the_last_day_of_the_period_counts_until_midnight_in_paris():
    with clock.set_to(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)):  # 23:59 in Paris
        record_cost(make_case(), CostStage.ACCEPTED, priced(100), "return_accepted")
    with clock.set_to(datetime(2026, 6, 30, 22, 1, tzinfo=UTC)):  # already July
        record_cost(make_case(), CostStage.ACCEPTED, priced(100), "return_accepted")
    commit()
    june = (date(2026, 6, 1), date(2026, 6, 30))
    assert total(Asked(*june, CostStage.ACCEPTED)) == Decimal("11.59")


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
    typed = {"year": 2031, "amount": "beaucoup", "note": "Deuxième rectificatif"}
    wrong = login(officer).post("/budget", data=typed)
    assert wrong.status_code == 422
    assert 'value="beaucoup"' in wrong.text  # what was typed is given back, with what to mend
    assert 'value="Deuxième rectificatif"' in wrong.text
    assert "montants en euros" in wrong.text
    assert len(versions(2031)) == 2


def lived_through(days: int = 40) -> None:
    """Cases of two languages and two contractors, ordered, taken back, given to another."""
    agencies = [make_contractor().id for _ in range(2)]
    for rank in range(12):
        case = make_case(language=("uk", "ar", None)[rank % 3], words=100 + rank)
        for step in range(1 + rank % 4):
            with clock.set_to(datetime(2026, 5, 1, 12, tzinfo=UTC) + timedelta(days=step * days)):
                back = step % 2 == 1
                given = None if back else agencies[(rank + step) % 2]
                figure = Quote(()) if back else priced(case.words + step)
                record_cost(case, CostStage.COMMITTED, figure, "order", given)
                db.session.flush()
    commit()


@pytest.mark.parametrize("rolled", ["never", "once", "between"])
def test_every_total_is_the_sum_of_its_rows_whenever_the_sums_are_kept(rolled):
    if rolled == "between":
        lived_through()
    if rolled != "never":
        lived_through(days=17)
        roll_costs()
    lived_through()
    assert contradictions() == dict.fromkeys(contradictions(), 0)
    for outside in (False, True):
        asked = Asked(*YEAR, CostStage.COMMITTED, outside)
        for by in By:
            rows = costs(by, asked)
            assert sum((r.amount for r in rows), Decimal(0)) == total(asked), by
            for row in rows:
                count, amount = sum_of_movements(by, row.key, asked)
                behind = movements(by, row.key, asked)
                assert (count, amount) == (len(behind), row.amount), by
                assert sum(m.movement.amount for m in behind) == row.amount


def test_what_is_taken_back_leaves_the_contractor_and_a_past_month_unchanged():
    first, second = make_contractor().id, make_contractor().id
    case, asked = make_case(), Asked(*YEAR, CostStage.COMMITTED)
    with clock.set_to(datetime(2026, 5, 4, 9, tzinfo=UTC)):
        record_cost(case, CostStage.COMMITTED, priced(100), "order", first)
        commit()
    may = Asked(date(2026, 5, 1), date(2026, 5, 31), CostStage.COMMITTED)
    before = costs(By.CONTRACTOR, may)
    with clock.set_to(datetime(2026, 6, 8, 9, tzinfo=UTC)):
        record_cost(case, CostStage.COMMITTED, Quote(()), "declined")
        record_cost(case, CostStage.COMMITTED, priced(200), "order", second)
        commit()
    assert costs(By.CONTRACTOR, may) == before
    rows = {row.key: (row.cases, row.amount) for row in costs(By.CONTRACTOR, asked)}
    assert rows == {str(second): (1, Decimal("23.18"))}
    months = {row.key: row.amount for row in costs(By.MONTH, asked)}
    assert months == {"2026-05": Decimal("11.59"), "2026-06": Decimal("11.59")}


def test_a_sum_that_was_tampered_with_is_found_by_the_command(app):
    lived_through()
    roll_costs()
    command = app.test_cli_runner()
    assert command.invoke(args=["costs", "check"]).exit_code == 0
    db.session.execute(text("UPDATE cost_day SET amount = amount + 0.01 WHERE key = 'uk'"))
    told = command.invoke(args=["costs", "check", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.output)["days_unlike_their_movements"] > 0


@pytest.mark.no_database
@given(st.dates(date(2023, 12, 1), date(2024, 4, 1)), st.integers(0, 200))
def test_whole_months_and_edges_hold_each_day_once(start, length):
    end = start + timedelta(days=length)
    whole, edges = split(start, end)
    spans = sorted([*edges, *([whole] if whole else [])])
    assert (spans[0][0], spans[-1][1]) == (start, end)
    for (_first, last), (following, _last) in pairwise(spans):
        assert following == last + timedelta(days=1)
    if whole:
        assert (whole[0].day, (whole[1] + timedelta(days=1)).day) == (1, 1)


def test_any_days_of_the_year_sum_to_their_rows_and_a_rebuild_changes_nothing():
    lived_through(days=17)
    roll_costs()
    spans = [(date(2026, 5, 2), date(2026, 7, 30)), (date(2026, 5, 18), date(2026, 6, 30))]
    asked = [Asked(*days, CostStage.COMMITTED) for days in (*spans, YEAR)]
    before = [costs(By.LANGUAGE, each) for each in asked]
    for each, rows in zip(asked, before, strict=True):
        assert [sum_of_movements(By.LANGUAGE, r.key, each)[1] for r in rows] == [
            r.amount for r in rows
        ]
    rebuild()
    assert [costs(By.LANGUAGE, each) for each in asked] == before
    assert not any(contradictions().values())


@pytest.mark.parametrize("by", list(By))
def test_each_dimension_has_its_page_its_file_and_its_rows(login, by):
    lived_through()
    client = login(make_user(Role.FINANCE))
    query = f"by={by}&start=2026-01-01&end=2026-12-31&stage=committed"
    page = client.get(f"/costs?{query}")
    assert page.status_code == 200
    link = re.search(r'href="(/costs/rows[^"]*key=[^"]*)"', page.text)
    rows = client.get(html.unescape(link[1]))
    assert rows.status_code == 200
    assert "× 0,1159\xa0€" in rows.text
    for kind in ("csv", "xlsx"):
        assert client.get(f"/costs?{query}&format={kind}").status_code == 200
        assert client.get(html.unescape(link[1]) + f"&format={kind}").status_code == 200
