"""Late penalties of framework contracts (LAW.md): the platform computes, a person decides."""

from decimal import Decimal

from pricing.money import to_cents

CCAG_FCS = 1000  # CCAG-FCS 2021, art. 14: P = V × R / 1000
CCAG_PI = 3000  # CCAG-PI 2021, art. 14: P = V × R / 3000
CAP = Decimal("0.10")  # of the value of the order
THRESHOLD = Decimal("1000.00")  # none up to 1,000 € over the contract


def penalty(value: Decimal, days_late: int, divisor: int = CCAG_FCS) -> Decimal:
    """Euros owed for one order delivered `days_late` days late, capped at 10 % of its value."""
    if days_late <= 0:
        return Decimal("0.00")
    return min(to_cents(value * days_late / divisor), to_cents(value * CAP))


def due(penalties: Decimal, threshold: Decimal = THRESHOLD) -> Decimal:
    """What a contract's penalties come to: nothing up to the threshold."""
    return penalties if penalties > threshold else Decimal("0.00")
