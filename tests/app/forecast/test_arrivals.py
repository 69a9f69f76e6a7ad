"""Arrivals to come: weekends, holidays, growth, rare languages, too short a past."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forecast.arrivals import ENOUGH_DAYS, foresee
from app.forecast.backtest import try_again
from app.workdays import is_open

pytestmark = pytest.mark.no_database
FIRST = date(2025, 1, 6)


def drawn(mean, days: int, seed: int = 1, growth: float = 0.0) -> list[int]:
    """Requests on open days only, `growth` a day."""
    rng = np.random.default_rng(seed)
    return [
        int(rng.poisson(mean * (1 + growth * n))) if is_open(FIRST + timedelta(days=n)) else 0
        for n in range(days)
    ]


def test_a_week_end_brings_nothing_and_a_public_holiday_next_to_nothing():
    days = (date(2025, 12, 15) - FIRST).days
    found = foresee({"uk": drawn(40, days)}, FIRST, 30)["uk"]
    by_day = {date(2025, 12, 15) + timedelta(days=n): found.expected[n] for n in range(30)}
    assert all(by_day[day] < 1 for day in by_day if day.weekday() >= 5)
    assert by_day[date(2025, 12, 25)] < 0.25 * by_day[date(2025, 12, 18)]
    assert 30 < by_day[date(2025, 12, 17)] < 50


def test_growth_is_followed():
    days = 400
    still = foresee({"uk": drawn(20, days)}, FIRST, 28)["uk"].total
    grown = foresee({"uk": drawn(20, days, growth=0.005)}, FIRST, 28)["uk"].total
    assert 320 < still < 480  # twenty open days of twenty
    assert 1000 < grown < 1400  # three times as many by then


def test_the_interval_holds_four_months_in_five_or_so():
    """Over languages and origins, on a process that is what the model believes."""
    history = {f"l{n}": drawn(3 + 5 * n, 420, seed=n) for n in range(8)}
    errors = try_again(history, FIRST, 30, origins=4)
    held = [error.total_inside for error in errors.values()]
    assert 0.6 <= sum(held) / len(held) <= 1.0
    assert all(error.mase < error.naive_mase for error in errors.values())


def test_a_rare_language_gets_a_mean_and_an_interval_that_starts_at_nothing():
    rare = [1 if n % 41 == 0 else 0 for n in range(300)]
    found = foresee({"uk": drawn(30, 300), "sv": rare}, FIRST, 30)["sv"]
    assert 0.3 < found.total < 1.5
    assert found.total_low == 0
    assert found.total_high >= 2


def test_too_short_a_past_says_nothing():
    assert foresee({"uk": drawn(30, ENOUGH_DAYS - 1)}, FIRST, 30) == {}
    assert foresee({}, FIRST, 30) == {}
    assert foresee({"uk": drawn(30, ENOUGH_DAYS)}, FIRST, 30) != {}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=56, max_size=90), st.integers(1, 40))
def test_whatever_came_before_the_figures_hold_together(counts, horizon):
    found = foresee({"xx": counts}, FIRST, horizon)["xx"]
    assert len(found.expected) == len(found.low) == len(found.high) == horizon
    assert all(np.isfinite(found.expected))
    assert all(0 <= low <= high for low, high in zip(found.low, found.high, strict=True))
    assert 0 <= found.total_low <= found.total_high


def test_the_same_past_gives_the_same_forecast():
    history = {"uk": drawn(12, 200), "ar": drawn(5, 200, seed=2)}
    assert foresee(history, FIRST, 30) == foresee(history, FIRST, 30)
    assert all(a >= 0 for a, _b in pairwise(foresee(history, FIRST, 30)["ar"].expected))
