"""What a translation costs under one tariff: exact, itemised, the same at every run."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pricing.money import to_cents

UNITS = ("word", "page", "document", "hour")
NONE = Decimal(0)


@dataclass(frozen=True)
class Tariff:
    """Euros a unit, excl. VAT, and the least that a document costs.

    `urgency` and `near_identical` are shares (0.25): the supplement of an urgent order, and the
    discount on what is nearly the same as an act of that model ordered before.
    """

    unit: str
    amount: Decimal
    minimum: Decimal = Decimal("0.00")
    urgency: Decimal = NONE
    near_identical: Decimal = NONE

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit: {self.unit}")
        terms = (self.amount, self.minimum, self.urgency, self.near_identical)
        if not all(isinstance(term, Decimal) for term in terms):
            raise TypeError("A tariff takes Decimals, never floats.")
        if min(terms) < 0 or self.near_identical > 1:
            raise ValueError("A price is never negative.")


@dataclass(frozen=True)
class Quantity:
    """What there is to do; `hours` only where work is paid by time: never a silent nought."""

    words: int
    pages: int
    documents: int = 1
    hours: Decimal | None = None
    is_urgent: bool = False
    is_near_identical: bool = False

    def of(self, unit: str) -> int | Decimal:
        if unit == "hour":
            if self.hours is None:
                raise ValueError("This price is by the hour: say how many.")
            return self.hours
        return {"word": self.words, "page": self.pages, "document": self.documents}[unit]


@dataclass(frozen=True)
class Line:
    """`net` in euros, to the cent; labels are codes: unit_price, minimum, urgency…

    The unit price of a share of an amount (unit "share") is that share: 0.25 × 40.00 = 10.00.
    """

    label: str
    unit: str
    quantity: int | Decimal
    unit_price: Decimal
    net: Decimal

    def as_json(self) -> dict[str, str | int]:
        return {
            "label": self.label,
            "unit": self.unit,
            "quantity": self.quantity if isinstance(self.quantity, int) else str(self.quantity),
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
    """The units; less the discount; completed to the minimum; plus the supplement of urgency."""
    count = quantity.of(tariff.unit)
    lines = [Line("unit_price", tariff.unit, count, tariff.amount, to_cents(tariff.amount * count))]
    if quantity.is_near_identical and tariff.near_identical:
        lines.append(_share("near_identical", -tariff.near_identical, total(lines)))
    floor, net = to_cents(tariff.minimum * quantity.documents), total(lines)
    if net < floor:
        lines.append(Line("minimum", "document", quantity.documents, tariff.minimum, floor - net))
    if quantity.is_urgent and tariff.urgency:
        lines.append(_share("urgency", tariff.urgency, total(lines)))
    return Quote(tuple(lines))


def _share(label: str, share: Decimal, of: Decimal) -> Line:
    return Line(label, "share", of, share, to_cents(of * share))
