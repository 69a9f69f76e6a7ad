"""Every euro is exact, and explained by its lines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.money import to_cents
from pricing.penalties import CCAG_PI, due, penalty
from pricing.quote import Quantity, Tariff, quote, total
from pricing.tax import with_vat

pytestmark = pytest.mark.no_database

prices = st.decimals("0", "5", places=4)
floors = st.decimals("0", "60", places=2)
counts = st.integers(0, 50_000)
tariffs = st.builds(Tariff, st.sampled_from(["word", "page", "document"]), prices, floors)
quantities = st.builds(Quantity, counts, st.integers(1, 200), st.integers(1, 5))
amounts = st.decimals("0", "1000000", places=2)


@given(tariffs, quantities)
def test_the_lines_add_up_to_the_cent_in_any_order_and_at_every_run(tariff, quantity):
    first = quote(tariff, quantity)
    assert first == quote(tariff, quantity)
    assert first.net == total(reversed(first.lines)) == to_cents(first.net)
    assert first.net >= to_cents(tariff.minimum * quantity.documents)


@given(tariffs, quantities, st.integers(0, 1000))
def test_more_words_never_cost_less(tariff, quantity, more):
    longer = Quantity(quantity.words + more, quantity.pages, quantity.documents)
    assert quote(tariff, longer).net >= quote(tariff, quantity).net


@given(amounts, st.decimals("0", "0.3", places=3))
def test_net_and_vat_make_the_gross(net, rate):
    taxed = with_vat(net, rate)
    assert taxed.net + taxed.vat == taxed.gross
    assert abs(taxed.vat - net * rate) <= Decimal("0.005")


@given(amounts, st.integers(-10, 400))
def test_a_penalty_is_never_over_its_cap_nor_owed_for_early_work(value, days):
    owed = penalty(value, days)
    assert Decimal(0) <= owed <= to_cents(value * Decimal("0.10"))
    assert owed == 0 or days > 0


@pytest.mark.parametrize(
    ("unit", "amount", "minimum", "words", "net", "labels"),
    [
        ("word", "0.1159", "12.00", 160, "18.54", ["unit_price"]),
        ("word", "0.1159", "20.00", 160, "20.00", ["unit_price", "minimum"]),
        ("document", "25.0000", "0.00", 160, "25.00", ["unit_price"]),
    ],
)
def test_known_prices(unit, amount, minimum, words, net, labels):
    found = quote(Tariff(unit, Decimal(amount), Decimal(minimum)), Quantity(words, 1))
    assert (found.net, [line.label for line in found.lines]) == (Decimal(net), labels)


def test_the_formulas_of_the_two_general_conditions():
    assert penalty(Decimal("1500.00"), 4) == Decimal("6.00")
    assert penalty(Decimal("1500.00"), 4, CCAG_PI) == Decimal("2.00")
    assert due(Decimal("1000.00")) == 0
    assert due(Decimal("1000.01")) == Decimal("1000.01")


def test_floats_and_negative_prices_are_refused():
    with pytest.raises(TypeError):
        Tariff("word", 0.1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="negative"):
        Tariff("word", Decimal("-0.1"))
    with pytest.raises(TypeError):
        to_cents(1.0)  # type: ignore[arg-type]


shares = st.decimals("0", "1", places=4)
full_tariffs = st.builds(
    Tariff, st.sampled_from(["word", "page", "document", "hour"]), prices, floors, shares, shares
)
full_quantities = st.builds(
    Quantity,
    counts,
    st.integers(1, 200),
    st.integers(1, 5),
    st.decimals("0", "40", places=2),
    st.booleans(),
    st.booleans(),
)


@given(full_tariffs, full_quantities)
def test_with_discount_minimum_and_urgency_the_lines_still_add_up(tariff, quantity):
    found = quote(tariff, quantity)
    assert found == quote(tariff, quantity)
    assert found.net == total(reversed(found.lines)) == to_cents(found.net)
    assert found.net >= to_cents(tariff.minimum * quantity.documents) >= 0
    assert len({line.label for line in found.lines}) == len(found.lines)


@given(full_tariffs, full_quantities, st.integers(0, 1000))
def test_more_words_never_cost_less_whatever_the_terms(tariff, quantity, more):
    longer = replace(quantity, words=quantity.words + more)
    assert quote(tariff, longer).net >= quote(tariff, quantity).net


@given(full_tariffs, full_quantities)
def test_urgency_never_lowers_and_likeness_never_raises(tariff, quantity):
    def net(*, urgent: bool, like: bool) -> Decimal:
        return quote(tariff, replace(quantity, is_urgent=urgent, is_near_identical=like)).net

    assert net(urgent=True, like=False) >= net(urgent=False, like=False)
    assert net(urgent=False, like=True) <= net(urgent=False, like=False)


@given(st.lists(full_quantities, max_size=8), full_tariffs, st.randoms())
def test_the_order_of_the_documents_never_matters(quantities, tariff, rng):
    lines = [line for quantity in quantities for line in quote(tariff, quantity).lines]
    shuffled = lines[:]
    rng.shuffle(shuffled)
    assert total(lines) == total(shuffled)


def test_a_known_price_with_every_term():
    tariff = Tariff("word", Decimal("0.1000"), Decimal("12.00"), Decimal("0.25"), Decimal("0.4"))
    found = quote(tariff, Quantity(150, 1, is_urgent=True, is_near_identical=True))
    assert [(line.label, line.net) for line in found.lines] == [
        ("unit_price", Decimal("15.00")),
        ("near_identical", Decimal("-6.00")),
        ("minimum", Decimal("3.00")),
        ("urgency", Decimal("3.00")),
    ]
    assert found.net == Decimal("15.00")


def test_work_by_the_hour_without_hours_is_an_error_and_never_a_nought():
    with pytest.raises(ValueError, match="hour"):
        quote(Tariff("hour", Decimal("62")), Quantity(120, 1))
    mission = quote(Tariff("hour", Decimal("62")), Quantity(0, 0, hours=Decimal("1.25")))
    assert mission.net == Decimal("77.50")
    assert mission.as_json()[0]["quantity"] == "1.25"
