"""A month closes while others write in it: every line is under the seal, or in the next month."""

import threading
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.budget.models import CostEntry, CostStage
from app.budget.operations import write_cost
from app.cases.queries import get_case
from app.closing import operations, sealing
from app.closing.checks import Check
from app.closing.models import MonthClose
from app.closing.queries import bounds_of
from app.closing.rules import month_before
from app.db import commit, db, rollback
from app.lifecycle import InvalidTransition
from tests.concurrency.conftest import WON
from tests.factories import make_case, make_user

WRITERS, EACH = 6, 12
THIS = clock.today().replace(day=1)
LAST = month_before(THIS)
WITHIN = clock.start_of(THIS) - timedelta(hours=5)
ALL = {check.value: "Vu." for check in Check}


def write(case_id, at) -> None:
    with clock.set_to(at):
        write_cost(get_case(case_id), CostStage.COMMITTED, Decimal("1.00"), [], "order")
        commit()


def test_every_line_is_under_the_seal_or_in_the_next_month(race):
    """Writers date their rows in the month as long as they may, then in the next."""
    first, second = make_user(Role.FINANCE).id, make_user(Role.FINANCE).id
    case_ids = [make_case().id for _ in range(WRITERS)]
    operations.sign(LAST, get_user(first), ALL)
    commit()
    begun, pushed_on = threading.Semaphore(0), []

    def writer(case_id):
        def work(ready):
            ready()
            for _ in range(EACH):
                begun.release()
                try:
                    write(case_id, WITHIN)
                except IntegrityError:
                    rollback()
                    pushed_on.append(case_id)
                    write(case_id, clock.now())

        return work

    def closer(ready):
        officer = get_user(second)
        ready()
        for _ in range(WRITERS):  # they are all at it
            begun.acquire(timeout=20)
        operations.sign(LAST, officer, ALL)
        commit()

    assert race(*map(writer, case_ids), closer) == [WON] * (WRITERS + 1)
    rollback()
    close = db.session.query(MonthClose).filter_by(month=LAST).one()
    since, until = bounds_of(LAST)
    inside = db.session.query(CostEntry).filter(CostEntry.at >= since, CostEntry.at < until)
    assert inside.count() == close.line_count
    assert inside.count() + len(pushed_on) == WRITERS * EACH
    assert db.session.query(CostEntry).count() == WRITERS * EACH
    assert [proof.problem for proof in sealing.proofs()] == [""]


def test_a_writer_that_has_begun_is_waited_for(race):
    """Its row is not committed when the close begins: it is under the seal all the same."""
    first, second = make_user(Role.FINANCE).id, make_user(Role.FINANCE).id
    case_id = make_case().id
    operations.sign(LAST, get_user(first), ALL)
    commit()
    written, closing = threading.Event(), threading.Event()

    def writer(ready):
        ready()
        with clock.set_to(WITHIN):
            write_cost(get_case(case_id), CostStage.COMMITTED, Decimal("1.00"), [], "order")
        db.session.flush()
        written.set()
        assert closing.wait(20)
        until_someone_waits()
        commit()

    def closer(ready):
        officer = get_user(second)
        ready()
        assert written.wait(20)
        closing.set()
        operations.sign(LAST, officer, ALL)
        commit()

    assert race(writer, closer) == [WON, WON]
    rollback()
    assert db.session.query(MonthClose).filter_by(month=LAST).one().line_count == 1
    assert [proof.problem for proof in sealing.proofs()] == [""]


def until_someone_waits() -> None:
    """Go on once the close stands in line for the month's lock."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    for _ in range(400):
        with db.engine.connect() as other:
            if other.scalar(waiting):
                return
        threading.Event().wait(0.025)
    raise AssertionError("the close never waited")


def test_of_two_second_signatures_one_closes(race):
    ids = [make_user(Role.FINANCE).id for _ in range(3)]
    make_case()
    operations.sign(LAST, get_user(ids[0]), ALL)
    commit()

    def signing(officer_id):
        def work(ready):
            officer = get_user(officer_id)
            ready()
            operations.sign(LAST, officer, ALL)
            commit()

        return work

    outcomes = race(signing(ids[1]), signing(ids[2]))
    assert outcomes.count(WON) == 1
    assert InvalidTransition in outcomes
    rollback()
    assert [proof.problem for proof in sealing.proofs()] == [""]


def test_of_two_first_signatures_by_one_person_one_counts(race):
    officer_id = make_user(Role.FINANCE).id

    def work(ready):
        officer = get_user(officer_id)
        ready()
        operations.sign(LAST, officer, ALL)
        commit()

    outcomes = race(work, work)
    assert outcomes.count(WON) == 1
    assert operations.SamePerson in outcomes
