"""Bills, their lines, the orders and accepted figures behind them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.assignment.models import PurchaseOrder
from app.budget.models import CostEntry, CostStage
from app.cases.models import Case
from app.contracts.models import Price
from app.db import db
from app.errors import NotFound
from app.payables.lifecycle import OPEN, BillStatus, LineDecision
from app.payables.models import Bill, BillLine
from app.payables.rules import Owed, day_of

ORDER = re.compile(r"\bC\d{2}-\d{6}-[0-9A-Z]\b")
REFERENCE = re.compile(r"\b(C?\d{2}-\d{6}-[0-9A-Z])\b")  # of an order, or of a case
LIVE = (BillStatus.SUBMITTED, BillStatus.DISPUTED, BillStatus.SETTLED, BillStatus.PAID)


def get_bill(bill_id: UUID | str) -> Bill:
    if found := db.session.get(Bill, UUID(str(bill_id))):
        return found
    raise NotFound


def get_line(line_id: UUID | str) -> BillLine:
    if found := db.session.get(BillLine, UUID(str(line_id))):
        return found
    raise NotFound


@dataclass(frozen=True)
class BillRow:
    """A bill in a list, with what its lines came to."""

    bill: Bill
    lines: int
    differing: int
    disputed: int
    pending: int


def bills(
    contractor_id: UUID | None = None, status: str = "", month: date | None = None
) -> list[BillRow]:
    differs = func.cardinality(BillLine.findings) > 0
    figures = (
        func.count(BillLine.id),
        func.count(BillLine.id).filter(differs),
        func.count(BillLine.id).filter(BillLine.decision == LineDecision.DISPUTED),
        func.count(BillLine.id).filter(BillLine.decision == LineDecision.PENDING),
    )
    chosen = select(Bill.id, *figures).outerjoin(BillLine).group_by(Bill.id)
    if contractor_id:
        chosen = chosen.where(Bill.contractor_id == contractor_id)
    if status in set(BillStatus):
        chosen = chosen.where(Bill.status == status)
    if month:
        chosen = chosen.where(Bill.month == month)
    found = db.session.execute(chosen.order_by(Bill.month.desc(), Bill.id.desc()).limit(300)).all()
    rows = db.session.scalars(select(Bill).where(Bill.id.in_([row[0] for row in found])))
    by_id = {bill.id: bill for bill in rows}
    return [BillRow(by_id[row[0]], *row[1:]) for row in found]


def lines_of(bill: Bill) -> Sequence[BillLine]:
    chosen = select(BillLine).filter_by(bill_id=bill.id).order_by(BillLine.position)
    whole = (
        joinedload(BillLine.order).joinedload(PurchaseOrder.case),
        joinedload(BillLine.accepted),
    )
    return db.session.scalars(chosen.options(*whole)).all()  # fmt: skip


def is_number_taken(contractor_id: UUID, number: str) -> bool:
    chosen = select(Bill.id).where(
        Bill.contractor_id == contractor_id,
        func.lower(Bill.number) == number.lower(),
        Bill.status.in_(LIVE),
    )
    return db.session.scalar(chosen) is not None


def orders_named(references: Iterable[str]) -> dict[str, PurchaseOrder]:
    """The order that each reference names: its own number, or that of its case.

    A case's reference stands for the order whose return was accepted, else for the last one.
    """
    wanted = set(references)
    chosen = (
        select(PurchaseOrder)
        .join(PurchaseOrder.case)
        .where(PurchaseOrder.number.in_(wanted) | Case.reference.in_(wanted))
        .order_by(PurchaseOrder.fulfilled_at.is_not(None), PurchaseOrder.offered_at)
        .options(joinedload(PurchaseOrder.case))
    )
    named: dict[str, PurchaseOrder] = {}
    for order in db.session.scalars(chosen):
        named[order.case.reference] = named[order.number] = order
    return named


def accepted_entries(orders: Iterable[PurchaseOrder]) -> dict[UUID, CostEntry]:
    """Order → the accepted figure ("service fait") that its own contractor earned by it."""
    by_case = {order.case_id: order for order in orders if order.fulfilled_at is not None}
    chosen = (
        select(CostEntry)
        .where(CostEntry.case_id.in_(by_case), CostEntry.stage == CostStage.ACCEPTED)
        .order_by(CostEntry.at, CostEntry.id)
    )
    found: dict[UUID, CostEntry] = {}
    for entry in db.session.scalars(chosen):
        order = by_case[entry.case_id]
        if entry.contractor_id == order.contractor_id:
            found[order.id] = entry
    return found


@dataclass(frozen=True)
class Claim:
    """A line of some bill that names an order."""

    line_id: UUID
    bill_id: UUID
    number: str
    status: BillStatus
    decision: LineDecision
    is_paid: bool

    @property
    def is_standing(self) -> bool:
        """It may still be paid: a dispute that was final when the bill was settled may not."""
        return self.is_paid or self.status in OPEN


def claims_on(order_ids: Iterable[UUID]) -> dict[UUID, list[Claim]]:
    chosen = (
        select(
            BillLine.order_id, BillLine.id, Bill.id, Bill.number, Bill.status, BillLine.decision,
            BillLine.paid_at.is_not(None),
        )
        .join(Bill)
        .where(BillLine.order_id.in_(list(order_ids)), Bill.status.in_(LIVE))
        .order_by(Bill.submitted_at)
    )  # fmt: skip
    found: dict[UUID, list[Claim]] = {}
    for row in db.session.execute(chosen):
        if row[0]:
            found.setdefault(row[0], []).append(Claim(*row[1:]))
    return found


def vat_rates(orders: Iterable[PurchaseOrder]) -> dict[UUID, Decimal]:
    """Order → the rate of VAT of the price it was given at; a share (0.2)."""
    known = {order.id: order for order in orders}.values()
    holders = {order.lot_holder_id for order in known}
    by_work: dict[tuple[object, ...], list[Price]] = {}
    for price in db.session.scalars(select(Price).where(Price.lot_holder_id.in_(holders))):
        key = (price.lot_holder_id, price.language, price.direction, price.kind.value)
        by_work.setdefault(key, []).append(price)
    found = {}
    for order in known:
        case, day = order.case, day_of(order.offered_at)
        work = (order.lot_holder_id, case.language, case.direction, case.kind.value)
        if given := [price for price in by_work.get(work, ()) if day in price.period]:
            found[order.id] = given[0].vat_rate
    return found


def owed_for(
    order: PurchaseOrder,
    contractor_id: UUID,
    entry: CostEntry | None,
    others: Sequence[Claim],
    vat_rate: Decimal | None = None,
) -> Owed:
    """The facts that a line naming this order is compared with."""
    lines = entry.lines if entry else order.lines
    first = lines[0] if lines else {"quantity": 0, "unit": "", "unit_price": "0"}
    return Owed(
        is_own=order.contractor_id == contractor_id,
        quantity=Decimal(str(first["quantity"])),
        unit=str(first["unit"]),
        unit_price=Decimal(str(first["unit_price"])),
        amount=entry.amount if entry else None,
        accepted_on=day_of(order.fulfilled_at) if order.fulfilled_at else None,
        is_paid=any(claim.is_paid for claim in others),
        is_on_another_bill=any(claim.is_standing for claim in others),
        vat_rate=vat_rate,
    )


def cases_to_lock(order_ids: Iterable[UUID]) -> Select[tuple[Case]]:
    """A case is always locked before its order; in one order, so that nobody waits in a circle."""
    held = select(PurchaseOrder.case_id).where(PurchaseOrder.id.in_(list(order_ids)))
    return select(Case).where(Case.id.in_(held)).order_by(Case.id).with_for_update(of=Case)
