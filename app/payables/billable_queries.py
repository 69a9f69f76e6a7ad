"""What a contractor may bill: its accepted returns, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app import clock
from app.assignment.models import PurchaseOrder
from app.assignment.order_queries import billable
from app.budget.models import CostEntry
from app.db import db
from app.payables.lifecycle import MANDATED, BillStatus, LineDecision
from app.payables.models import Bill, BillLine
from app.payables.penalty_queries import penalty_files
from app.payables.queries import LIVE, Claim, accepted_entries, claims_on
from app.payables.rules import month_after, total


class BillingState(StrEnum):
    """Where an accepted return stands on the way to its payment."""

    TO_BILL = "to_bill"
    BILLED = "billed"
    DISPUTED = "disputed"
    REFUSED = "refused"  # its dispute was final: it may be billed again
    PAID = "paid"


@dataclass(frozen=True)
class BillableOrder:
    order: PurchaseOrder
    entry: CostEntry | None  # the accepted figure; none: the acceptance has no amount yet
    claim: Claim | None

    @property
    def amount(self) -> Decimal:
        return self.entry.amount if self.entry else self.order.amount

    @property
    def state(self) -> BillingState:
        claim = self.claim
        if claim is None:
            return BillingState.TO_BILL
        if claim.is_paid:
            return BillingState.PAID
        if claim.status in MANDATED:
            return BillingState.REFUSED
        if claim.decision is LineDecision.DISPUTED and claim.status is BillStatus.DISPUTED:
            return BillingState.DISPUTED
        return BillingState.BILLED

    @property
    def may_be_billed(self) -> bool:
        free = self.state in (BillingState.TO_BILL, BillingState.REFUSED)
        return free and self.entry is not None

    @property
    def first_line(self) -> dict:
        lines = self.entry.lines if self.entry else self.order.lines
        return lines[0] if lines else {"quantity": "", "unit": "", "unit_price": "0"}


def in_month(contractor_id: UUID, month: date) -> list[BillableOrder]:
    start, end = clock.start_of(month), clock.start_of(month_after(month))
    return _with_states(billable(contractor_id, start, end))


def left_over(contractor_id: UUID, month: date) -> list[BillableOrder]:
    """Accepted before the month and on no bill that stands: not to be forgotten."""
    claimed = exists().where(
        BillLine.order_id == PurchaseOrder.id,
        BillLine.bill_id == Bill.id,
        Bill.status.in_(LIVE),
    )
    chosen = (
        select(PurchaseOrder)
        .where(
            PurchaseOrder.contractor_id == contractor_id,
            PurchaseOrder.fulfilled_at < clock.start_of(month),
            ~claimed,
        )
        .order_by(PurchaseOrder.fulfilled_at)
        .options(joinedload(PurchaseOrder.case))
    )
    return _with_states(db.session.scalars(chosen).all())


def chosen_orders(contractor_id: UUID, order_ids: Sequence[str]) -> list[BillableOrder]:
    """Of these, the contractor's own."""
    wanted = {UUID(text) for text in order_ids}
    chosen = select(PurchaseOrder).where(
        PurchaseOrder.contractor_id == contractor_id, PurchaseOrder.id.in_(wanted)
    )
    chosen = chosen.order_by(PurchaseOrder.fulfilled_at, PurchaseOrder.number)
    return _with_states(db.session.scalars(chosen).all())


def _with_states(orders: Sequence[PurchaseOrder]) -> list[BillableOrder]:
    entries, claims = accepted_entries(orders), claims_on(order.id for order in orders)
    return [
        BillableOrder(order, entries.get(order.id), _last(claims.get(order.id, [])))
        for order in orders
    ]


def _last(claims: Sequence[Claim]) -> Claim | None:
    """What was paid says more than what was refused before."""
    return next((claim for claim in claims if claim.is_paid), claims[-1] if claims else None)


@dataclass(frozen=True)
class Sums:
    """Euros excl. VAT of a month's accepted returns, by what became of them."""

    accepted: Decimal
    to_bill: Decimal
    billed: Decimal
    disputed: Decimal
    paid: Decimal
    penalties: Decimal  # proposed or decided, on no bill yet


def sums(contractor_id: UUID, rows: Sequence[BillableOrder]) -> Sums:
    def of(*states: BillingState) -> Decimal:
        return total(row.amount for row in rows if row.state in states)

    files = [file for file in penalty_files(contractor_id) if file.bill_id is None]
    return Sums(
        accepted=total(row.amount for row in rows),
        to_bill=of(BillingState.TO_BILL, BillingState.REFUSED),
        billed=of(BillingState.BILLED),
        disputed=of(BillingState.DISPUTED),
        paid=of(BillingState.PAID),
        penalties=total(f.proposed if f.decided is None else f.decided for f in files),
    )
