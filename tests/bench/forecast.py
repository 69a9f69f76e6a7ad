"""How far off the forecast of arrivals is, by language, beside the same week repeated.

`make bench-forecast [ARGS="--scale 1 --origins 6"]`. The history is synthetic: the requests of
2023 by language (`app/replay/demand.py`: weekdays, holidays and August as assumed there), one or
two of its years, the second growing month by month where `--growth` says so (a year's factor).
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from statistics import mean
from time import process_time

from app.forecast.arrivals import foresee
from app.forecast.backtest import Error, try_again
from app.replay.demand import Scenario, arrivals, year
from app.replay.parameters import Parameters
from tests.bench import what_if

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
LEAP = 364  # fifty-two weeks: the second year keeps its weekdays
HORIZON = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--origins", type=int, default=6)
    parser.add_argument("--growth", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    history = synthetic(options.scale, options.growth, options.seed)
    begun = process_time()
    errors = try_again(history, FIRST, HORIZON, options.origins)
    took = process_time() - begun
    begun = process_time()
    foresee(history, FIRST, HORIZON)
    once = process_time() - begun
    report(history, errors, options)
    print(f"{took:.1f} s of processor for {options.origins} origins, {once:.1f} s for one forecast")
    what_if.main()


def synthetic(scale: float, growth: float, seed: int) -> dict[str, list[int]]:
    """Requests a day by language over the year; thinned backwards so that it grows."""
    rng = random.Random(seed)
    days = (LAST - FIRST).days + 1
    found = {row["code"]: [0] * days for row in year()["languages"]}
    for code, day, count in counted(scale * growth**0.5, seed):
        share = growth ** ((day - LAST).days / 365)
        kept = count if growth == 1 else sum(rng.random() < share for _ in range(count))
        found[code][(day - FIRST).days] += kept
    return found


def counted(scale: float, seed: int) -> Iterable[tuple[str, date, int]]:
    rows = arrivals(replace(Parameters(), seed=seed), scale, Scenario())
    counts = Counter((row.language, row.at.date()) for row in rows)
    return [(code, day, count) for (code, day), count in counts.items()]


def report(history: dict[str, list[int]], errors: dict[str, Error], options) -> None:
    last = FIRST + timedelta(days=len(next(iter(history.values()))) - 1)
    print(f"Synthetic history {FIRST} to {last}, scale {options.scale}, growth {options.growth};")
    print(f"{options.origins} origins a month apart, {HORIZON} days ahead each.\n")
    print(
        "| language | requests | MASE | naive | MAPE of 30 days | naive | days in 80 % | totals |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for code, rows in sorted(history.items(), key=lambda item: -sum(item[1])):
        if code in errors:
            print(line(code, sum(rows), errors[code]))
    print(line("mean", sum(map(sum, history.values())), average(list(errors.values()))))


def line(name: str, total: int, error: Error) -> str:
    return (
        f"| {name} | {total} | {shown(error.mase)} | {shown(error.naive_mase)} "
        f"| {shown(error.total_mape)} % | {shown(error.naive_total_mape)} % "
        f"| {100 * error.inside:.0f} % | {100 * error.total_inside:.0f} % |"
    )


def shown(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def average(errors: list[Error]) -> Error:
    """Languages count alike, large or small."""

    def of(name: str) -> float | None:
        known = [value for error in errors if (value := getattr(error, name)) is not None]
        return mean(known) if known else None

    names = ("mase", "naive_mase", "total_mape", "naive_total_mape", "inside", "total_inside")
    return Error(errors[0].origins, **{name: of(name) for name in names})


if __name__ == "__main__":
    main()
