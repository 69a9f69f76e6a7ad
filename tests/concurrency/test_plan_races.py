"""Plans at once, a coordinator in the middle of one, a planner killed at its work."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from app import clock
from app.accounts.queries import get_user
from app.assignment import plan_operations as plans
from app.assignment.lifecycle import PlanStatus
from app.assignment.models import Assignment, AssignmentPlan
from app.assignment.operations import assign_inside
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import get_case
from app.db import commit, db
from app.lifecycle import InvalidTransition
from tests.conftest import ROOT
from tests.factories import make_case, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_translator

WON = "won"


@pytest.fixture(autouse=True)
def _rate(session):
    make_language()
    make_in_house_rate()


def live() -> int:
    return db.session.query(Assignment).filter_by(ended_at=None).count()


def test_two_plans_at_once_give_each_case_once(race):
    make_holder()
    for _ in range(6):
        make_case()
    db.session.rollback()

    def work(ready):
        run = plans.begin()
        commit()
        decided = plans.plan(clock.now())
        ready()
        plans.finish(run, decided, plans.apply(decided, clock.now(), run))
        commit()

    assert race(work, work) == [WON, WON]
    assert live() == 6
    found = {run.status for run in db.session.query(AssignmentPlan)}
    assert found == {PlanStatus.APPLIED, PlanStatus.SUPERSEDED}


def test_a_coordinator_and_a_plan_never_give_one_case_twice(race):
    make_holder()
    translator_id, boss_id = make_translator().id, make_user().id
    ids = [make_case().id for _ in range(6)]
    db.session.rollback()

    def by_plan(ready):
        decided = plans.plan(clock.now())
        ready()
        plans.apply(decided, clock.now())
        commit()

    def by_hand(ready):
        case, who, boss = get_case(ids[3]), get_user(translator_id), get_user(boss_id)
        ready()
        assign_inside(case, who, boss, "À la main.")
        commit()

    outcomes = race(by_plan, by_hand)
    assert outcomes[0] == WON
    assert outcomes[1] in (WON, InvalidTransition)
    given = db.session.query(Assignment.case_id).filter_by(ended_at=None).all()
    assert len(given) == len(set(given)) >= 1
    assert get_case(ids[3]).status is CaseStatus.ASSIGNED or outcomes[1] != WON


@pytest.mark.parametrize("where", ["solve", "apply"])
def test_a_planner_that_is_killed_leaves_nothing_half_done(app, tmp_path, where):
    make_holder()
    for _ in range(5):
        make_case()
    db.session.rollback()
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-m", "tests.concurrency.planner", url, str(tmp_path), where]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as planner:
        assert any(line.strip() == "here" for line in planner.stdout)
        planner.send_signal(signal.SIGKILL)
    assert live() == 0
    assert db.session.query(Case).filter_by(status=CaseStatus.READY).count() == 5
    [left] = db.session.query(AssignmentPlan)
    assert left.status is PlanStatus.RUNNING
    db.session.rollback()
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        assert plans.close_lost(clock.now() - timedelta(minutes=5)) == 1
        run = plans.begin()
        commit()
        decided = plans.plan(clock.now())
        plans.finish(run, decided, plans.apply(decided, clock.now(), run))
        commit()
    assert live() == 5  # the lock of the dead process stands in nobody's way
