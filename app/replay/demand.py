"""What came in that year: every request with its language, length, sender and luck. Pure.

The luck (how long the agency or the reviser will take) is drawn here, once: two policies meet
the same year.
"""

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.replay.calendars import opening, working_days
from app.replay.parameters import Parameters

SENDERS = (("CPAM", 0.61), ("CAF", 0.22), ("CARSAT", 0.12), ("MSA", 0.03), ("Convention", 0.02))
TYPES = (("birth", 0.44), ("marriage", 0.19), ("death", 0.08), ("residence", 0.14), ("other", 0.15))


@dataclass(frozen=True, slots=True)
class Arrival:
    at: datetime
    language: str
    words: int
    sender: str
    document_type: str
    is_needed: bool  # else the review concludes that there is nothing to translate
    luck: tuple[float, float, float, float]  # agency, answer, decline, review


@dataclass(frozen=True)
class Scenario:
    """What happens otherwise than in 2023."""

    demand: float = 1.0  # every language
    doubled: str = ""  # this language comes twice as much…
    doubled_month: int = 0  # …in this month
    lost: int | None = None  # this contractor is lost…
    lost_on: date | None = None  # …on this day


@cache
def year() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "year2023.json").read_text())


def arrivals(parameters: Parameters, scale: float, scenario: Scenario) -> list[Arrival]:
    rng = random.Random(parameters.seed)  # noqa: S311
    found: list[Arrival] = []
    owed = 0.0  # rounding is carried from language to language: the total is exact
    for row in year()["languages"]:
        exact = row["requests"] * scale * scenario.demand + owed
        count = round(exact)
        owed = exact - count
        found.extend(_of_language(row, count, parameters, scenario, rng))
    return sorted(found, key=lambda a: a.at)


def _of_language(
    row: dict, count: int, parameters: Parameters, scenario: Scenario, rng: random.Random
) -> Iterator[Arrival]:
    days = working_days(date(2023, 1, 1), date(2023, 12, 31))
    weights = [_weight(day, parameters) for day in days]
    chosen = rng.choices(days, weights, k=count)
    if scenario.doubled == row["code"]:
        chosen += [day for day in chosen if day.month == scenario.doubled_month]
    lengths = [rng.lognormvariate(0, parameters.word_sigma) for _ in chosen]
    unit = row["words_per_document"] * len(chosen) / (sum(lengths) or 1)
    unneeded = round(len(chosen) * (1 - row["translated"] / row["requests"]))
    skipped = set(rng.sample(range(len(chosen)), unneeded))
    for rank, (day, length) in enumerate(zip(chosen, lengths, strict=True)):
        yield Arrival(
            opening(day) + timedelta(hours=rng.randrange(8), minutes=rng.randrange(4) * 15),
            row["code"],
            max(round(unit * length), 5),
            _draw(rng, SENDERS),
            _draw(rng, TYPES),
            rank not in skipped,
            (rng.gauss(0, 1), rng.random(), rng.random(), rng.random()),
        )


def _weight(day: date, parameters: Parameters) -> float:
    return parameters.weekdays[day.weekday()] * (parameters.august if day.month == 8 else 1.0)


def _draw(rng: random.Random, table: tuple[tuple[str, float], ...]) -> str:
    return rng.choices([name for name, _ in table], [share for _, share in table])[0]


def waits(mean: float, luck: float) -> float:
    """An exponential wait, cut at four times its mean."""
    return min(-mean * math.log(1 - luck), 4 * mean)
