"""The replayed year: working time, demand, and a small year lived through the operations."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from app.assignment.models import PurchaseOrder
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.config import Config
from app.db import db
from app.replay.calendars import after, days_before, is_working
from app.replay.database import own_application
from app.replay.demand import Scenario, arrivals, year
from app.replay.outcome import figures
from app.replay.parameters import LOTS, TEAM, Parameters
from app.replay.play import play
from app.replay.policies import POLICIES
from app.replay.session import patient_session

pytestmark = pytest.mark.no_database
PARAMETERS = Parameters()
QUICK = replace(  # at so small a scale, people of a few words a day
    PARAMETERS, inside_speed=20.0, engine_rounds=((9, 30),)
)


def test_work_begun_on_a_friday_evening_ends_on_monday() -> None:
    friday = datetime(2023, 3, 3, 15, 0, tzinfo=UTC)  # 16:00 in Paris
    assert after(friday, 2).isoformat() == "2023-03-06T10:00:00+01:00"


def test_holidays_and_absences_are_not_worked() -> None:
    eve = datetime(2023, 4, 28, 14, 0, tzinfo=UTC)  # Friday, 16:00; Monday is 1 May
    assert after(eve, 2).date() == date(2023, 5, 2)
    assert after(eve, 2, frozenset({date(2023, 5, 2)})).date() == date(2023, 5, 3)
    assert not is_working(date(2023, 7, 14))
    assert days_before([date(2023, 3, 8)], date(2023, 3, 6)) == 2


def test_the_same_seed_gives_the_same_year_and_another_seed_another() -> None:
    first = arrivals(PARAMETERS, 0.01, Scenario())
    assert first == arrivals(PARAMETERS, 0.01, Scenario())
    assert first != arrivals(replace(PARAMETERS, seed=2), 0.01, Scenario())


def test_the_year_at_scale_one_has_the_published_requests_and_words() -> None:
    rows = arrivals(PARAMETERS, 1.0, Scenario())
    told = year()["published"]
    assert len(rows) == told["requests"]
    kept = [row for row in rows if row.is_needed]
    assert abs(len(kept) - told["translated"]) <= 45  # rounding, language by language
    assert sum(row.words for row in kept) == pytest.approx(told["words"], rel=0.01)


def test_scenarios_change_the_demand_they_name() -> None:
    base = arrivals(PARAMETERS, 0.1, Scenario())
    more = arrivals(PARAMETERS, 0.1, Scenario(demand=1.25))
    assert len(more) == pytest.approx(1.25 * len(base), rel=0.001)
    doubled = arrivals(PARAMETERS, 0.1, Scenario(doubled="uk", doubled_month=5))

    def in_may(rows, code):
        return sum(row.language == code and row.at.month == 5 for row in rows)

    assert in_may(doubled, "uk") == 2 * in_may(base, "uk")


def test_every_language_of_the_year_has_a_lot_and_the_team_shares_add_up() -> None:
    codes = {code for codes, _ranked in LOTS for code in codes.split()}
    assert {row["code"] for row in year()["languages"]} <= codes
    for row in year()["languages"]:
        shares = sum(team.get(row["code"], 0) for team in TEAM.values())
        assert shares == pytest.approx(1.0 if row["internal"] else 0.0)


@pytest.fixture
def own(app, tmp_path):
    """The replay makes its own database beside the tests' one, and drops it."""
    with app.app_context():
        app.config["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
        with own_application() as application, patient_session():
            yield application


@pytest.mark.timeout(400)  # 250 days of rounds, on a machine that others use
@pytest.mark.parametrize("policy", list(POLICIES))
def test_a_small_year_is_lived_to_its_end_by_the_real_operations(own, policy) -> None:
    state = play(QUICK, 0.002, POLICIES[policy], Scenario())
    found = figures(0.002, 1.0, state.transitions)
    assert found["cases"] == 163
    assert found["translated"] + found["not_translated"] == found["cases"]
    assert found["internal"] + found["external"] == found["translated"]
    assert state.arrivals == {}
    late = select(func.count()).select_from(Case).where(Case.delivered_at < Case.submitted_at)
    assert db.session.scalar(late) == 0
    order = db.session.scalars(select(PurchaseOrder).limit(1)).one()
    assert order.reason
    broken = db.session.execute(text("select count(*) from audit_event")).scalar()
    assert broken > 10 * found["cases"]


def test_a_contractor_lost_gives_its_cases_back(own) -> None:
    scenario = Scenario(lost=0, lost_on=date(2023, 6, 1))
    state = play(QUICK, 0.002, POLICIES["as-was"], scenario)
    lost = state.setting.contractors[0]
    june = datetime(2023, 6, 1, 12, tzinfo=UTC)
    after_june = select(func.count()).select_from(PurchaseOrder)
    after_june = after_june.where(
        PurchaseOrder.contractor_id == lost, PurchaseOrder.offered_at > june + timedelta(days=1)
    )
    assert db.session.scalar(after_june) == 0
    still = select(func.count()).select_from(Case).where(Case.status != CaseStatus.DELIVERED)
    assert db.session.scalar(still) == figures(0.002, 1.0, 1)["not_translated"]


def test_the_replay_never_touches_the_platforms_own_database(app) -> None:
    with app.app_context():
        app.config["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
        with own_application() as application:
            assert application.config["DATABASE_URL"] != os.environ["TEST_DATABASE_URL"]
            assert isinstance(Config.offline(), Config)
