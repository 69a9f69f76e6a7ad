"""Open days of a country: its own weekend and its public holidays out."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import holidays

FRANCE = "FR"
IsOpen = Callable[[date], bool]


@cache
def _year(country: str, year: int) -> holidays.HolidayBase:
    """Raise `NotImplementedError` for a country that the library does not know."""
    return holidays.country_holidays(country, years=year)


def is_known(country: str) -> bool:
    return country in holidays.list_supported_countries()


@cache
def is_open(day: date, country: str = FRANCE) -> bool:
    """The weekend is the country's (Friday and Saturday in Algeria, Egypt or Israel), as it was on
    that day, and so are the days off that are worked in exchange for another (China)."""
    return _year(country, day.year).is_working_day(day)


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
