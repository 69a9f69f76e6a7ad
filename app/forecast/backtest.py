"""How wrong the forecast of arrivals would have been, beside the same week repeated. Pure.

MASE: mean absolute error of a day over that, on the days before, of "the same day last week"
(Hyndman and Koehler, 2006); under 1 is better than this naive forecast was on its own ground.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.forecast.arrivals import ENOUGH_DAYS, WEEK, Arrivals, foresee


@dataclass(frozen=True)
class Error:
    """Of one language, over the days and origins tried; None where it has no meaning."""

    origins: int
    mase: float | None
    naive_mase: float | None
    total_mape: float | None  # of the whole horizon, %; days have zeros, totals seldom
    naive_total_mape: float | None
    inside: float  # share of the days within the interval
    total_inside: float  # share of the whole horizons within theirs


@dataclass(frozen=True)
class _Trial:
    scale: float
    error: float
    naive_error: float
    total: float
    off: float
    naive_off: float
    inside: float
    total_inside: bool


def try_again(
    history: Mapping[str, Sequence[int]], first: date, horizon: int, origins: int, step: int = 30
) -> dict[str, Error]:
    """Forecast the last `origins` horizons as if each were still to come."""
    length = min((len(row) for row in history.values()), default=0)
    trials: dict[str, list[_Trial]] = {code: [] for code in history}
    for rank in range(origins):
        cut = length - horizon - rank * step
        if cut < ENOUGH_DAYS:
            break
        known = {code: row[:cut] for code, row in history.items()}
        for code, foreseen in foresee(known, first, horizon).items():
            real = np.asarray(history[code][cut : cut + horizon], dtype=float)
            trials[code].append(_trial(np.asarray(known[code], dtype=float), real, foreseen))
    return {code: _error(rows) for code, rows in trials.items() if rows}


def _trial(known: np.ndarray, real: np.ndarray, foreseen: Arrivals) -> _Trial:
    expected = np.asarray(foreseen.expected)
    naive = np.tile(known[-WEEK:], -(-len(real) // WEEK))[: len(real)]
    inside = (np.asarray(foreseen.low) <= real) & (real <= np.asarray(foreseen.high))
    total = float(real.sum())
    return _Trial(
        scale=float(np.abs(known[WEEK:] - known[:-WEEK]).mean()),
        error=float(np.abs(expected - real).mean()),
        naive_error=float(np.abs(naive - real).mean()),
        total=total,
        off=abs(foreseen.total - total),
        naive_off=abs(float(naive.sum()) - total),
        inside=float(inside.mean()),
        total_inside=foreseen.total_low <= total <= foreseen.total_high,
    )


def _error(rows: list[_Trial]) -> Error:
    scale = float(np.mean([row.scale for row in rows]))
    some = [row for row in rows if row.total]
    return Error(
        origins=len(rows),
        mase=float(np.mean([row.error for row in rows])) / scale if scale else None,
        naive_mase=float(np.mean([row.naive_error for row in rows])) / scale if scale else None,
        total_mape=_percent([row.off / row.total for row in some]),
        naive_total_mape=_percent([row.naive_off / row.total for row in some]),
        inside=float(np.mean([row.inside for row in rows])),
        total_inside=float(np.mean([row.total_inside for row in rows])),
    )


def _percent(shares: list[float]) -> float | None:
    return 100 * float(np.mean(shares)) if shares else None
