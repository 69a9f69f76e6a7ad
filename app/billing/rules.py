"""Half-years, tariffs, groups of lines, reminders: decisions without database or clock."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pricing.money import to_cents

HALF = re.compile(r"(\d{4})-([12])")
REMINDERS = 3  # the next step is the accountant's
BETWEEN_REMINDERS = timedelta(days=15)


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


@dataclass(frozen=True)
class Group:
    """The lines of an invoice that share kind, language, unit and price.

    The minimum a document and the rounding of each document to the cent make up the difference
    between `net` and price × quantity: it is said apart, so that every euro can be followed.
    """

    kind: str
    language: str
    unit: str
    unit_price: Decimal
    documents: int
    quantity: int
    net: Decimal

    @property
    def base(self) -> Decimal:
        return to_cents(self.unit_price * self.quantity)

    @property
    def adjustment(self) -> Decimal:
        return self.net - self.base


@dataclass(frozen=True)
class Movement:
    """A line of a partner's account, in euros; `balance` is what it owes after it."""

    on: date
    label: str
    number: str
    debit: Decimal
    credit: Decimal
    balance: Decimal = Decimal("0.00")


def running(movements: Iterable[Movement]) -> list[Movement]:
    balance, told = Decimal("0.00"), []
    for move in movements:
        balance += move.debit - move.credit
        told.append(Movement(move.on, move.label, move.number, move.debit, move.credit, balance))
    return told


def next_reminder(
    sent: Sequence[date], due_on: date | None, balance: Decimal, today: date
) -> int | None:
    """The level of the reminder that may leave today (1 to 3), or None."""
    if due_on is None or balance <= 0 or today <= due_on or len(sent) >= REMINDERS:
        return None
    if sent and today < max(sent) + BETWEEN_REMINDERS:
        return None
    return len(sent) + 1
