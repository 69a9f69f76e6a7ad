"""How long a what-if takes on a stock of 5,000 cases: the month unfolded twice, in processor time.

Called by `make bench-forecast`. Languages, lengths and people are spread as in 2023; two fifths of
the stock are in somebody's hands.
"""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from time import process_time
from uuid import UUID

from app.assignment.engine.world import Holder, Lot, Pair, Person, Task
from app.forecast.outlook import BEYOND, HORIZON, Held, Outlook
from app.forecast.result import result
from app.forecast.scenario import Scenario, imagine
from app.replay.demand import year
from app.replay.parameters import LOTS, TEAM
from pricing.quote import Tariff

CASES = 5_000
OPEN_WEEK = (1.0,) * 5 + (0.0, 0.0)


def main() -> None:
    outlook = full_outlook(CASES)
    begun = process_time()
    before = result(outlook)
    once = process_time() - begun
    begun = process_time()
    after = result(imagine(outlook, Scenario(doubled="uk")))
    twice = process_time() - begun
    coming = sum(map(sum, outlook.arrivals.values()))
    print(f"\nWhat if: {CASES} open cases, {coming:.0f} to come, {len(outlook.people)} people")
    print("| | processor, s | would breach | mean days | to order, € |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, took, found in (("as it is", once, before), ("Ukrainian doubled", twice, after)):
        whole = found.whole
        print(f"| {name} | {took:.2f} | {whole.late:.0f} | {whole.mean_days:.1f} "
              f"| {whole.cost:,.0f} |")  # fmt: skip


def full_outlook(cases: int) -> Outlook:
    rng = random.Random(1)
    rows = {row["code"]: row for row in year()["languages"]}
    pairs = {code: (code, "into_french") for code in rows}
    people = tuple(_people(rows, pairs))
    lots = tuple(_lots(rows, pairs))
    chosen = rng.choices(list(rows), [row["requests"] for row in rows.values()], k=cases)
    tasks = [_task(n, pairs[code], rows[code], rng) for n, code in enumerate(chosen, start=1)]
    cut = cases * 2 // 5
    held = tuple(_held(task, people, lots, rng) for task in tasks[:cut])
    return Outlook(
        date(2023, 6, 5), tuple(tasks[cut:]), held, people, lots, {},
        {pairs[code]: tuple(_daily(row)) for code, row in rows.items()},
        {pairs[code]: row["words_per_document"] for code, row in rows.items()},
    )  # fmt: skip


def _people(rows: dict, pairs: dict[str, Pair]) -> Iterator[Person]:
    free = tuple(OPEN_WEEK[n % 7] for n in range(HORIZON + BEYOND + 1))
    for n, (name, shares) in enumerate(TEAM.items(), start=1):
        words = sum(
            share * rows[code]["internal"] * rows[code]["words_per_document"]
            for code, share in shares.items()
        )
        speeds = {pairs[code]: round(words / 220) for code in shares}
        yield Person(UUID(int=n << 64), name, speeds, frozenset(), free)


def _lots(rows: dict, pairs: dict[str, Pair]) -> Iterator[Lot]:
    for n, (codes, _ranked) in enumerate(LOTS, start=1):
        mine = [code for code in codes.split() if code in rows]
        tariffs = {
            (*pairs[code], "translation"): Tariff(
                "word", Decimal(str(rows[code]["external_price_per_word_eur"]))
            )
            for code in mine
        }
        holder = Holder(UUID(int=n << 80), UUID(int=n << 81), f"H{n}", 1, tariffs, 10.0)
        covers = frozenset(pairs[code] for code in mine)
        ceiling = Decimal(4_000_000)
        yield Lot(UUID(int=n << 82), f"lot {n}", "cascade", covers, (holder,), UUID(int=1), ceiling)


def _task(n: int, pair: Pair, row: dict, rng: random.Random) -> Task:
    age = rng.uniform(0, 12)
    words = max(5, round(row["words_per_document"] * rng.lognormvariate(0, 0.5)))
    return Task(UUID(int=n), *pair, "translation", words, 1, 21.5 - age, age)


def _held(
    task: Task, people: tuple[Person, ...], lots: tuple[Lot, ...], rng: random.Random
) -> Held:
    able = [person for person in people if task.pair in person.speeds]
    if able and rng.random() < 0.35:
        return Held(task, translator_id=rng.choice(able).user_id)
    lot = next(lot for lot in lots if task.pair in lot.covers)
    back = rng.uniform(0.5, 10)
    return Held(task, None, lot.holders[0].holder_id, lot.holders[0].contractor_id, back)


def _daily(row: dict) -> list[float]:
    return [row["requests"] / 252 if n % 7 < 5 else 0.0 for n in range(HORIZON)]


if __name__ == "__main__":
    main()
