"""Open days: Monday to Friday, the public holidays of a country out."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import holidays

FRANCE = "FR"
IsOpen = Callable[[date], bool]


@cache
def days_off(country: str, year: int) -> frozenset[date]:
    """Raise `NotImplementedError` for a country that the library does not know."""
    return frozenset(holidays.country_holidays(country, years=year))


def is_known(country: str) -> bool:
    return country in holidays.list_supported_countries()


@cache
def is_open(day: date, country: str = FRANCE) -> bool:
    return day.weekday() < 5 and day not in days_off(country, day.year)


def open_days_between(first: date, end: date, country: str = FRANCE) -> int:
    """Open days from `first` to the eve of `end`."""
    span = max((end - first).days, 0)
    return sum(is_open(first + timedelta(days=n), country) for n in range(span))


EVERY_DAY = ""  # in place of a country: all days count


def calendar_of(country: str) -> IsOpen:
    """The days that a clock counts: all of them, or the working days of a country."""
    if country == EVERY_DAY:
        return lambda _day: True
    return lambda day: is_open(day, country)
