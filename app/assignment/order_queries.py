"""A contractor's own orders: by tab, in the order they are owed, page after page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from app.assignment.lifecycle import OrderStatus
from app.assignment.models import PurchaseOrder
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db
from app.errors import NotFound

PAGE = 50
BATCH = 200  # orders in one download or one answer


class Tab(StrEnum):
    OFFERED = "offered"
    TO_RETURN = "to_return"
    LATE = "late"
    RETURNED = "returned"
    FULFILLED = "fulfilled"
    CLOSED = "closed"


WORKING = (CaseStatus.IN_PROGRESS, CaseStatus.AWAITING_INSTITUTION)
HANDED_IN = (CaseStatus.RETURNED, CaseStatus.IN_REVISION)
CLOSED = (OrderStatus.DECLINED, OrderStatus.EXPIRED, OrderStatus.CANCELLED)


def condition(tab: Tab, now: datetime) -> ColumnElement[bool]:
    status = PurchaseOrder.status
    accepted = status == OrderStatus.ACCEPTED
    return {
        Tab.OFFERED: status == OrderStatus.OFFERED,
        Tab.TO_RETURN: and_(accepted, Case.status.in_(WORKING)),
        Tab.LATE: and_(
            accepted, Case.status == CaseStatus.IN_PROGRESS, Case.assignee_due_at <= now
        ),
        Tab.RETURNED: and_(accepted, Case.status.in_(HANDED_IN)),
        Tab.FULFILLED: status == OrderStatus.FULFILLED,
        Tab.CLOSED: status.in_(CLOSED),
    }[tab]


def owed_at(tab: Tab) -> ColumnElement[datetime]:
    """What a tab is ordered by: a live order's date moves with the pauses of its case."""
    if tab is Tab.FULFILLED or tab is Tab.CLOSED:
        return PurchaseOrder.status_at.expression
    return func.coalesce(Case.assignee_due_at, PurchaseOrder.due_at)


@dataclass(frozen=True)
class OrderPage:
    rows: list[PurchaseOrder]
    next_key: str | None


def own(contractor_id: UUID) -> Select[tuple[PurchaseOrder]]:
    chosen = select(PurchaseOrder).join(PurchaseOrder.case)
    return chosen.where(PurchaseOrder.contractor_id == contractor_id).options(
        contains_eager(PurchaseOrder.case), joinedload(PurchaseOrder.holder)
    )


def orders_in(
    contractor_id: UUID, tab: Tab, now: datetime, language: str = "", after: str | None = None
) -> OrderPage:
    key = owed_at(tab)
    newest_first = tab in (Tab.FULFILLED, Tab.CLOSED)
    chosen = own(contractor_id).where(condition(tab, now)).add_columns(key)
    if language:
        chosen = chosen.where(Case.language == language)
    if position := read_key(after):
        here = tuple_(key, PurchaseOrder.id)
        chosen = chosen.where(here < position if newest_first else here > position)
    order = (key.desc(), PurchaseOrder.id.desc()) if newest_first else (key, PurchaseOrder.id)
    found = db.session.execute(chosen.order_by(*order).limit(PAGE + 1)).all()
    rows = found[:PAGE]
    key_after = f"{rows[-1][1].astimezone(UTC).isoformat()}_{rows[-1][0].id}" if rows else None
    return OrderPage([row[0] for row in rows], key_after if len(found) > PAGE else None)


def read_key(text: str | None) -> tuple[datetime, UUID] | None:
    try:
        instant, identity = (text or "").split("_")
        return datetime.fromisoformat(instant), UUID(identity)
    except ValueError:
        return None


def tab_counts(contractor_id: UUID, now: datetime) -> dict[Tab, int]:
    each = [func.count().filter(condition(tab, now)) for tab in Tab]
    chosen = select(*each).select_from(PurchaseOrder).join(PurchaseOrder.case)
    row = db.session.execute(chosen.where(PurchaseOrder.contractor_id == contractor_id)).one()
    return dict(zip(Tab, row, strict=True))


def own_orders(contractor_id: UUID, order_ids: list[str]) -> list[PurchaseOrder]:
    """Exactly these orders, by due date; `NotFound` when one of them is another contractor's."""
    try:
        wanted = {UUID(text) for text in order_ids[:BATCH]}
    except ValueError:
        raise NotFound from None
    chosen = own(contractor_id).where(PurchaseOrder.id.in_(wanted)).order_by(PurchaseOrder.due_at)
    found: list[PurchaseOrder] = list(db.session.scalars(chosen))
    if len(found) != len(wanted):
        raise NotFound
    return found


def billable(contractor_id: UUID, start: datetime, end: datetime) -> list[PurchaseOrder]:
    """Returns accepted between two instants: what the contractor may bill, corrected or not."""
    chosen = own(contractor_id).where(
        PurchaseOrder.fulfilled_at >= start,
        PurchaseOrder.fulfilled_at < end,
    )
    return list(db.session.scalars(chosen.order_by(PurchaseOrder.fulfilled_at)))


def offers_by_deadline(limit: int = 100) -> list[PurchaseOrder]:
    """Offers without an answer yet, whoever has them: the first to expire first."""
    chosen = select(PurchaseOrder).where(PurchaseOrder.status == OrderStatus.OFFERED)
    return list(db.session.scalars(chosen.order_by(PurchaseOrder.answer_by).limit(limit)))
