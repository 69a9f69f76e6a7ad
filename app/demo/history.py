"""Arrivals of the year before, made up: what the demonstration's forecast is drawn from.

The shape is that of 2023 (weekdays, public holidays, August), the sizes are what contracts
estimated, thinned to what the demonstration's few translators could know. Marked as synthetic.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from app import clock
from app.demo.reference import rows_of
from app.forecast.operations import note_arrivals
from app.workdays import is_open

DAYS = 420
A_YEAR = 252  # open days
SHARE = 0.3  # of a year of the whole body
SWOLLEN = {"uk": 3_900_000}  # words of a year, where contracts estimated far too few (DOMAIN.md)
WORDS = 150  # of a request
WEEKDAYS = (1.2, 1.1, 0.95, 1.0, 0.75)
AUGUST, SPREAD = 0.8, 0.25


def load() -> None:
    note_arrivals(days_before(clock.today()), is_synthetic=True)


def days_before(today: date) -> Iterator[tuple[date, str, int, int]]:
    """(day, language, requests, words), up to yesterday."""
    rng = random.Random(2026)  # noqa: S311
    for row in rows_of("languages"):
        words = SWOLLEN.get(row["code"], row["estimated_words"])
        mean = words / WORDS * SHARE / A_YEAR
        for back in range(DAYS, 0, -1):
            day = today - timedelta(days=back)
            if is_open(day) and (cases := _drawn(mean * _weight(day), rng)):
                yield day, row["code"], cases, round(cases * WORDS * rng.uniform(0.8, 1.2))


def _weight(day: date) -> float:
    return WEEKDAYS[day.weekday()] * (AUGUST if day.month == 8 else 1.0)


def _drawn(mean: float, rng: random.Random) -> int:
    """A Poisson draw around a mean that itself varies from day to day."""
    mean *= max(0.0, rng.gauss(1, SPREAD))
    count, waited = 0, rng.expovariate(1)
    while waited < mean:
        count, waited = count + 1, waited + rng.expovariate(1)
    return count
