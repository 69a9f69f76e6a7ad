"""VAT on a net amount."""

from dataclasses import dataclass
from decimal import Decimal

from pricing.money import to_cents


@dataclass(frozen=True)
class Taxed:
    """Euros; `net + vat == gross` to the cent, always."""

    net: Decimal
    vat: Decimal
    gross: Decimal


def with_vat(net: Decimal, rate: Decimal) -> Taxed:
    """`rate` is a fraction (0.20); VAT is rounded once, on the total (EN 16931 BR-CO-17)."""
    vat = to_cents(net * rate)
    return Taxed(net, vat, net + vat)
