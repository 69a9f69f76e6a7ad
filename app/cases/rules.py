"""The commitment to the institution: pure arithmetic of days."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COMMITMENT_DAYS = 21  # calendar days (DOMAIN.md; published commitment of the body)
PARIS = ZoneInfo("Europe/Paris")

Pause = tuple[datetime, datetime]


def due_at(complete_at: datetime, pauses: Iterable[Pause] = ()) -> datetime:
    """The instant at which the commitment is broken.

    21 calendar days from the day the request is complete, Europe/Paris, to the end of the 21st
    day after it; then as long again as the clock stood still, to the second.
    """
    last_day = complete_at.astimezone(PARIS).date() + timedelta(days=COMMITMENT_DAYS)
    end = datetime.combine(last_day + timedelta(days=1), time.min, PARIS)
    return end.astimezone(ZoneInfo("UTC")) + paused_for(pauses)


def paused_for(pauses: Iterable[Pause]) -> timedelta:
    """Total time of the pauses; where two overlap, the time counts once."""
    total, reached = timedelta(), None
    for start, end in sorted(pauses):
        begin = start if reached is None or start > reached else reached
        if end > begin:
            total += end - begin
            reached = end
    return total


def days_taken(start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> float:
    """Calendar days between two instants, pauses excluded (what averages are made of)."""
    return max(timedelta(), end - start - paused_for(pauses)) / timedelta(days=1)


IsOpen = Callable[[date], bool]


def put_off(due: datetime, start: datetime, end: datetime, is_open: IsOpen) -> datetime:
    """The assignee's deadline once `start` to `end` was not theirs: as much open time later.

    A day on which the assignee does not work neither counts as lost nor is given back. To the
    second, so that each deadline can be proved from the events.
    """
    if end <= start:
        return due
    return after_open(due, open_time(start, end, is_open), is_open)


def open_time(start: datetime, end: datetime, is_open: IsOpen) -> timedelta:
    """Real time of the open days of Paris between two instants; a day may have 23 or 25 hours."""
    total = timedelta()
    for opens, closes in _days(start, is_open):
        if opens >= end:
            break
        total += max(timedelta(), min(closes, end) - max(opens, start))
    return total


def after_open(start: datetime, length: timedelta, is_open: IsOpen) -> datetime:
    """The instant at which `length` of open time has gone by; at midnight, the day that ends."""
    if length <= timedelta():
        return start
    for opens, closes in _days(start, is_open):
        begin = max(opens, start)
        if closes - begin >= length:
            return begin + length
        length -= closes - begin
    raise AssertionError("days have no end")


def _days(start: datetime, is_open: IsOpen) -> Iterable[tuple[datetime, datetime]]:
    """(beginning, end) in UTC of each open day, from that of `start` on."""
    utc, day = ZoneInfo("UTC"), start.astimezone(PARIS).date()
    while True:
        if is_open(day):
            opens = datetime.combine(day, time.min, PARIS)
            closes = datetime.combine(day + timedelta(days=1), time.min, PARIS)
            yield opens.astimezone(utc), closes.astimezone(utc)
        day += timedelta(days=1)
