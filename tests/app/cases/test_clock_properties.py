"""The 21 days over any date: daylight saving, year ends, overlapping pauses, corrections."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.cases.rules import COMMITMENT_DAYS, PARIS, days_taken, due_at, paused_for

pytestmark = pytest.mark.no_database
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 16 * 365 * 86_400).map(lambda s: EPOCH + timedelta(seconds=s))
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=40))
SPRING = datetime(2026, 3, 8, 22, 59, tzinfo=UTC)  # the clocks go forward on 29 March
AUTUMN = datetime(2026, 10, 4, 22, 30, tzinfo=UTC)  # 5 October in Paris; back on the 25th
YEAR_END = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 2027 in Paris


@given(INSTANTS)
@example(SPRING)
@example(AUTUMN)
@example(YEAR_END)
def test_the_commitment_ends_at_a_midnight_of_paris_21_days_on(complete_at) -> None:
    end = due_at(complete_at).astimezone(PARIS)
    assert end.time() == time(0)
    day = complete_at.astimezone(PARIS).date()
    assert (end.date() - day).days == COMMITMENT_DAYS + 1


@given(INSTANTS, INSTANTS)
def test_who_comes_later_is_never_due_earlier(one, other) -> None:
    first, second = sorted((one, other))
    assert due_at(first) <= due_at(second)


@given(INSTANTS, st.lists(st.tuples(LENGTHS, LENGTHS), max_size=6))
def test_pauses_that_overlap_count_once_and_the_order_does_not_matter(start, spans) -> None:
    pauses = [(start + begin, start + begin + length) for begin, length in spans]
    total = paused_for(pauses)
    assert total == paused_for(reversed(pauses)) == paused_for(pauses + pauses)
    assert max((end - begin for begin, end in pauses), default=timedelta()) <= total
    assert total <= sum((end - begin for begin, end in pauses), timedelta())
    assert due_at(start, pauses) == due_at(start) + total
    union = set()
    for begin, end in pauses:  # the same, counted hour by hour on a coarse grid
        first = int((begin - start) / timedelta(hours=1))
        union.update(range(first, int((end - start) / timedelta(hours=1))))
    assert abs(total / timedelta(hours=1) - len(union)) <= 2 * len(pauses)


@given(INSTANTS, LENGTHS, LENGTHS)
def test_days_taken_never_count_a_pause_and_are_never_negative(start, work, pause) -> None:
    end = start + work + pause
    taken = days_taken(start, end, [(start, start + pause)])
    assert taken == pytest.approx(work / timedelta(days=1), abs=1e-6)
    assert days_taken(end, start) == 0.0


@given(INSTANTS, LENGTHS, LENGTHS)
def test_a_correction_gives_back_the_time_the_fund_held_the_paper(start, work, held) -> None:
    """Delivered at `work`, asked back after `held`: the new end is later by just as long."""
    delivered = start + work
    assert due_at(start, [(delivered, delivered + held)]) == due_at(start) + held


@given(INSTANTS)
def test_an_hour_skipped_or_doubled_is_real_time_in_days_taken(start) -> None:
    assert days_taken(start, start + timedelta(days=21)) == pytest.approx(21.0)
