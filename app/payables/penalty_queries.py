"""Late orders, how each was handed in, and the files that hold them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.assignment.lifecycle import EndReason
from app.assignment.models import Assignment, PurchaseOrder
from app.cases.models import CasePause
from app.contracts.models import Lot, LotHolder
from app.db import db
from app.errors import NotFound
from app.payables.lifecycle import PenaltyStatus
from app.payables.models import PenaltyFile, PenaltyLine
from app.payables.rules import Delivery
from app.translation.models import Return, Revision, RevisionVerdict


def get_file(file_id: UUID | str) -> PenaltyFile:
    if found := db.session.get(PenaltyFile, UUID(str(file_id))):
        return found
    raise NotFound


def penalty_files(contractor_id: UUID | None = None, status: str = "") -> Sequence[PenaltyFile]:
    chosen = select(PenaltyFile).order_by(PenaltyFile.month.desc(), PenaltyFile.id.desc())
    if contractor_id:
        told = (PenaltyStatus.NOTIFIED, PenaltyStatus.DECIDED, PenaltyStatus.DEDUCTED)
        chosen = chosen.where(
            PenaltyFile.contractor_id == contractor_id, PenaltyFile.status.in_(told)
        )
    if status in set(PenaltyStatus):
        chosen = chosen.where(PenaltyFile.status == status)
    return db.session.scalars(chosen.limit(300)).all()


def draft_of(contractor_id: UUID, contract_id: UUID, month: date) -> PenaltyFile | None:
    chosen = select(PenaltyFile).filter_by(
        contractor_id=contractor_id,
        contract_id=contract_id,
        month=month,
        status=PenaltyStatus.DRAFT,
    )
    return db.session.scalar(chosen.with_for_update(of=PenaltyFile))


def lines_of(file: PenaltyFile) -> Sequence[PenaltyLine]:
    chosen = select(PenaltyLine).filter_by(file_id=file.id).order_by(PenaltyLine.position)
    whole = joinedload(PenaltyLine.order).joinedload(PurchaseOrder.case)
    return db.session.scalars(chosen.options(whole)).all()


def accepted_orders(since: datetime, until: datetime) -> list[tuple[PurchaseOrder, UUID]]:
    """(order, contract) of the returns accepted between two instants, in no file yet or a draft."""
    closed = (
        select(PenaltyLine.order_id)
        .join(PenaltyFile)
        .where(PenaltyFile.status != PenaltyStatus.DRAFT)
    )
    chosen = (
        select(PurchaseOrder, Lot.contract_id)
        .join(LotHolder, LotHolder.id == PurchaseOrder.lot_holder_id)
        .join(Lot, Lot.id == LotHolder.lot_id)
        .where(
            PurchaseOrder.fulfilled_at >= since,
            PurchaseOrder.fulfilled_at < until,
            PurchaseOrder.id.not_in(closed),
        )
        .order_by(PurchaseOrder.fulfilled_at, PurchaseOrder.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(chosen)]


def deliveries(orders: Sequence[PurchaseOrder]) -> dict[UUID, Delivery]:
    """How each order was handed in; none for an order without a return of its contractor."""
    owed, returned = _owed(orders), _returns(orders)
    reviews, pauses = _reviews(orders), _pauses(orders)
    return {
        order.id: Delivery(
            owed[order.id],
            returned[order.id],
            tuple(reviews[order.id]),
            tuple(pauses[order.case_id]),
        )
        for order in orders
        if order.id in owed and order.id in returned
    }


def _ids(orders: Iterable[PurchaseOrder]) -> list[UUID]:
    return [order.id for order in orders]


def _owed(orders: Sequence[PurchaseOrder]) -> dict[UUID, datetime]:
    """The date that held when the work was first accepted: a correction has one of its own."""
    chosen = (
        select(Assignment.order_id, Assignment.due_at)
        .where(Assignment.order_id.in_(_ids(orders)), Assignment.end_reason == EndReason.DELIVERED)
        .order_by(Assignment.ended_at.desc())
    )
    return {order_id: due_at for order_id, due_at in db.session.execute(chosen) if order_id}


def _of_contractor():
    """Versions that the contractor handed in: a reviser's own correction is none of its returns."""
    return (
        select(Return.order_id, Return.created_at)
        .join(PurchaseOrder, PurchaseOrder.id == Return.order_id)
        .join(User, User.id == Return.returned_by_id)
        .where(
            User.contractor_id == PurchaseOrder.contractor_id,
            Return.created_at <= PurchaseOrder.fulfilled_at,
        )
    )


def _returns(orders: Sequence[PurchaseOrder]) -> dict[UUID, datetime]:
    chosen = _of_contractor().where(Return.order_id.in_(_ids(orders)))
    return {row[0]: row[1] for row in db.session.execute(chosen.order_by(Return.created_at))}


def _reviews(orders: Sequence[PurchaseOrder]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    sent_back = (
        select(Revision.return_id, func.min(Revision.created_at).label("at"))
        .where(Revision.verdict == RevisionVerdict.SENT_BACK)
        .group_by(Revision.return_id)
        .subquery()
    )
    chosen = (
        _of_contractor()
        .join(sent_back, sent_back.c.return_id == Return.id)
        .add_columns(sent_back.c.at)
        .where(Return.order_id.in_(_ids(orders)))
    )
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for order_id, start, end in db.session.execute(chosen):
        found[order_id].append((start, end))
    return found


def _pauses(orders: Sequence[PurchaseOrder]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """Those that the order's contractor lived through: since the offer."""
    offered = {order.case_id: order.offered_at for order in orders}
    chosen = select(CasePause).where(
        CasePause.case_id.in_(offered), CasePause.ended_at.is_not(None)
    )
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for pause in db.session.scalars(chosen):
        if pause.ended_at and pause.started_at >= offered[pause.case_id]:
            found[pause.case_id].append((pause.started_at, pause.ended_at))
    return found


def standing(contractor_id: UUID, contract_id: UUID) -> tuple[Decimal, list[PenaltyFile]]:
    """(already asked over the contract, files that were exempt and that no other took up)."""
    own = (PenaltyFile.contractor_id == contractor_id, PenaltyFile.contract_id == contract_id)
    asked = (PenaltyStatus.NOTIFIED, PenaltyStatus.DECIDED, PenaltyStatus.DEDUCTED)
    applied = db.session.scalar(
        select(func.coalesce(func.sum(PenaltyFile.proposed), 0)).where(
            *own, PenaltyFile.status.in_(asked)
        )
    )
    exempt = db.session.scalars(
        select(PenaltyFile).where(
            *own,
            PenaltyFile.status == PenaltyStatus.EXEMPT,
            PenaltyFile.taken_up_by_id.is_(None),
        )
    ).all()
    return Decimal(applied or 0), list(exempt)


def to_deduct(contractor_id: UUID) -> Sequence[PenaltyFile]:
    """Decided, above zero, and on no bill yet: the oldest decision first."""
    chosen = (
        select(PenaltyFile)
        .where(
            PenaltyFile.contractor_id == contractor_id,
            PenaltyFile.status == PenaltyStatus.DECIDED,
            PenaltyFile.decided > 0,
        )
        .order_by(PenaltyFile.decided_at, PenaltyFile.id)
        .with_for_update(of=PenaltyFile)
    )
    return db.session.scalars(chosen).all()


def deducted_on(bill_id: UUID) -> Sequence[PenaltyFile]:
    return db.session.scalars(select(PenaltyFile).filter_by(bill_id=bill_id)).all()
