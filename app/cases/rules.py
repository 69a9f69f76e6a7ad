"""The commitment to the institution: pure arithmetic of days."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
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
