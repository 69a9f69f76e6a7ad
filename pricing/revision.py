"""Revision of prices by a published index: P = P0 × (a + b × I / I0).

The usual clause of public contracts (R2112-13 CCP): a fixed part `a`, a part `b` that follows the
index, a + b = 1 unless the contract says otherwise. Rounding, as stated on the page: the
coefficient half up to four decimals, then the price half up to four decimals, the minimum to the
cent. P0 is always the price of the contract, never one revised before: roundings do not pile up.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pricing.money import to_cents

FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class Clause:
    fixed: Decimal  # a
    indexed: Decimal  # b

    def __post_init__(self) -> None:
        if self.fixed < 0 or self.indexed < 0:
            raise ValueError("The parts of a revision are never negative.")


def coefficient(clause: Clause, index: Decimal, base: Decimal) -> Decimal:
    """a + b × I / I0, to four decimals; raises `ValueError` when an index is not positive."""
    if index <= 0 or base <= 0:
        raise ValueError("An index is positive.")
    return (clause.fixed + clause.indexed * index / base).quantize(FOUR, ROUND_HALF_UP)


def revised_rate(rate: Decimal, by: Decimal) -> Decimal:
    return (rate * by).quantize(FOUR, ROUND_HALF_UP)


def revised_minimum(minimum: Decimal, by: Decimal) -> Decimal:
    return to_cents(minimum * by)
