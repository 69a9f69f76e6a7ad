"""What a translation costs under one tariff: exact, itemised, the same at every run."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pricing.money import to_cents

UNITS = ("word", "page", "document")


@dataclass(frozen=True)
class Tariff:
    """Euros a unit, excl. VAT, and the least that a document costs."""

    unit: str
    amount: Decimal
    minimum: Decimal = Decimal("0.00")

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit: {self.unit}")
        if not isinstance(self.amount, Decimal) or not isinstance(self.minimum, Decimal):
            raise TypeError("A tariff takes Decimals, never floats.")
        if self.amount < 0 or self.minimum < 0:
            raise ValueError("A price is never negative.")


@dataclass(frozen=True)
class Quantity:
    words: int
    pages: int
    documents: int = 1

    def of(self, unit: str) -> int:
        return {"word": self.words, "page": self.pages, "document": self.documents}[unit]


@dataclass(frozen=True)
class Line:
    """`net` in euros, to the cent; labels are codes: unit_price, minimum."""

    label: str
    unit: str
    quantity: int
    unit_price: Decimal
    net: Decimal

    def as_json(self) -> dict[str, str | int]:
        return {
            "label": self.label,
            "unit": self.unit,
            "quantity": self.quantity,
            "unit_price": str(self.unit_price),
            "net": str(self.net),
        }


@dataclass(frozen=True)
class Quote:
    lines: tuple[Line, ...]

    @property
    def net(self) -> Decimal:
        return total(self.lines)

    def as_json(self) -> list[dict[str, str | int]]:
        return [line.as_json() for line in self.lines]


def total(lines: Iterable[Line]) -> Decimal:
    """Cents add up exactly: each line is already rounded."""
    return sum((line.net for line in lines), Decimal("0.00"))


def quote(tariff: Tariff, quantity: Quantity) -> Quote:
    """The price of the units; where it is under the minimum, a second line completes it."""
    count = quantity.of(tariff.unit)
    net = to_cents(tariff.amount * count)
    lines = [Line("unit_price", tariff.unit, count, tariff.amount, net)]
    floor = to_cents(tariff.minimum * quantity.documents)
    if net < floor:
        missing = floor - net
        lines.append(Line("minimum", "document", quantity.documents, tariff.minimum, missing))
    return Quote(tuple(lines))
