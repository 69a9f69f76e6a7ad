"""Exact euros."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round half up to the cent, as French accounting does; refuses floats."""
    if not isinstance(amount, Decimal):
        raise TypeError("Money takes a Decimal, never a float.")
    return amount.quantize(CENT, ROUND_HALF_UP)
