"""Days late by the assignee's clock: what the body lost never counts against a contractor."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.payables.rules import Delivery, lateness

pytestmark = pytest.mark.no_database

DUE = datetime(2026, 6, 15, 22, tzinfo=UTC)  # end of 15 June in Paris
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def days(returned_at, reviews=(), pauses=(), due_at=DUE) -> int:
    return lateness(Delivery(due_at, returned_at, tuple(reviews), tuple(pauses))).days


def test_the_last_day_is_not_late_and_the_next_is_one_day():
    assert days(DUE - HOUR) == 0
    assert days(DUE + HOUR) == 1
    assert days(DUE + 9 * DAY + HOUR) == 10


def test_the_time_that_the_body_read_a_return_does_not_count():
    review = (DUE - 2 * DAY, DUE + 3 * DAY)
    assert days(DUE + 4 * DAY, [review]) == 0
    assert days(DUE + 6 * DAY - HOUR, [review]) == 1


def test_a_pause_after_the_last_return_excuses_nothing():
    """It moved the date of the case by five days, once the work was done."""
    pause = (DUE + 3 * DAY, DUE + 8 * DAY)
    assert days(DUE + 2 * DAY + HOUR, pauses=[pause], due_at=DUE + 5 * DAY) == 3


def test_a_pause_within_a_review_counts_once():
    review, pause = (DUE - 4 * DAY, DUE - DAY), (DUE - 3 * DAY, DUE - 2 * DAY)
    moved = DUE + DAY  # by the pause, as the case does it
    assert days(DUE + 3 * DAY - HOUR, [review], [pause], moved) == 0
    assert days(DUE + 3 * DAY + HOUR, [review], [pause], moved) == 1


hours = st.integers(1, 24 * 60).map(lambda n: n * HOUR)


@given(hours, st.lists(st.tuples(hours, hours), max_size=4), hours)
def test_what_the_body_lost_is_worth_exactly_as_much_time(after, gaps, more):
    """The same work returned later by the time of the reviews is exactly as late."""
    start, reviews, lost = DUE - 90 * DAY, [], timedelta()
    for gap, length in gaps:
        start += gap
        reviews.append((start, start + length))
        start, lost = start + length, lost + length
    returned = max(start, DUE) + after + more
    found = lateness(Delivery(DUE, returned, tuple(reviews)))
    same = lateness(Delivery(DUE + lost, returned))
    assert found.days == same.days
    assert found.days <= lateness(Delivery(DUE, returned)).days
    assert found.days_excluded == -(-lost // DAY)
