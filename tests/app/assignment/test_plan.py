"""The plan on real rows: what it gives, to whom, and why."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from app import clock
from app.accounts.models import Role
from app.assignment import operations
from app.assignment import plan_operations as plans
from app.assignment.lifecycle import OrderStatus, PlanStatus
from app.assignment.models import (
    Absence,
    AssignmentOverride,
    AssignmentPlan,
    PurchaseOrder,
    SkillLevel,
    TranslatorProfile,
)
from app.assignment.moves import INSIDE, Destination, move
from app.assignment.profile_operations import set_skill
from app.assignment.queries import live_order
from app.assignment.recalls import recallable, stranded
from app.assignment.world import free_days, lots_at
from app.cases.lifecycle import CaseStatus
from app.catalogue.models import Direction
from app.clock import PARIS
from app.contracts.models import AllocationRule, DelayCalendar, OriginLink
from app.contracts.quality_operations import SamePerson, close_period, confirm_mark, give_mark
from app.db import db
from app.workdays import is_open, open_days_between
from tests.factories import make_case, make_language, make_user, saved
from tests.staffing import (
    make_absence,
    make_holder,
    make_in_house_rate,
    make_lot,
    make_translator,
)
from workers import sweeps
from workers.jobs import plan_stock

MONDAY = clock.datetime(2026, 11, 23, 8, tzinfo=clock.UTC)


@pytest.fixture(autouse=True)
def _monday(session):
    with clock.set_to(MONDAY):
        make_language()
        make_in_house_rate()
        yield


def roll():
    decided = plans.plan(clock.now())
    return decided, plans.apply(decided, clock.now())


def test_the_house_fills_its_hands_and_the_rest_goes_out():
    translator, lot = make_translator(daily_words=500), make_lot()
    first = make_holder(lot, 1)
    make_holder(lot, 2, price="0.0100")
    cases = [make_case(words=250) for _ in range(40)]
    decided, applied = roll()
    assert not applied.skipped
    inside = [c for c in cases if c.translator_id == translator.id]
    outside = [c for c in cases if c.contractor_id == first.contractor_id]
    waiting = [c for c in cases if c.status is CaseStatus.READY]
    assert len(inside) == 2  # a day of 500 words in hand
    assert outside
    assert waiting
    assert len(inside) + len(outside) + len(waiting) == 40
    assert "rang 1" in live_order(outside[0]).reason
    assert decided.outside_cost == Decimal("25.00") * len(outside)


def test_rotation_is_served_on_real_orders():
    lot = make_lot()
    lot.contract.allocation_rule = AllocationRule.ROTATION
    for rank, quota in ((1, "0.75"), (2, "0.25")):
        make_holder(lot, rank).quota = Decimal(quota)
    db.session.flush()
    for _ in range(8):
        make_case()
    roll()
    ranks = sorted(o.holder.rank for o in db.session.query(PurchaseOrder))
    assert ranks == [1] * 6 + [2] * 2


def test_silence_passes_to_the_next_rank_with_the_reason():
    lot = make_lot()
    make_holder(lot, 1)
    second = make_holder(lot, 2)
    case = make_case()
    plans.place(case)
    first_order = live_order(case)
    with clock.set_to(first_order.answer_by + timedelta(minutes=1)):
        operations.expire_order(first_order)
        plans.place(case)
    assert first_order.status is OrderStatus.EXPIRED
    order = live_order(case)
    assert order.contractor_id == second.contractor_id
    assert "rang 1 déjà sollicité" in order.reason


def test_a_linked_contractor_is_refused_by_plan_by_place_and_by_hand():
    lot = make_lot()
    linked, other = make_holder(lot, 1), make_holder(lot, 2)
    facts = {"starts_on": clock.today(), "source": "Statuts de la société."}
    saved(OriginLink(contractor_id=linked.contractor_id, country="UA", **facts))
    planned, placed, by_hand = (make_case(country="UA") for _ in range(3))
    plans.place(placed)
    assert placed.contractor_id == other.contractor_id
    with pytest.raises(operations.Linked):
        operations.offer(by_hand, linked, None, "À la main.")
    roll()
    assert planned.contractor_id == other.contractor_id


def test_sensitive_cases_wait_for_the_house():
    make_holder()
    case = make_case(is_sensitive=True)
    roll()
    plans.place(case)
    assert case.status is CaseStatus.READY


def test_a_new_case_waits_for_a_place_the_plan_left():
    make_translator(daily_words=500)
    make_holder()
    for _ in range(4):
        make_case(words=250)
    roll()
    case = make_case(words=100)
    choice = plans.place(case)
    assert case.status in (CaseStatus.READY, CaseStatus.ASSIGNED)
    assert choice.holder_id is None


def test_an_override_keeps_both_costs_and_dates():
    make_holder()
    make_translator("ru")
    chosen = make_translator(daily_words=1)  # no room: the rule would go outside
    case, boss = make_case(words=100), make_user()
    move(case, Destination(INSIDE, translator=chosen), boss, "Dossier suivi par lui.")
    kept = db.session.query(AssignmentOverride).one()
    assert (kept.proposed_cost, kept.chosen_cost) == (Decimal("10.00"), Decimal("20.00"))
    assert kept.proposed_due_at > kept.chosen_due_at
    assert kept.reason == "Dossier suivi par lui."


def test_a_late_order_can_be_taken_back_while_somebody_can_still_do_it():
    make_holder()
    case = make_case(is_sensitive=False)
    plans.place(case)
    order = live_order(case)
    operations.accept_order(order, make_user(Role.CONTRACTOR, contractor_id=case.contractor_id))
    near = day_left(case, 3)
    assert recallable(near) == []  # nobody inside has the language
    who = make_translator()
    assert recallable(near) == [order]
    assert recallable(day_left(case, 5)) == []  # time is left
    with clock.set_to(near):
        absent = make_absence(who, days=5)
    assert recallable(near) == []
    absent.starts_on = absent.ends_on = case.submitted_at.date() - timedelta(days=9)
    assert recallable(near) == [order]
    case.assignee_due_at = near + timedelta(hours=1)  # a pause put its date forward
    assert recallable(near) == []


def test_what_somebody_left_behind_can_be_taken_back():
    gone = make_translator()
    case = make_case(is_sensitive=True)
    operations.assign_inside(case, gone, None, "Plan.")
    near = day_left(case, 4)
    with clock.set_to(near):
        make_absence(gone, days=10)
    assert stranded(near) == []  # nobody else has the language
    other = make_translator()
    assert stranded(near) == [case]
    assert stranded(day_left(case, 13)) == []  # they were still there
    db.session.query(Absence).update({Absence.ends_on: Absence.starts_on})
    assert stranded(near) == [case]  # back for the last three days: the second reading's
    with clock.set_to(near):
        make_absence(other, days=10)
    assert stranded(near) == []


def day_left(case, days: int) -> datetime:
    """Nine o'clock on the day that leaves so many working days, itself counted."""
    end = case.due_at.astimezone(PARIS).date()
    day = next(
        day
        for day in (end - timedelta(days=n) for n in range(1, 30))
        if is_open(day) and open_days_between(day, end) == days
    )
    return datetime.combine(day, time(9), PARIS)


def test_a_contract_of_working_days_is_known_to_be_longer():
    holder = make_holder()
    contract = holder.lot.contract
    contract.delay_days = 10
    (lot,) = lots_at(clock.now())
    assert lot.holders[0].days == 10
    contract.delay_calendar = DelayCalendar.WORKING
    db.session.flush()
    (lot,) = lots_at(clock.now())
    assert lot.holders[0].days >= 14  # two week-ends at least, holidays besides


def test_marks_move_a_rank_only_once_confirmed_by_another():
    lot = make_lot()
    first, second = make_holder(lot, 1), make_holder(lot, 2)
    one, two = make_user(), make_user()
    mark = give_mark(second, one, 1, "Toujours à l'heure.")
    with pytest.raises(SamePerson):
        confirm_mark(mark, one)
    close_period(lot, two)
    assert (first.rank, second.rank) == (1, 2)
    confirm_mark(mark, two)
    close_period(lot, two)
    assert (first.rank, second.rank) == (2, 1)
    close_period(lot, two)  # a mark counts once
    assert (first.rank, second.rank) == (2, 1)


def test_the_job_writes_what_it_did(run_jobs_here):
    make_translator()
    case = make_case()
    case_id = case.id
    plan_stock.run()
    db.session.expire_all()
    run = db.session.query(AssignmentPlan).one()
    assert (run.status, run.cases, run.given) == (PlanStatus.APPLIED, 1, 1)
    assert db.session.get(type(case), case_id).status is CaseStatus.ASSIGNED


def test_the_sweep_closes_a_lost_plan_and_hints_at_a_new_one(sent):
    with clock.set_to(clock.now() - timedelta(hours=1)):
        lost = plans.begin()
    sweeps.sweep_plans()
    assert lost.status is PlanStatus.LOST
    assert ("workers.jobs.plan_stock.run",) in sent


def test_a_speed_of_its_own_in_a_language_changes_what_fits():
    slow = make_translator("uk", daily_words=1000)
    set_skill(slow, make_user(), "uk", Direction.INTO_FRENCH, SkillLevel.TRANSLATE, 100)
    cases = [make_case(words=100) for _ in range(10)]
    roll()
    assert sum(case.translator_id == slow.id for case in cases) == 1


def test_places_left_by_an_old_plan_are_reckoned_again(sent):
    with clock.set_to(clock.now() - timedelta(hours=1)):
        run = plans.begin()
        plans.finish(run, *roll())
    sweeps.sweep_plans()
    assert ("workers.jobs.plan_stock.run",) in sent


def test_hours_days_off_and_absences_take_time_away(session):
    profile = TranslatorProfile(daily_words=100, minutes=[420, 210, 0, 420, 420, 0, 0])
    away = [Absence(starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 27))]
    assert free_days(profile, away, MONDAY, 6) == (1.0, 0.5, 0.0, 1.0, 0.0, 0.0, 0.0)
    christmas = clock.datetime(2026, 12, 25, 8, tzinfo=clock.UTC)
    assert free_days(profile, [], christmas, 0) == (0.0,)
