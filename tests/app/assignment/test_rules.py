"""Inside first while capacity lasts, else by rank; the reason is always said."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assignment.rules import (
    Candidate,
    Offerable,
    Work,
    choose,
    contractor_due_at,
    end_of_day,
    internal_due_at,
)
from app.clock import PARIS
from app.workdays import FRANCE, open_days_between

pytestmark = pytest.mark.no_database
WORK = Work(words=200, is_sensitive=False, language="uk")


def person(rank: int = 1, **fields) -> Candidate:
    defaults = {
        "user_id": UUID(int=rank), "name": "T", "daily_words": 1000, "horizon_days": 5,
        "load": 0, "languages": 1,
    }  # fmt: skip
    return Candidate(**(defaults | fields))


def holder(rank: int = 1) -> Offerable:
    return Offerable(UUID(int=100 + rank), UUID(int=200 + rank), "Agence", rank, "marché M, lot 1")


def test_inside_comes_first():
    choice = choose(WORK, [person()], [holder()])
    assert choice.translator_id == UUID(int=1)
    assert "capacité interne" in choice.reason


def test_the_least_loaded_share_of_capacity_wins():
    busy, small = person(1, load=1000), person(2, load=500, daily_words=200)
    assert choose(WORK, [busy, small], []).translator_id == busy.user_id  # 20 % against 50 %


def test_people_of_several_languages_are_kept_for_what_only_they_can_do():
    polyglot, other = person(1, languages=4), person(2, load=4000)
    assert choose(WORK, [polyglot, other], []).translator_id == other.user_id
    assert choose(WORK, [polyglot], []).translator_id == polyglot.user_id


def test_the_lot_s_first_holder_when_capacity_is_used_up():
    choice = choose(WORK, [person(load=4900)], [holder(2), holder(1)])
    assert choice.holder_id == UUID(int=101)
    assert "rang 1" in choice.reason
    assert "Capacité interne insuffisante" in choice.reason


def test_the_next_rank_after_a_refusal():
    choice = choose(WORK, [], [holder(1), holder(2)], tried={UUID(int=201)})
    assert choice.holder_id == UUID(int=102)


def test_a_translator_it_was_taken_back_from_is_not_given_it_again():
    assert choose(WORK, [person(1)], [holder()], tried={UUID(int=1)}).holder_id == UUID(int=101)


def test_what_is_sensitive_never_goes_outside():
    choice = choose(Work(200, True, "uk"), [person(is_away=True)], [holder()])
    assert not choice.is_possible
    assert "sensible" in choice.reason


@pytest.mark.parametrize(
    ("candidates", "holders", "tried", "words"),
    [
        ([], [], set(), "Aucun marché"),
        ([person(is_away=True)], [], set(), "absents"),
        ([], [holder()], {UUID(int=201)}, "décliné"),
        ([person()], [], {UUID(int=1)}, "Déjà reprise"),
    ],
)
def test_nobody_possible_says_why(candidates, holders, tried, words):
    choice = choose(WORK, candidates, holders, tried)
    assert not choice.is_possible
    assert words in choice.reason


def test_an_unknown_language_goes_to_nobody():
    choice = choose(Work(10, False, None), [person()], [holder()])
    assert not choice.is_possible
    assert "langue" in choice.reason


people = st.builds(
    person,
    st.integers(1, 50),
    load=st.integers(0, 6000),
    daily_words=st.integers(0, 3000),
    languages=st.integers(1, 5),
    is_away=st.booleans(),
)


@given(st.lists(people, max_size=8), st.lists(st.builds(holder, st.integers(1, 3)), max_size=3),
       st.integers(0, 6000), st.booleans())  # fmt: skip
def test_nobody_is_ever_overloaded_and_a_reason_is_always_given(able, holders, words, sensitive):
    choice = choose(Work(words, sensitive, "uk"), able, holders)
    assert choice.reason
    assert not (choice.translator_id and choice.holder_id)
    assert not (sensitive and choice.holder_id)
    if choice.translator_id:
        assert any(c.user_id == choice.translator_id and c.can_take(words) for c in able)
    elif holders and not sensitive:
        assert choice.holder_id


def test_a_contractor_has_whole_days_to_the_end_of_the_last():
    start = datetime(2026, 3, 27, 15, tzinfo=UTC)  # the hour changes on the 29th
    assert contractor_due_at(start, 12) == datetime(2026, 4, 9, tzinfo=ZoneInfo("Europe/Paris"))


def test_the_internal_target_never_runs_past_the_commitment_unless_it_is_over():
    now = datetime(2026, 6, 1, 9, tzinfo=UTC)
    near, past = now + timedelta(hours=9), now - timedelta(days=1)
    assert internal_due_at(now, near) == near
    next_day = datetime(2026, 6, 3, tzinfo=ZoneInfo("Europe/Paris"))
    assert internal_due_at(now, now + timedelta(days=2)) == next_day
    six = datetime(2026, 6, 10, tzinfo=ZoneInfo("Europe/Paris"))  # working days of France
    assert internal_due_at(now, past) == six == internal_due_at(now, now + timedelta(days=20))


@given(st.integers(0, 365 * 24), st.integers(1, 500))
def test_the_internal_target_leaves_three_working_days_to_the_second_reading(start, hours):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=start)
    commitment = now + timedelta(hours=hours)
    target, next_day = internal_due_at(now, commitment), end_of_day(now, 1, FRANCE)
    assert now < target <= commitment
    assert target <= end_of_day(now, 6, FRANCE)
    if target > next_day:
        first, end = (i.astimezone(PARIS).date() for i in (target, commitment))
        assert open_days_between(first, end) >= 3
