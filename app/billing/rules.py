"""Half-years: what an invoice covers."""

import re
from datetime import date, timedelta

HALF = re.compile(r"(\d{4})-([12])")


def half_of(day: date) -> str:
    """2026-1 for January to June 2026, 2026-2 for July to December."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def is_half(text: str) -> bool:
    return HALF.fullmatch(text) is not None


def days_of(half: str) -> tuple[date, date]:
    """First and last day, both included."""
    found = HALF.fullmatch(half)
    if found is None:
        raise ValueError(half)
    year, which = int(found[1]), found[2]
    return (
        (date(year, 1, 1), date(year, 6, 30))
        if which == "1"
        else (date(year, 7, 1), date(year, 12, 31))
    )


def half_before(half: str) -> str:
    return half_of(days_of(half)[0] - timedelta(days=1))
