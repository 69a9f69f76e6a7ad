"""What only the house can still do in time passes first, in hands that will be there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assignment.engine import decide_all
from tests.app.assignment.test_engine import (
    RU,
    UK,
    WEEKDAYS,
    by_case,
    holder,
    ident,
    lot,
    person,
    task,
    world,
)

pytestmark = pytest.mark.no_database


def test_what_no_holder_would_return_in_time_goes_inside_first() -> None:
    pressed = task(1, days_left=5.0, tried=frozenset({ident(30_001)}))
    full = person(1, days_in_hand=3.0)
    decision = by_case(decide_all(world([pressed], [full], [lot(holder(1), holder(2))])))[ident(1)]
    assert decision.translator_id == ident(10_001)
    assert decision.is_now
    assert "passe en premier" in decision.reason


def test_time_enough_outside_leaves_it_to_the_plan() -> None:
    calm = task(1, days_left=15.0)
    decision = by_case(decide_all(world([calm], [person(1)], [lot(holder(1))])))[ident(1)]
    assert "passe en premier" not in decision.reason


def test_whoever_is_there_first_rescues_it() -> None:
    away = person(1, free=(0.0, 0.0, 0.0, 1.0, *WEEKDAYS))
    there = person(2, days_in_hand=2.0)
    plan = decide_all(world([task(1, days_left=6.0)], [away, there], [lot(holder(1))]))
    assert by_case(plan)[ident(1)].translator_id == ident(10_002)


def test_one_person_rescues_no_more_than_they_can() -> None:
    pressed = [task(n, words=900, days_left=3.0) for n in range(1, 6)]  # two days before the end
    plan = decide_all(world(pressed, [person(1)], [lot(holder(1))]))
    first = [d for d in plan.decisions if "passe en premier" in d.reason]
    assert len(first) == 3  # today, tomorrow and the next day


def test_nobody_leaves_with_work_they_cannot_finish() -> None:
    """Two days before three weeks away, a day of it in hand: the second day is all that is left."""
    leaving = person(1, leaves_in=2.0, days_in_hand=1.0)
    tasks = [task(n, words=600) for n in range(1, 4)]
    given_now = [d for d in decide_all(world(tasks, [leaving])).decisions if d.is_now]
    assert len(given_now) <= 1


def test_an_old_case_planned_inside_waits_no_longer() -> None:
    """Hands are full, but it has been in the stock for longer than the plan's patience."""
    full = person(1, days_in_hand=2.0)
    young, old = task(1, age_days=1.0), task(2, age_days=4.5)
    decided = by_case(decide_all(world([young, old], [full])))
    assert decided[ident(2)].is_now
    assert not decided[ident(1)].is_now


@given(
    st.lists(st.tuples(st.integers(20, 900), st.floats(0.5, 21.0), st.booleans()), max_size=12),
    st.lists(st.tuples(st.floats(0.0, 4.0), st.none() | st.floats(0.0, 3.0)), max_size=3),
)
def test_each_case_is_decided_once_and_only_by_whoever_has_the_language(cases, team) -> None:
    tasks = [
        task(n, RU if russian else UK, words, days_left=left)
        for n, (words, left, russian) in enumerate(cases)
    ]
    people = [
        person(n, UK, days_in_hand=held, leaves_in=leaves) for n, (held, leaves) in enumerate(team)
    ]
    decisions = decide_all(world(tasks, people, [lot(holder(1))])).decisions
    assert sorted(str(d.case_id) for d in decisions) == sorted(str(t.case_id) for t in tasks)
    russian = {t.case_id for t in tasks if t.pair == RU}
    assert not [d for d in decisions if d.translator_id and d.case_id in russian]
