"""What the replay asks of its database."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.models import User
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import Assignment, PurchaseOrder, TranslatorSkill
from app.assignment.queries import IN_HAND, is_away_on
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db


def in_stock() -> list[Case]:
    chosen = select(Case).where(Case.status == CaseStatus.READY, Case.ended_at.is_(None))
    return list(db.session.scalars(chosen.order_by(Case.due_at, Case.id)))


def words_in_hand() -> dict[tuple[UUID, str], int]:
    """(translator, language): words they hold and have not handed in."""
    chosen = (
        select(Case.translator_id, Case.language, func.sum(Case.words))
        .where(Case.ended_at.is_(None), Case.translator_id.is_not(None), Case.status.in_(IN_HAND))
        .group_by(Case.translator_id, Case.language)
    )
    return {(who, code): words for who, code, words in db.session.execute(chosen)}


def held_by(contractor_id: UUID) -> list[Case]:
    chosen = select(Case).where(
        Case.ended_at.is_(None), Case.contractor_id == contractor_id, Case.status.in_(IN_HAND)
    )
    return list(db.session.scalars(chosen))


def offered_among(cases: Sequence[Case]) -> dict[UUID, PurchaseOrder]:
    """By case, the order that waits for an answer."""
    chosen = select(PurchaseOrder).where(
        PurchaseOrder.case_id.in_([case.id for case in cases]),
        PurchaseOrder.status == OrderStatus.OFFERED,
    )
    return {order.case_id: order for order in db.session.scalars(chosen)}


def delivered() -> list[tuple]:
    """(language, words, inside?, accepted, submitted, delivered, due) of each translated case."""
    chosen = select(
        Case.language,
        Case.words,
        Case.translator_id.is_not(None),
        Case.accepted,
        Case.submitted_at,
        Case.delivered_at,
        Case.due_at,
    ).where(Case.status == CaseStatus.DELIVERED)
    return [tuple(row) for row in db.session.execute(chosen)]


def late() -> list[Case]:
    chosen = select(Case).where(Case.delivered_at >= Case.due_at)
    return list(db.session.scalars(chosen.order_by(Case.submitted_at, Case.id)))


def orders_of(case_ids: Sequence[UUID]) -> list[PurchaseOrder]:
    chosen = select(PurchaseOrder).where(PurchaseOrder.case_id.in_(case_ids))
    return list(db.session.scalars(chosen.order_by(PurchaseOrder.offered_at)))


def given_inside(case_ids: Sequence[UUID]) -> list[Assignment]:
    chosen = select(Assignment).where(
        Assignment.case_id.in_(case_ids), Assignment.translator_id.is_not(None)
    )
    return list(db.session.scalars(chosen.order_by(Assignment.assigned_at)))


def is_somebody_present(case: Case, day: date) -> bool:
    """Somebody inside who has its language, and is there on that day."""
    chosen = select(TranslatorSkill.user_id).where(
        TranslatorSkill.language == case.language,
        TranslatorSkill.direction == case.direction,
        User.id == TranslatorSkill.user_id,
        ~is_away_on(day),
    )
    return db.session.scalar(select(chosen.exists())) or False


def count_of(*statuses: CaseStatus) -> int:
    chosen = select(func.count()).select_from(Case)
    return db.session.scalar(chosen.where(Case.status.in_(statuses)) if statuses else chosen) or 0


def still_open(before: datetime) -> int:
    chosen = select(func.count()).select_from(Case).where(Case.ended_at.is_(None))
    return db.session.scalar(chosen.where(Case.submitted_at < before)) or 0


def late_returns() -> int:
    """Orders returned after their contract's delay."""
    chosen = select(func.count()).select_from(PurchaseOrder)
    return db.session.scalar(chosen.where(PurchaseOrder.fulfilled_at > PurchaseOrder.due_at)) or 0


def days_observed(since: datetime) -> dict[UUID, float]:
    """Holder: mean days from the offer to the accepted return, of the returns since then."""
    days = func.extract("epoch", PurchaseOrder.fulfilled_at - PurchaseOrder.offered_at) / 86_400
    chosen = (
        select(PurchaseOrder.lot_holder_id, func.avg(days))
        .where(PurchaseOrder.fulfilled_at >= since)
        .group_by(PurchaseOrder.lot_holder_id)
    )
    return {holder: float(mean) for holder, mean in db.session.execute(chosen)}


def ordered_euros() -> Decimal:
    kept = (OrderStatus.OFFERED, OrderStatus.ACCEPTED, OrderStatus.FULFILLED)
    chosen = select(func.sum(PurchaseOrder.amount)).where(PurchaseOrder.status.in_(kept))
    return db.session.scalar(chosen) or Decimal("0.00")


def words_received(since: datetime) -> dict[str, int]:
    chosen = (
        select(Case.language, func.sum(Case.words))
        .where(Case.submitted_at >= since, Case.language.is_not(None))
        .group_by(Case.language)
    )
    return {code: words for code, words in db.session.execute(chosen) if code}


def lasting(kinds: tuple[type, ...]) -> list[object]:
    return [row for kind in kinds for row in list(db.session.scalars(select(kind)))]  # type: ignore[var-annotated]
