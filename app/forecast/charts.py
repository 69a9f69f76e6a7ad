"""Forecasts as rows of a chart: a day, what is expected, the interval."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.forecast.models import LanguageForecast

Row = tuple[str, float, float, float]


def band(
    expected: Sequence[float], low: Sequence[float], high: Sequence[float], first: date
) -> list[Row]:
    return [
        (f"{first + timedelta(days=n):%d/%m}", e, lo, hi)
        for n, (e, lo, hi) in enumerate(zip(expected, low, high, strict=True))
    ]


def total_by_day(
    rows: Sequence[LanguageForecast],
) -> tuple[list[float], list[float], list[float]]:
    """All languages; their intervals add as if they were independent (square root of squares)."""
    length = max((len(row.expected) for row in rows), default=0)
    expected = [sum(row.expected[n] for row in rows if row.expected) for n in range(length)]
    below = [_spread(rows, "low", n) for n in range(length)]
    above = [_spread(rows, "high", n) for n in range(length)]
    low = [max(0.0, e - b) for e, b in zip(expected, below, strict=True)]
    return expected, low, [e + a for e, a in zip(expected, above, strict=True)]


def _spread(rows: Sequence[LanguageForecast], side: str, day: int) -> float:
    gaps = [getattr(row, side)[day] - row.expected[day] for row in rows if row.expected]
    return sum(gap**2 for gap in gaps) ** 0.5
