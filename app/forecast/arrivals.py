"""How many requests each language will bring: statsmodels, on what came in before. Pure.

Two steps. All languages together say how a day weighs beside another (weekday, public holiday,
August, the end of the year): a Poisson regression. Then each language's weeks, freed of these
weights, are smoothed by an ETS model with or without a damped trend, whichever AICc prefers.
Intervals hold four days in five: the model's own simulated weeks, spread over their days.
`statsmodels` is imported when it is used: two seconds that no web process pays.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.workdays import is_open

WEEK = 7
ENOUGH_DAYS = 8 * WEEK  # below, nothing is said
TREND_WEEKS = 26  # weeks of history before a trend may be believed
FEW = 2.0  # requests a week: below, a mean and its Poisson law say all there is to say
REPETITIONS = 400
LOW, HIGH = 0.1, 0.9
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Arrivals:
    """Requests on each of the coming days, and over all of them, with an interval of 80 %."""

    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    total_low: float
    total_high: float

    @property
    def total(self) -> float:
        return sum(self.expected)


def foresee(
    history: Mapping[str, Sequence[int]], first: date, horizon: int, seed: int = 1
) -> dict[str, Arrivals]:
    """`history`: requests a day by language, from `first` on, days without any included.

    Nothing for anybody when it is shorter than `ENOUGH_DAYS`.
    """
    counts = {code: np.asarray(row, dtype=float) for code, row in history.items()}
    length = min((len(row) for row in counts.values()), default=0)
    if length < ENOUGH_DAYS:
        return {}
    weights = day_weights(np.sum(list(counts.values()), axis=0), first, horizon)
    past, coming = weights[:length], weights[length:]
    rng = np.random.default_rng(seed)
    return {code: _of_language(row, past, coming, rng) for code, row in sorted(counts.items())}


def day_weights(total: Vector, first: date, horizon: int) -> Vector:
    """What each day weighs, past and coming; a plain open day of an average week is near 1."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    days = [first + timedelta(days=n) for n in range(len(total) + horizon)]
    features = np.array([_features(day) for day in days])
    past = features[: len(total)]
    kept = [n for n in range(features.shape[1]) if 7 <= past[:, n].sum() <= len(total) - 7]
    slope = np.arange(len(days)) / len(total)
    design = np.column_stack([np.ones(len(days)), features[:, kept], slope, slope**2])
    floor = 0.01 * max(float(total.mean()), 0.1)  # a weekday that never brought anything
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = GLM(total + floor, design[: len(total)], family=Poisson()).fit()
    shape = design[:, : 1 + len(kept)] @ fit.params[: 1 + len(kept)]
    weights = np.exp(np.clip(shape - np.median(shape), -12, 4))
    return weights


def _features(day: date) -> list[float]:
    """Six weekdays, an open day that is a holiday, the day after one, August, the year's end."""
    row = [float(day.weekday() == n) for n in range(1, WEEK)]
    off = not is_open(day) and day.weekday() < 5
    before = day - timedelta(days=3 if day.weekday() == 0 else 1)
    after_off = is_open(day) and not is_open(before)
    year_end = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3)
    return [*row, float(off), float(after_off), float(day.month == 8), float(year_end)]


def _of_language(
    counts: Vector, past: Vector, coming: Vector, rng: np.random.Generator
) -> Arrivals:
    weeks = len(counts) // WEEK
    skipped = len(counts) - weeks * WEEK
    found = counts[skipped:].reshape(weeks, WEEK).sum(axis=1)
    weight = past[skipped:].reshape(weeks, WEEK).sum(axis=1)
    usual = float(np.mean(weight))
    ahead = -(-len(coming) // WEEK)
    padded = np.append(coming, np.full(ahead * WEEK - len(coming), coming.mean()))
    load = padded.reshape(ahead, WEEK)
    lively = weight > 0.2 * usual
    levels = found[lively] / weight[lively] * usual
    mean, drawn = _weeks_to_come(levels, ahead, rng)
    factor = load.sum(axis=1) / usual
    shares = load / np.maximum(load.sum(axis=1, keepdims=True), 1e-12)
    expected = (mean * factor)[:, None] * shares
    totals = np.rint(np.clip(drawn * factor, 0, None)).astype(int)
    days = rng.multinomial(totals, shares).reshape(len(drawn), -1)[:, : len(coming)]
    low, high = np.quantile(days, (LOW, HIGH), axis=0)
    whole = np.quantile(days.sum(axis=1), (LOW, HIGH))
    return Arrivals(
        tuple(map(float, expected.reshape(-1)[: len(coming)])),
        tuple(map(float, low)),
        tuple(map(float, high)),
        float(whole[0]),
        float(whole[1]),
    )


def _weeks_to_come(levels: Vector, ahead: int, rng: np.random.Generator) -> tuple[Vector, Vector]:
    """(mean of each coming week, simulated weeks by repetition)."""
    if levels.mean() < FEW:
        rate = rng.gamma(levels.sum() + 0.5, 1 / len(levels), (REPETITIONS, 1))
        drawn = rng.poisson(np.repeat(rate, ahead, axis=1)).astype(float)
        return np.full(ahead, float(levels.mean())), drawn
    fit = _smoothed(levels)
    mean = np.clip(np.asarray(fit.forecast(ahead)), 0, None)
    paths = fit.simulate(ahead, anchor="end", repetitions=REPETITIONS, rng=rng)
    return mean, np.asarray(paths).reshape(ahead, REPETITIONS).T


def _smoothed(levels: Vector):
    """ETS with additive errors: a level, or a level and a damped trend when AICc prefers it."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    shapes: list[dict[str, object]] = [{"trend": None}]
    if len(levels) >= TREND_WEEKS:
        shapes.append({"trend": "add", "damped_trend": True})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fits = [ETSModel(levels, **shape).fit(disp=False) for shape in shapes]
    return min(fits, key=lambda fit: fit.aicc)
