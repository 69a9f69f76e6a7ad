"""What differs between a billed line and the return that was accepted; days late. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from app.cases.rules import PARIS, Pause, paused_for


class Finding(StrEnum):
    UNKNOWN_ORDER = "unknown_order"
    OTHER_CONTRACTOR = "other_contractor"
    NOT_ACCEPTED = "not_accepted"
    TWICE_HERE = "twice_here"
    ON_ANOTHER_BILL = "on_another_bill"
    ALREADY_PAID = "already_paid"
    OTHER_QUANTITY = "other_quantity"
    OTHER_UNIT = "other_unit"
    OTHER_PRICE = "other_price"
    OTHER_AMOUNT = "other_amount"
    OTHER_VAT = "other_vat"
    LATER_MONTH = "later_month"


F = Finding
# Such a line cannot be paid as it stands, whoever accepts it.
BLOCKING = frozenset({F.UNKNOWN_ORDER, F.OTHER_CONTRACTOR, F.NOT_ACCEPTED, F.TWICE_HERE,
                      F.ALREADY_PAID})  # fmt: skip


@dataclass(frozen=True)
class Billed:
    """A line as the contractor says it; what it does not say is None or empty."""

    reference: str
    net: Decimal
    label: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    vat_rate: Decimal = Decimal(0)


@dataclass(frozen=True)
class Owed:
    """What the platform knows of the order that the line names."""

    is_own: bool  # of the contractor that bills
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal | None  # euros accepted ("service fait"); None: nothing yet
    accepted_on: date | None = None
    is_paid: bool = False
    is_on_another_bill: bool = False
    vat_rate: Decimal | None = None  # of the price of the contract; None: not known any more


def compare(billed: Billed, owed: Owed | None, month: date, is_repeated: bool) -> list[Finding]:
    """The differences, gravest first. Another contractor's order is compared no further."""
    if owed is None:
        return [F.UNKNOWN_ORDER]
    if not owed.is_own:
        return [F.OTHER_CONTRACTOR]
    checks = (
        (F.NOT_ACCEPTED, owed.amount is None),
        (F.TWICE_HERE, is_repeated),
        (F.ALREADY_PAID, owed.is_paid),
        (F.ON_ANOTHER_BILL, owed.is_on_another_bill and not owed.is_paid),
        (F.OTHER_QUANTITY, billed.quantity not in (None, owed.quantity)),
        (F.OTHER_UNIT, billed.unit not in ("", owed.unit)),
        (F.OTHER_PRICE, billed.unit_price not in (None, owed.unit_price)),
        (F.OTHER_AMOUNT, owed.amount is not None and billed.net != owed.amount),
        (F.OTHER_VAT, owed.vat_rate not in (None, billed.vat_rate)),
        (F.LATER_MONTH, owed.accepted_on is not None and owed.accepted_on >= month_after(month)),
    )
    return [finding for finding, is_so in checks if is_so]


def retained(billed: Decimal, accepted: Decimal) -> Decimal:
    """What is paid of a line: never more than the service fait, never more than was billed."""
    return min(billed, accepted)


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True)
class Delivery:
    """How an order was handed in. `due_at` holds every pause of the case already."""

    due_at: datetime
    returned_at: datetime  # the contractor's last return before the acceptance
    reviews: tuple[Pause, ...] = ()  # from a return to its being sent back: the body's own time
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Lateness:
    days: int
    owed_on: date
    returned_on: date
    days_excluded: int


def lateness(delivery: Delivery) -> Lateness:
    """Calendar days late by the assignee's clock; days lost by the body never count.

    A pause after the last return moved the date owed without having cost the contractor a day:
    it is taken off again. A time that is both a pause and a review counts once.
    """
    before = [p for p in delivery.pauses if p[0] < delivery.returned_at]
    after = [p for p in delivery.pauses if p[0] >= delivery.returned_at]
    excluded = paused_for([*before, *delivery.reviews])
    owed_at = delivery.due_at - paused_for(after) + excluded - paused_for(before)
    owed_on = day_of(owed_at - timedelta(microseconds=1))
    returned_on = day_of(delivery.returned_at)
    days = max(0, (returned_on - owed_on).days)
    return Lateness(days, owed_on, returned_on, days_begun(excluded))


def day_of(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()


def days_begun(time: timedelta) -> int:
    return -(-time // timedelta(days=1))


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
