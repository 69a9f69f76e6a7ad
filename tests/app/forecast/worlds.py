"""Small worlds for the schedule: people, agencies, cases, with nothing of a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.assignment.engine.world import Holder, Lot, Person, Task
from app.forecast.outlook import BEYOND, HORIZON, Outlook
from pricing.quote import Tariff

TODAY = date(2026, 11, 23)  # a Monday
WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
PAIR = ("uk", "into_french")


def identity(n: int) -> UUID:
    return UUID(int=n)


def task(n: int, words: int = 200, days_left: float = 20.0, **facts) -> Task:
    pair = facts.pop("pair", PAIR)
    return Task(identity(n), *pair, "translation", words, 1, days_left, 21.0 - days_left, **facts)


def person(n: int, words: int = 1000, pairs=(PAIR,), **facts) -> Person:
    span = HORIZON + BEYOND
    free = facts.pop("free", tuple(WEEK[d % 7] for d in range(span + 1)))
    return Person(identity(n), f"P{n}", dict.fromkeys(pairs, words), frozenset(), free, **facts)


def agency(n: int, days: float = 10.0, price: str = "0.1000", pairs=(PAIR,), **facts) -> Holder:
    tariffs = {(*pair, "translation"): Tariff("word", Decimal(price)) for pair in pairs}
    return Holder(
        identity(n), identity(n + 5000), f"A{n}", facts.pop("rank", 1), tariffs, days, **facts
    )


def lot(*holders: Holder, rule: str = "cascade", pairs=(PAIR,), **facts) -> Lot:
    euros = facts.pop("euros_left", Decimal(1_000_000))
    return Lot(
        identity(900), "marché", rule, frozenset(pairs), holders, identity(901), euros, **facts
    )


def outlook(**facts) -> Outlook:
    empty = Outlook(TODAY, (), (), (), (), {}, {}, {})
    return replace(empty, **facts)
