"""Late penalties: never over the cap, nothing up to the threshold, nothing asked twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.money import to_cents
from pricing.penalties import Terms, due, is_capped, penalty, proposal

pytestmark = pytest.mark.no_database

amounts = st.decimals("0", "5000", places=2)
terms = st.builds(
    Terms, st.sampled_from([1000, 3000, 500]), st.decimals("0", "1", places=4), amounts
)


@given(amounts, st.integers(0, 400), terms)
def test_a_penalty_is_to_the_cent_and_never_over_its_cap(value, days, clause):
    owed = penalty(value, days, clause.divisor, clause.cap)
    assert owed == to_cents(owed)
    assert Decimal(0) <= owed <= to_cents(value * clause.cap)
    assert is_capped(value, days, clause) == (
        to_cents(value * days / clause.divisor) > to_cents(value * clause.cap)
    )


@given(amounts, st.integers(0, 200), st.integers(0, 200), terms)
def test_later_never_costs_less(value, days, more, clause):
    first = penalty(value, days, clause.divisor, clause.cap)
    assert penalty(value, days + more, clause.divisor, clause.cap) >= first


@given(st.lists(amounts, min_size=1, max_size=12), amounts)
def test_file_after_file_no_more_and_no_less_is_asked_than_is_due_in_all(files, threshold):
    """Under the threshold files wait; the one that passes it takes them up; the sum is exact."""
    asked, carried = Decimal(0), Decimal(0)
    for computed in files:
        wanted = proposal(computed, carried, asked, threshold)
        carried = Decimal(0) if wanted else carried + computed
        asked += wanted
        assert wanted >= 0
    assert asked == due(sum(files), threshold)


@pytest.mark.parametrize("wrong", [{"divisor": 0}, {"cap": Decimal("1.1")}])
def test_a_clause_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="."):
        Terms(**wrong)
