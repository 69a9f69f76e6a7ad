"""What a year will come to, from the days that were: an estimate with its interval. Pure.

The spending of each week, divided by its working days (France's holidays taken out), follows a
local level model (statsmodels `UnobservedComponents`): a level that drifts, and noise. What is
left of the year is the level times the working days left. The interval (80 %) holds the noise
of each week, the drift of the level and what is not known of it today; its quantiles are
Student's, for weeks are few. No trend, and of the seasons August only, once one has been seen:
the rest would be invented. As long as less than a year was seen, months to come may differ from
those: `UNSEEN` of what is left is added to the doubt (an assumption, not a measure). Under
`ENOUGH` weeks nothing is said.
"""

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import holidays
import numpy as np

from pricing.money import to_cents

ENOUGH = 8  # weeks with something in them
WINDOW = timedelta(weeks=104)  # further back is another world
SHARE = 0.80  # of the interval
UNSEEN = 0.05  # standard deviation, share of what is left, until a whole year was seen
SHORT = 3  # working days under which a week says too little
A_YEAR = 48  # weeks that say something
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Outlook:
    """Euros at the end of the year; `expected` None when the weeks are too few to say."""

    so_far: Decimal
    weeks: int
    expected: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def outlook(days: Mapping[date, Decimal], until: date) -> Outlook:
    """The year of `until`, seen after that day; `days`: euros by day, as far back as is known."""
    so_far = sum(
        (euros for day, euros in days.items() if day.year == until.year and day <= until),
        Decimal(0),
    )
    weeks = list(weekly_rates(days, until))
    told = sum(week.rate > 0 for week in weeks)
    august = august_factor(weeks)
    left = weeks_left(until, august)
    if told < ENOUGH:
        return Outlook(to_cents(so_far), told)
    if not left:
        return Outlook(to_cents(so_far), told, *[to_cents(so_far)] * 3)
    middle, spread = _rest([w.rate / (august if w.is_august else 1) for w in weeks], left)
    expected = float(so_far) + middle
    low, high = max(expected - spread, float(so_far)), expected + spread
    return Outlook(to_cents(so_far), told, *(_euros(x) for x in (expected, low, high)))


@dataclass(frozen=True)
class Week:
    monday: date
    rate: float  # euros a working day

    @property
    def is_august(self) -> bool:
        return (self.monday + timedelta(days=2)).month == 8


def weekly_rates(days: Mapping[date, Decimal], until: date) -> Iterator[Week]:
    """Week after week up to `until`, those of too few working days left out."""
    known = [day for day in days if until - WINDOW < day <= until]
    if not known:
        return
    first = min(known)
    monday = first - timedelta(days=first.weekday())
    while monday <= until:
        begins, ends = max(monday, first), min(monday + timedelta(days=6), until)
        worked = working_days(begins, ends)
        if worked >= SHORT:
            spent = sum(float(days.get(day, 0)) for day in _each(begins, ends))
            yield Week(monday, spent / worked)
        monday += WEEK


def august_factor(weeks: Sequence[Week]) -> float:
    """What August's weeks spend beside the others; 1 as long as none was seen."""
    of_august = [week.rate for week in weeks if week.is_august]
    others = [week.rate for week in weeks if not week.is_august]
    if len(of_august) < 3 or len(others) < ENOUGH or not sum(others):
        return 1.0
    return max(float(np.mean(of_august) / np.mean(others)), 0.1)


def weeks_left(until: date, august: float = 1.0) -> list[float]:
    """Working days of each week from the day after `until` to the end of its year."""
    end, first = date(until.year, 12, 31), until + timedelta(days=1)
    found: list[float] = []
    while first <= end:
        last = min(first + timedelta(days=6 - first.weekday()), end)
        worked = working_days(first, last)
        found.append(worked * (august if first.month == 8 else 1.0))
        first = last + timedelta(days=1)
    return [worked for worked in found if worked]


def working_days(first: date, last: date) -> int:
    return sum(
        1 for day in _each(first, last) if day.weekday() < 5 and day not in _closed(day.year)
    )


def _each(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@cache
def _closed(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def _rest(rates: Sequence[float], left: Sequence[float]) -> tuple[float, float]:
    """Euros of the weeks left, and half the width of their interval."""
    scale = float(np.mean(rates))
    level, doubt, drift, noise = _level(np.array(rates) / scale)
    weights = np.array(left, dtype=float)
    behind = np.cumsum(weights[::-1])[::-1]  # what a drift of the level in a week weighs after it
    variance = doubt * weights.sum() ** 2 + drift * (behind**2).sum() + noise * (weights**2).sum()
    rest = level * weights.sum()
    if len(rates) < A_YEAR:
        variance += (UNSEEN * rest) ** 2
    return rest * scale, _quantile(len(rates)) * math.sqrt(variance) * scale


def _level(rates: np.ndarray) -> tuple[float, float, float, float]:
    """(level, its variance, variance of its drift, of the noise), at the last week."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # slow to import

    if float(np.ptp(rates)) < 1e-9:
        return float(rates[-1]), 0.0, 0.0, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a variance at its bound is an answer, not a fault
        fitted = UnobservedComponents(rates, level="local level").fit(disp=False)
    noise, drift = (float(v) for v in fitted.params)
    level, doubt = fitted.filtered_state[0, -1], fitted.filtered_state_cov[0, 0, -1]
    return float(level), float(doubt), drift, noise


def _quantile(weeks: int) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + SHARE) / 2, max(weeks - 2, 1)))


def _euros(amount: float) -> Decimal:
    return to_cents(Decimal(str(round(amount, 2))))
