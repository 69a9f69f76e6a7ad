"""The budget of 2023 month by month: when it could have been known that it would not do.

The orders by day are calibrated, not published (`app/replay/consumption.py`); the budgets, their
dates and the euros paid out are published. Each month sees only the days before its end.
"""

import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.budget.outlook import Outlook, outlook

YEARS = (2023,)
DATA = Path(__file__).parent / "data"


class Verdict(StrEnum):
    TOO_EARLY = "too_early"  # too few weeks to say
    WITHIN = "within"
    LIKELY = "likely"  # the estimate is over, its interval is not wholly
    CERTAIN = "certain"  # the whole interval is over
    EXCEEDED = "exceeded"  # it is spent


@dataclass(frozen=True)
class Month:
    last: date
    seen: Outlook
    first_budget: Decimal
    in_force: Decimal  # the budget as amended by then
    verdict: Verdict  # on the first budget


@dataclass(frozen=True)
class Replayed:
    months: tuple[Month, ...]
    paid_out: Decimal

    @property
    def known_from(self) -> Month | None:
        """The first month after which the first budget was sure to be exceeded."""
        sure = (Verdict.CERTAIN, Verdict.EXCEEDED)
        return next((m for m in self.months if m.verdict in sure), None)

    @property
    def exceeded_in(self) -> Month | None:
        return next((m for m in self.months if m.verdict is Verdict.EXCEEDED), None)


def judge(seen: Outlook, budget: Decimal) -> Verdict:
    if seen.so_far > budget:
        return Verdict.EXCEEDED
    if seen.expected is None or seen.low is None:
        return Verdict.TOO_EARLY
    if seen.low > budget:
        return Verdict.CERTAIN
    return Verdict.LIKELY if seen.expected > budget else Verdict.WITHIN


@cache
def kept(year: int) -> dict[str, Any]:
    return json.loads((DATA / f"year{year}.json").read_text())


@cache
def days_by_language(year: int) -> dict[str, dict[date, Decimal]]:
    return {
        code: {date.fromisoformat(day): Decimal(euros) for day, euros in days.items()}
        for code, days in kept(year)["days"].items()
    }


def sum_by_day(by_language: Mapping[str, Mapping[date, Decimal]]) -> dict[date, Decimal]:
    found: dict[date, Decimal] = {}
    for days in by_language.values():
        for day, euros in days.items():
            found[day] = found.get(day, Decimal(0)) + euros
    return found


@cache
def replay(year: int) -> Replayed:
    days = sum_by_day(days_by_language(year))
    budgets = [
        (date.fromisoformat(b["adopted_on"]), Decimal(b["amount"])) for b in kept(year)["budgets"]
    ]
    months = []
    for number in range(1, 13):
        last = month_end(year, number)
        seen = outlook({day: euros for day, euros in days.items() if day <= last}, last)
        voted = [amount for day, amount in budgets if day <= last]
        months.append(Month(last, seen, budgets[0][1], voted[-1], judge(seen, budgets[0][1])))
    return Replayed(tuple(months), Decimal(kept(year)["paid_out"]))


def languages_after(year: int, last: date) -> dict[str, Outlook]:
    """The same by language, after one month."""
    return {
        code: outlook({day: euros for day, euros in days.items() if day <= last}, last)
        for code, days in days_by_language(year).items()
    }


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
