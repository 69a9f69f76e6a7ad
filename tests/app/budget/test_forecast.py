"""The year's end: exact where nothing varies, silent where nothing is known, warned in time."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.accounts.models import Role
from app.budget.forecast_operations import forecast, watch
from app.budget.models import AlertCause, BudgetForecast, CostStage
from app.budget.notices import tell_finance
from app.budget.operations import amend, record_cost
from app.budget.outlook import outlook, weeks_left, working_days
from app.budget.queries import alerts, version_in_force
from app.budget.replay import Verdict, kept, replay
from app.db import commit, db
from app.mail import OutgoingMail
from app.replay.consumption import whole
from pricing.quote import Quantity, Tariff, quote
from tests.factories import make_case, make_contractor, make_user


def every_working_day(first: date, last: date, euros: str) -> dict[date, Decimal]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: Decimal(euros) for day in days if working_days(day, day)}


@pytest.mark.no_database
def test_what_never_varies_is_foreseen_to_the_cent_but_for_the_unseen_months():
    until = date(2026, 6, 30)
    seen = outlook(every_working_day(date(2026, 1, 1), until, "100"), until)
    assert seen.expected == seen.so_far + 100 * working_days(date(2026, 7, 1), date(2026, 12, 31))
    assert seen.low < seen.expected < seen.high
    known = outlook(every_working_day(date(2024, 7, 1), until, "100"), until)
    assert known.low == known.expected == known.high == seen.expected


@pytest.mark.no_database
def test_with_few_weeks_nothing_is_invented():
    until = date(2026, 2, 15)
    seen = outlook(every_working_day(date(2026, 1, 5), until, "100"), until)
    assert (seen.weeks, seen.expected, seen.low) == (6, None, None)
    assert outlook({}, until).expected is None


@pytest.mark.no_database
def test_at_the_end_of_the_year_all_is_known():
    until = date(2025, 12, 31)
    seen = outlook(every_working_day(date(2025, 1, 1), until, "100"), until)
    assert seen.low == seen.expected == seen.high == seen.so_far


@pytest.mark.no_database
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
@settings(max_examples=50)
def test_the_weeks_left_hold_every_working_day_left(until):
    assert sum(weeks_left(until)) == working_days(
        until + timedelta(days=1), date(until.year, 12, 31)
    )


@pytest.mark.no_database
def test_the_overrun_of_2023_was_certain_months_before():
    found = replay(2023)
    assert found.known_from
    assert found.exceeded_in
    assert found.known_from.last < date(2023, 3, 15)  # the first amendment
    assert found.exceeded_in.last >= date(2023, 8, 31)
    assert found.months[0].verdict is Verdict.TOO_EARLY
    assert found.months[1].in_force == found.months[1].first_budget == Decimal("628100")
    assert found.months[-1].in_force == Decimal("865400")


@pytest.mark.no_database
def test_a_month_sees_only_the_days_before_its_end():
    first = replay(2023).months[3]
    days = {
        date.fromisoformat(day): Decimal(euros)
        for of_language in kept(2023)["days"].values()
        for day, euros in of_language.items()
        if day <= first.last.isoformat()
    }
    assert max(days) <= first.last
    assert first.seen.so_far < Decimal("628100")


@pytest.mark.no_database
def test_the_orders_that_are_kept_are_those_of_the_calibration():
    assert json.loads(json.dumps(whole())) == kept(2023)


def test_the_command_says_from_which_month_on(app):
    told = app.test_cli_runner().invoke(args=["budget", "replay", "--year", "2023", "--json"])
    found = json.loads(told.output)
    assert found["known_from"] == "2023-02"
    assert len(found["months"]) == 12


def spent_each_week(weeks: int, until: date) -> None:
    agency, price = make_contractor().id, Tariff("word", Decimal("0.1000"))
    for week in range(weeks):
        day = until - timedelta(days=7 * week + until.weekday())
        with clock.set_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC)):
            case = make_case(words=10_000)
            record_cost(
                case, CostStage.COMMITTED, quote(price, Quantity(10_000, 1)), "order", agency
            )
    commit()


def test_finance_is_told_once_by_mail_and_on_the_page(login):
    today = date(2026, 6, 22)
    officer = make_user(Role.FINANCE)
    amend(2026, Decimal("30000"), date(2026, 1, 1), "", officer)
    spent_each_week(20, date(2026, 6, 21))
    for _night in range(2):
        told = watch(forecast(today), today)
        for version in told:
            tell_finance(version)
        commit()
    [alert] = alerts(2026)
    assert alert.kind is AlertCause.OVERRUN_FORESEEN
    assert alert.amount > 30000
    assert db.session.query(OutgoingMail).filter_by(code="budget", user_id=officer.id).count() == 1
    page = login(officer).get("/budget?year=2026").text
    assert "Dépassement prévu" in page
    assert "Dépassement certain" in page
    amend(2026, Decimal("90000"), today, "BR", officer)
    assert watch(list(db.session.query(BudgetForecast)), today) == []
    assert version_in_force(2026, today).amount == 90000


def test_the_page_of_2023_tells_the_story(login):
    page = login(make_user(Role.FINANCE)).get("/budget?year=2023").text
    assert "28/02/2023" in page
    assert "calées sur les totaux publiés" in page
