"""21 calendar days in Paris: over changes of hour, year ends, overlapping pauses."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules import COMMITMENT_DAYS, days_taken, due_at, paused_for

pytestmark = pytest.mark.no_database
PARIS = ZoneInfo("Europe/Paris")

instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
pauses = st.lists(
    st.tuples(instants, st.timedeltas(timedelta(), timedelta(days=40))).map(
        lambda p: (p[0], p[0] + p[1])
    ),
    max_size=6,
)


@given(instants)
def test_the_commitment_ends_at_midnight_in_paris_after_the_21st_day(start):
    end = due_at(start).astimezone(PARIS)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    assert (end.date() - start.astimezone(PARIS).date()).days == COMMITMENT_DAYS + 1


@given(instants)
def test_at_least_21_whole_days_by_the_calendar_and_less_than_22(start):
    length = due_at(start) - start
    hour = timedelta(hours=1)  # a change of hour may lie between
    assert timedelta(days=21) - hour < length <= timedelta(days=22) + hour


@given(instants, pauses)
def test_pauses_put_the_end_forward_by_exactly_their_time(start, stops):
    assert due_at(start, stops) - due_at(start) == paused_for(stops)


@given(pauses)
def test_overlapping_pauses_count_once_and_their_order_is_of_no_matter(stops):
    seconds = paused_for(stops)
    assert paused_for(reversed(stops)) == seconds
    assert seconds <= sum((end - start for start, end in stops), timedelta())
    assert paused_for(stops + stops) == seconds
    assert all(seconds >= end - start for start, end in stops)


@given(instants, st.timedeltas(timedelta(), timedelta(days=60)), pauses)
def test_days_taken_are_never_negative_nor_longer_than_the_time_gone(start, lasted, stops):
    assert 0 <= days_taken(start, start + lasted, stops) <= lasted / timedelta(days=1)


@pytest.mark.parametrize(
    ("complete", "end"),
    [
        # winter, summer, both changes of hour, a year's end, the 29th of February
        ("2026-11-24T09:00", "2026-12-16T00:00"),
        ("2026-07-01T23:59", "2026-07-23T00:00"),
        ("2026-03-20T12:00", "2026-04-11T00:00"),
        ("2026-10-20T12:00", "2026-11-11T00:00"),
        ("2026-12-20T18:00", "2027-01-11T00:00"),
        ("2028-02-15T08:00", "2028-03-08T00:00"),
    ],
)
def test_dates_that_bite(complete, end):
    start = datetime.fromisoformat(complete).replace(tzinfo=PARIS)
    assert due_at(start) == datetime.fromisoformat(end).replace(tzinfo=PARIS)


def test_the_day_is_the_one_in_paris_not_the_one_in_utc():
    late_evening = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # already the 1st of July in Paris
    assert due_at(late_evening) == datetime(2026, 7, 23, tzinfo=PARIS)
