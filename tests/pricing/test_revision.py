"""P = P0 × (a + b × I / I0): exact, its roundings stated, firm when the index stands still."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.revision import Clause, coefficient, revised_minimum, revised_rate

pytestmark = pytest.mark.no_database

indexes = st.decimals("50", "200", places=2)
parts = st.decimals("0", "1", places=4)
rates = st.decimals("0", "5", places=4)


@given(parts, indexes, rates)
def test_an_index_that_stands_still_changes_nothing(fixed, index, rate):
    by = coefficient(Clause(fixed, 1 - fixed), index, index)
    assert by == 1
    assert revised_rate(rate, by) == rate


@given(parts, indexes, indexes, indexes, rates)
def test_a_higher_index_never_gives_a_lower_price(fixed, base, one, two, rate):
    clause = Clause(fixed, 1 - fixed)
    low, high = sorted((one, two))
    before, after = coefficient(clause, low, base), coefficient(clause, high, base)
    assert revised_rate(rate, before) <= revised_rate(rate, after)
    assert revised_rate(rate, after) == revised_rate(rate, after).quantize(Decimal("0.0001"))


def test_a_known_revision():
    by = coefficient(Clause(Decimal("0.15"), Decimal("0.85")), Decimal("128.4"), Decimal("121.9"))
    assert by == Decimal("1.0453")  # 0.15 + 0.85 × 128.4 / 121.9 = 1.04532…
    assert revised_rate(Decimal("0.1159"), by) == Decimal("0.1212")
    assert revised_minimum(Decimal("12.00"), by) == Decimal("12.54")


def test_what_is_not_an_index_is_refused():
    clause = Clause(Decimal("0.15"), Decimal("0.85"))
    with pytest.raises(ValueError, match="positive"):
        coefficient(clause, Decimal("0"), Decimal("1"))
    with pytest.raises(ValueError, match="negative"):
        Clause(Decimal("-0.1"), Decimal("1.1"))
