"""Late penalties of framework contracts (LAW.md): the platform computes, a person decides."""

from dataclasses import dataclass
from decimal import Decimal

from pricing.money import to_cents

CCAG_FCS = 1000  # CCAG-FCS 2021, art. 14: P = V × R / 1000
CCAG_PI = 3000  # CCAG-PI 2021, art. 14: P = V × R / 3000
CAP = Decimal("0.10")  # of the value of the order
THRESHOLD = Decimal("1000.00")  # none up to 1,000 € over the contract
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Terms:
    """What the contract says of its late penalties; the defaults are the CCAG's."""

    divisor: int = CCAG_FCS
    cap: Decimal = CAP  # a fraction of the order's value
    threshold: Decimal = THRESHOLD  # euros over the whole contract

    def __post_init__(self) -> None:
        if self.divisor <= 0:
            raise ValueError("The divisor of a penalty is positive.")
        if not 0 <= self.cap <= 1 or self.threshold < 0:
            raise ValueError("A cap is a fraction, a threshold is not negative.")


def penalty(value: Decimal, days_late: int, divisor: int = CCAG_FCS, cap: Decimal = CAP) -> Decimal:
    """Euros owed for one order delivered `days_late` days late, capped at 10 % of its value."""
    if days_late <= 0:
        return NOTHING
    return min(to_cents(value * days_late / divisor), to_cents(value * cap))


def is_capped(value: Decimal, days_late: int, terms: Terms) -> bool:
    return to_cents(value * days_late / terms.divisor) > to_cents(value * terms.cap)


def due(penalties: Decimal, threshold: Decimal = THRESHOLD) -> Decimal:
    """What a contract's penalties come to: nothing up to the threshold."""
    return penalties if penalties > threshold else NOTHING


def proposal(computed: Decimal, carried: Decimal, applied: Decimal, threshold: Decimal) -> Decimal:
    """What may be asked for a new file: all that is owed so far less what was already asked.

    `computed`: of this file; `carried`: of earlier files, exempt because the contract was under
    its threshold; `applied`: already asked, above it. Once the threshold is passed, everything is
    due from the first euro on (CCAG-FCS 2021, art. 14.1.3).
    """
    whole = due(applied + carried + computed, threshold)
    return max(NOTHING, whole - applied)
