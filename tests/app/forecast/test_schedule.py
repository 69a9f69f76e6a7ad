"""The rolling model: who has what done when, what breaks, when it is too late; and what if."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forecast.outlook import BEYOND, HORIZON, Held
from app.forecast.result import result
from app.forecast.scenario import Scenario, imagine
from app.forecast.schedule import NEVER, unfold
from tests.app.forecast.worlds import PAIR, TODAY, agency, identity, lot, outlook, person, task

pytestmark = pytest.mark.no_database


def test_the_earliest_commitment_is_served_first_and_the_rest_goes_out():
    stock = tuple(task(n, 1000, days_left=20 - n) for n in range(1, 11))
    placed = unfold(outlook(stock=stock, people=(person(100),), lots=(lot(agency(200)),)))
    inside = [p for p in placed if p.place == "inside"]
    outside = [p for p in placed if p.place == "outside"]
    # Nine days of reach hold seven working days, a thousand words each.
    assert [p.task.case_id for p in inside] == [identity(n) for n in range(10, 3, -1)]
    assert len(outside) == 3
    assert sum(p.cost for p in outside) == pytest.approx(300.0)
    assert all(p.back == 10.0 for p in outside)


def test_without_an_agency_everything_waits_inside_and_the_late_ones_are_named():
    stock = tuple(task(n, 1000, days_left=6.5) for n in range(1, 9))
    found = result(outlook(stock=stock, people=(person(100),)))
    # Done on day 5 at the latest with a day of reading: Monday to Friday.
    assert found.whole.breaches == 3
    assert {b.place for b in found.breaches} == {"inside"}
    assert found.months["uk"].late == 3
    assert all(b.due_on == TODAY + timedelta(days=6) for b in found.breaches)
    # Friday is the last day on which a whole day of somebody would still do.
    assert all(b.decide_by == TODAY + timedelta(days=4) for b in found.breaches)
    assert found.whole.inevitable_on == TODAY + timedelta(days=4)


def test_a_sensitive_case_never_goes_out():
    placed = unfold(outlook(stock=(task(1, is_sensitive=True),), lots=(lot(agency(200)),)))
    assert placed[0].place == "nobody"
    assert placed[0].back == NEVER
    found = result(outlook(stock=(task(1, is_sensitive=True),), lots=(lot(agency(200)),)))
    assert found.breaches[0].decide_by is None
    assert found.breaches[0].back_on is None


def test_ceilings_and_ties_with_a_country_are_kept():
    tight = lot(agency(200), euros_left=Decimal("25.00"))
    placed = unfold(outlook(stock=(task(1), task(2)), lots=(tight,)))
    assert sorted(p.place for p in placed) == ["nobody", "outside"]
    tied = lot(agency(200, linked_to=frozenset({"UA"})), agency(201, rank=2))
    [only] = unfold(outlook(stock=(task(1, country="UA"),), lots=(tied,)))
    assert only.who == identity(201)


def test_a_full_agency_is_waited_for_unless_its_contract_lets_it_be_passed():
    stock = tuple(task(n, 1000) for n in range(1, 21))
    rates = {identity(200): 500, identity(201): None}
    holders = (agency(200), agency(201, rank=2))
    kept = unfold(outlook(stock=stock, lots=(lot(*holders),), rates=rates))
    assert {p.who for p in kept} == {identity(200)}
    assert max(p.back for p in kept) > 40  # twenty thousand words at five hundred a working day
    passed = unfold(outlook(stock=stock, lots=(lot(*holders, passes_when_full=True),), rates=rates))
    assert {p.who for p in passed} == {identity(200), identity(201)}


def test_rotation_follows_the_shares():
    stock = tuple(task(n, 1000) for n in range(1, 41))
    holders = (agency(200, quota=0.75), agency(201, rank=2, quota=0.25))
    placed = unfold(outlook(stock=stock, lots=(lot(*holders, rule="rotation"),)))
    given_to = [p.who for p in placed]
    assert given_to.count(identity(200)) == 30


def test_what_is_held_stays_where_it_is_and_is_counted_late_there():
    mine = Held(task(1, 3000, days_left=2.5), translator_id=identity(100))
    theirs = Held(
        task(2, days_left=3.5), holder_id=identity(200), contractor_id=identity(5200), back=6.0
    )
    read = Held(task(3, days_left=1.5), is_returned=True)
    found = result(
        outlook(held=(mine, theirs, read), people=(person(100),), lots=(lot(agency(200)),))
    )
    assert {b.case_id for b in found.breaches} == {identity(1), identity(2)}
    assert found.whole.cases == 3


def test_requests_to_come_are_shared_between_hands_and_agencies():
    world = outlook(
        people=(person(100), person(101)),
        lots=(lot(agency(200)),),
        arrivals={PAIR: (20.0,) * HORIZON},
        words={PAIR: 200.0},
    )
    placed = unfold(world)
    assert sum(p.cases for p in placed) == pytest.approx(20 * HORIZON)
    inside = sum(p.cases * p.task.words for p in placed if p.place == "inside")
    days = sum(share for share in person(100).free[1 : HORIZON + 10])
    assert inside <= 2 * 1000 * days + 1
    assert inside > 2 * 1000 * 18
    assert result(world).whole.late == 0


def test_what_if_changes_only_what_it_says():
    world = outlook(
        stock=tuple(task(n, 1000) for n in range(1, 8)),
        people=(person(100), person(101, pairs=(("ru", "into_french"),))),
        lots=(lot(agency(200)),),
        arrivals={PAIR: (5.0,) * HORIZON},
        words={PAIR: 200.0},
        daily={identity(101): 1000},
    )
    before = result(world).whole
    away = Scenario(absent=identity(100), absent_from=TODAY, absent_to=TODAY + timedelta(days=13))
    assert result(imagine(world, away)).whole.cost > before.cost
    doubled = result(imagine(world, Scenario(doubled="uk"))).whole
    assert doubled.arrivals == pytest.approx(2 * before.arrivals)
    assert doubled.cost > before.cost
    taught = Scenario(taught=identity(101), taught_language="uk")
    assert result(imagine(world, taught)).whole.cost < before.cost
    assert imagine(world, Scenario()) == world
    assert Scenario().is_empty
    assert not away.is_empty


def test_a_lost_agency_gives_back_what_it_had():
    theirs = Held(task(1), holder_id=identity(200), contractor_id=identity(5200), back=8.0)
    read = Held(task(2), holder_id=identity(200), contractor_id=identity(5200), is_returned=True)
    world = outlook(held=(theirs, read), lots=(lot(agency(200), agency(201, rank=2)),))
    lost = imagine(world, Scenario(lost=identity(5200)))
    assert [each.case_id for each in lost.stock] == [identity(1)]
    assert lost.held == (read,)
    placed = {p.task.case_id: p for p in unfold(lost)}
    assert placed[identity(1)].who == identity(201)
    alone = outlook(held=(theirs,), lots=(lot(agency(200)),))
    assert result(alone).whole.breaches == 0
    assert result(imagine(alone, Scenario(lost=identity(5200)))).whole.breaches == 1


CASES = st.lists(
    st.tuples(st.integers(1, 3000), st.floats(-5, 21), st.booleans()), min_size=1, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(CASES, st.integers(0, 3), st.floats(0, 30))
def test_nothing_is_lost_done_twice_or_done_on_days_that_do_not_exist(cases, hands, a_day):
    people = tuple(person(100 + n) for n in range(hands))
    world = outlook(
        stock=tuple(
            task(n, words, days_left=left, is_sensitive=sensitive)
            for n, (words, left, sensitive) in enumerate(cases, start=1)
        ),
        people=people,
        lots=(lot(agency(200)),),
        arrivals={PAIR: (a_day,) * 5},
        words={PAIR: 300.0},
    )
    placed = unfold(world)
    there = [p for p in placed if not p.is_coming]
    assert sorted(p.task.case_id.int for p in there) == list(range(1, len(cases) + 1))
    assert sum(p.cases for p in placed if p.is_coming) == pytest.approx(5 * a_day, abs=0.1)
    for each in people:
        mine = sum(p.cases * p.task.words for p in placed if p.who == each.user_id)
        assert mine <= 1000 * sum(each.free) + 1e-3 + 0.01 * 300 * 10
    assert all(p.place != "outside" for p in there if p.task.is_sensitive)
    assert all(0 < p.back <= HORIZON + BEYOND + 1 for p in there if p.place == "inside")


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_one_more_pair_of_hands_never_makes_more_breaches_inside(cases):
    stock = tuple(
        task(n, words, days_left=left) for n, (words, left, _s) in enumerate(cases, start=1)
    )
    alone = result(outlook(stock=stock, people=(person(100),))).whole.breaches
    nobody = result(outlook(stock=stock)).whole.breaches
    assert alone <= nobody == len(stock)
