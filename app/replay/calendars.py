"""Working time of the replay: eight hours a day, Monday to Friday, holidays of France out."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from app.clock import PARIS

OPENS, HOURS = 9, 8


@cache
def days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


@cache
def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in days_off(day.year)


def opening(day: date) -> datetime:
    return datetime.combine(day, time(OPENS), PARIS)


def after(start: datetime, hours: float, away: frozenset[date] = frozenset()) -> datetime:
    """The instant at which `hours` of work begun at `start` are done."""
    local = start.astimezone(PARIS)
    day, left = local.date(), hours
    begun = min(max(local.hour + local.minute / 60 + local.second / 3600 - OPENS, 0.0), HOURS)
    while True:
        if is_working(day) and day not in away:
            if left <= HOURS - begun:
                return opening(day) + timedelta(hours=begun + left)
            left -= HOURS - begun
        day, begun = day + timedelta(days=1), 0.0


def working_days(first: date, last: date) -> list[date]:
    span = (last - first).days + 1
    return [d for d in (first + timedelta(days=n) for n in range(span)) if is_working(d)]


def days_before(absences: list[date], day: date) -> int:
    """Working days from `day` to the day before the next absence; many when there is none."""
    index = bisect_left(absences, day)
    if index == len(absences) or (absences[index] - day).days > 20:
        return 20
    return len(working_days(day, absences[index] - timedelta(days=1)))
