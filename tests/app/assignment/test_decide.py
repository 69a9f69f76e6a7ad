"""The default rule applied: who gets the case, what is engaged, what is written down."""

from decimal import Decimal

import pytest

from app import clock
from app.accounts.models import Role
from app.assignment.lifecycle import EndReason, OrderStatus
from app.assignment.operations import (
    NoSkill,
    Sensitive,
    assign_inside,
    decide,
    decline_order,
    estimate,
    fulfil,
    offer,
    propose,
    release,
    reopen,
    withdraw,
)
from app.assignment.queries import (
    assignments_of,
    candidates,
    live_assignment,
    live_order,
    orders_of_case,
)
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import CaseKind
from app.cases.operations import advance
from app.catalogue.models import Direction
from app.db import commit
from tests.factories import make_case, make_language, make_user
from tests.staffing import (
    make_absence,
    make_holder,
    make_in_house_rate,
    make_lot,
    make_translator,
)


@pytest.fixture(autouse=True)
def _rate():
    make_language()
    make_in_house_rate("0.2000")


def test_inside_when_there_is_room():
    translator = make_translator()
    make_holder()
    case = make_case(words=300)
    decide(case)
    commit()
    assert (case.status, case.translator_id) == (CaseStatus.ASSIGNED, translator.id)
    assert case.committed == Decimal("60.00")
    assert "capacité interne" in live_assignment(case).reason
    assert case.assignee_due_at is not None


def test_load_counts_what_is_in_hand_and_fills_up():
    translator = make_translator(daily_words=100, horizon_days=5)
    make_case(CaseStatus.IN_PROGRESS, words=400, translator_id=translator.id)
    make_case(CaseStatus.RETURNED, words=900, translator_id=translator.id)
    [one] = candidates("uk", Direction.INTO_FRENCH, CaseKind.TRANSLATION, clock.today())
    assert one.load == 400
    holder = make_holder()
    first, second = make_case(words=100), make_case(words=100)
    decide(first)
    decide(second)
    assert first.translator_id == translator.id
    assert second.contractor_id == holder.contractor_id


def test_a_paused_case_still_weighs_on_who_holds_it():
    translator = make_translator()
    make_case(
        CaseStatus.AWAITING_INSTITUTION,
        left_status=CaseStatus.IN_PROGRESS,
        words=70,
        translator_id=translator.id,
    )
    [one] = candidates("uk", Direction.INTO_FRENCH, CaseKind.TRANSLATION, clock.today())
    assert one.load == 70


def test_the_absent_and_the_unskilled_get_nothing():
    make_absence(make_translator())
    make_translator("ar")
    holder = make_holder()
    case = make_case(words=1000)
    decide(case)
    order = live_order(case)
    assert (order.contractor_id, order.status) == (holder.contractor_id, OrderStatus.OFFERED)
    assert order.amount == case.committed == Decimal("100.00")
    assert "rang 1" in order.reason
    assert order.number.startswith("C")


def test_a_certification_asks_for_more_than_translating():
    make_translator()
    senior = make_translator(level="revise", role=Role.REVISER)
    found = candidates("uk", Direction.INTO_FRENCH, CaseKind.CERTIFICATION, clock.today())
    assert [c.user_id for c in found] == [senior.id]


def test_the_next_rank_is_asked_after_a_refusal_then_nobody():
    lot = make_lot()
    first, second = make_holder(lot, 1), make_holder(lot, 2)
    case = make_case()
    decide(case)
    decline_order(live_order(case), make_user(Role.CONTRACTOR), "Effectif complet.")
    assert (case.status, case.committed) == (CaseStatus.READY, Decimal("0.00"))
    decide(case)
    assert live_order(case).contractor_id == second.contractor_id
    decline_order(live_order(case), make_user(Role.CONTRACTOR), "Non plus.")
    choice = decide(case)
    assert not choice.is_possible
    assert case.status is CaseStatus.READY
    assert [o.contractor_id for o in orders_of_case(case)] == [
        first.contractor_id,
        second.contractor_id,
    ]


def test_a_missing_price_stops_the_rule_and_says_so():
    lot = make_lot()
    make_holder(lot, 1, price=None)
    make_holder(lot, 2)
    case = make_case()
    choice = decide(case)
    assert not choice.is_possible
    assert choice.reason
    assert case.status is CaseStatus.READY


def test_the_estimate_is_what_the_rule_would_cost_and_is_given_once():
    make_holder()
    case = make_case(words=500)
    estimate(case)
    assert case.estimated == Decimal("50.00")
    make_translator()
    estimate(case)
    assert case.estimated == Decimal("50.00")
    assert propose(case).quote.net == Decimal("100.00")


def test_sensitive_cases_stay_in_the_house_even_by_hand():
    holder, boss = make_holder(), make_user()
    case = make_case(is_sensitive=True)
    assert not decide(case).is_possible
    with pytest.raises(Sensitive):
        offer(case, holder, boss, "Urgent.")


def test_a_person_without_the_skill_cannot_be_given_it():
    case = make_case()
    for user in (make_translator("ar"), make_user(Role.AGENT)):
        with pytest.raises(NoSkill):
            assign_inside(case, user, make_user(), "À la main.")


def test_withdrawing_frees_the_case_and_the_rule_does_not_give_it_back():
    translator = make_translator()
    case = make_case()
    decide(case)
    withdraw(case, make_user())
    commit()
    assert (case.status, case.translator_id) == (CaseStatus.READY, None)
    assert live_assignment(case) is None
    assert assignments_of(case)[0].end_reason == EndReason.WITHDRAWN
    assert not decide(case).is_possible
    assign_inside(case, translator, make_user(), "À la main.")
    assert case.translator_id == translator.id


def test_cancelling_the_case_frees_the_contractor():
    make_holder()
    case = make_case()
    decide(case)
    order = live_order(case)
    agent = case.created_by
    advance(case, CaseAction.CANCEL, agent)
    release(case)
    release(case)
    assert order.status is OrderStatus.CANCELLED
    assert (case.contractor_id, case.committed) == (None, Decimal("0.00"))


def test_a_correction_gives_the_work_back_once():
    translator, boss = make_translator(), make_user()
    case = make_case()
    assign_inside(case, translator, boss, "À la main.")
    advance(case, CaseAction.START, translator)
    fulfil(case)
    assert live_assignment(case) is None
    reopen(case)
    reopen(case)
    assert live_assignment(case).translator_id == translator.id
    assert len(assignments_of(case)) == 2
