"""Two people click at once: one wins, the other is told, and the rows agree."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import Assignment
from app.assignment.operations import (
    accept_order,
    assign_inside,
    decide,
    expire_order,
    withdraw,
)
from app.assignment.queries import live_assignment, live_order, order_of
from app.audit.models import AuditEvent
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import CasePause
from app.cases.operations import advance, answer, ask_institution, cancel
from app.cases.queries import get_case
from app.db import commit, db
from app.lifecycle import InvalidTransition
from tests.factories import make_case, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_translator

WON = "won"


@pytest.fixture(autouse=True)
def _rate(session):
    make_language()
    make_in_house_rate()


def events(action: str) -> int:
    return db.session.query(AuditEvent).filter_by(action=action).count()


def test_a_case_is_assigned_once(race):
    case_id, boss_id = make_case().id, make_user().id
    ids = [make_translator().id for _ in range(4)]

    def by(translator_id):
        def work(ready):
            case, who, boss = get_case(case_id), get_user(translator_id), get_user(boss_id)
            ready()
            assign_inside(case, who, boss, "À la main.")
            commit()

        return work

    outcomes = race(*map(by, ids))
    assert sorted(map(str, outcomes)) == sorted(map(str, [WON, *[InvalidTransition] * 3]))
    assert db.session.query(Assignment).filter_by(ended_at=None).count() == 1
    assert events("case.assign") == 1
    assert get_case(case_id).translator_id == ids[outcomes.index(WON)]


def test_decisions_taken_at_once_never_fill_a_translator_twice(race):
    translator_id = make_translator(daily_words=100, horizon_days=1).id
    ids = [make_case(words=60).id for _ in range(4)]

    def on(case_id):
        def work(ready):
            case = get_case(case_id)
            ready()
            decide(case)
            commit()

        return work

    assert race(*map(on, ids)) == [WON] * 4
    held = [c for c in ids if get_case(c).translator_id == translator_id]
    assert len(held) == 1


def test_accepting_and_expiring_an_offer(race):
    holder = make_holder()
    agency_id = make_user(Role.CONTRACTOR, contractor_id=holder.contractor_id).id
    case = make_case()
    decide(case)
    commit()
    case_id, order_id = case.id, live_order(case).id
    db.session.rollback()

    def accept(ready):
        order, agency = order_of(order_id), get_user(agency_id)
        ready()
        accept_order(order, agency)
        commit()

    def expire(ready):
        order = order_of(order_id)
        ready()
        expire_order(order)
        commit()

    outcomes = race(accept, expire)
    assert set(outcomes) == {WON, InvalidTransition}
    case, order = get_case(case_id), order_of(order_id)
    if outcomes[0] == WON:
        assert (order.status, case.status) == (OrderStatus.ACCEPTED, CaseStatus.IN_PROGRESS)
        assert live_assignment(case) is not None
    else:
        assert (order.status, case.status) == (OrderStatus.EXPIRED, CaseStatus.READY)
        assert live_assignment(case) is None


def test_returning_and_withdrawing_at_once(race):
    translator = make_translator()
    case, boss_id = make_case(), make_user().id
    assign_inside(case, translator, get_user(boss_id), "À la main.")
    advance(case, CaseAction.START, translator)
    commit()
    case_id, translator_id = case.id, translator.id
    db.session.rollback()

    def hand_in(ready):
        case, who = get_case(case_id), get_user(translator_id)
        ready()
        advance(case, CaseAction.RETURN, who)
        commit()

    def take_back(ready):
        case, boss = get_case(case_id), get_user(boss_id)
        ready()
        withdraw(case, boss)
        commit()

    outcomes = race(hand_in, take_back)
    assert set(outcomes) == {WON, InvalidTransition}
    case = get_case(case_id)
    if outcomes[0] == WON:
        assert (case.status, case.translator_id) == (CaseStatus.RETURNED, translator_id)
    else:
        assert (case.status, case.translator_id) == (CaseStatus.READY, None)


def test_answering_and_cancelling_at_once(race):
    case, officer = make_case(), make_user(Role.INTAKE_OFFICER)
    agent_id, case_id = case.created_by_id, case.id
    with clock.set_to(clock.now() - timedelta(days=2)):
        ask_institution(case, officer, "Avez-vous le verso ?")
        commit()
    db.session.rollback()

    def reply(ready):
        case, agent = get_case(case_id), get_user(agent_id)
        ready()
        answer(case, agent, "Le voici.")
        commit()

    def give_up(ready):
        case, agent = get_case(case_id), get_user(agent_id)
        ready()
        cancel(case, agent, "Plus utile.")
        commit()

    outcomes = race(reply, give_up)
    assert outcomes[1] == WON  # a case that was answered can still be cancelled
    assert outcomes[0] in (WON, InvalidTransition)
    assert get_case(case_id).status is CaseStatus.CANCELLED
    [pause] = db.session.query(CasePause)
    assert pause.ended_at is not None


def test_cases_of_one_fund_do_not_wait_for_each_other(race):
    """Locking a case must not lock the row of its institution."""
    agent = make_user(Role.AGENT)
    first, second = make_case(creator=agent).id, make_case(creator=agent).id
    officer_id = make_user(Role.INTAKE_OFFICER).id

    def on(case_id):
        def work(ready):
            case, officer = get_case(case_id), get_user(officer_id)
            ask_institution(case, officer, "Avez-vous le verso ?")
            ready()  # both locks are held at once here, or the barrier times out
            commit()

        return work

    assert race(on(first), on(second)) == [WON, WON]
