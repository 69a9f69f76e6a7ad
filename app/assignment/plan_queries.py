"""What a plan looks at, read in bulk: a handful of queries however large the stock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import aliased

from app.accounts.models import Role, User
from app.assignment.lifecycle import LIVE, OrderStatus, PlanStatus
from app.assignment.models import AssignmentPlan, PurchaseOrder, TranslatorProfile
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.contracts.models import Lot, LotHolder
from app.db import db
from app.fingerprint.models import Duplicate, Relation
from app.intake.models import Document

WINDOW = timedelta(days=60)  # over which a contractor's pace is observed
ARRIVALS = 28  # days over which arrivals are averaged
ENOUGH = 5  # returns below which the contract's delay is believed instead
FRESH = timedelta(minutes=15)  # a plan's places are believed so long
PLAN_LOCK = 40_001  # one plan is applied at a time


def stock() -> list[Case]:
    """Cases that nobody holds and whose language is known."""
    chosen = select(Case).where(
        Case.ended_at.is_(None), Case.status == CaseStatus.READY, Case.language.is_not(None)
    )
    return list(db.session.scalars(chosen.order_by(Case.due_at, Case.id)))


def is_stock_waiting() -> bool:
    chosen = select(Case.id).where(Case.ended_at.is_(None), Case.status == CaseStatus.READY)
    return db.session.scalar(select(chosen.exists())) or False


def profiles() -> list[TranslatorProfile]:
    chosen = select(TranslatorProfile).join(User)
    chosen = chosen.where(User.is_active, User.role.in_((Role.TRANSLATOR, Role.REVISER)))
    return list(db.session.scalars(chosen.order_by(User.name, User.id)))


def euros_given(holders: Sequence[UUID]) -> dict[UUID, Decimal]:
    """By holder, over the period of its contract: live and fulfilled orders."""
    kept = PurchaseOrder.status.in_((*LIVE, OrderStatus.FULFILLED))
    mine = PurchaseOrder.lot_holder_id.in_(holders)
    chosen = select(PurchaseOrder.lot_holder_id, func.sum(PurchaseOrder.amount)).where(kept, mine)
    grouped = chosen.group_by(PurchaseOrder.lot_holder_id)
    return {row[0]: row[1] for row in db.session.execute(grouped)}


def euros_by_contract(contracts: Sequence[UUID]) -> dict[UUID, Decimal]:
    """What every lot of a contract took from its ceiling."""
    kept = PurchaseOrder.status.in_((*LIVE, OrderStatus.FULFILLED))
    chosen = select(Lot.contract_id, func.sum(PurchaseOrder.amount)).select_from(PurchaseOrder)
    chosen = chosen.join(LotHolder, LotHolder.id == PurchaseOrder.lot_holder_id).join(Lot)
    grouped = chosen.where(kept, Lot.contract_id.in_(contracts)).group_by(Lot.contract_id)
    return {row[0]: row[1] for row in db.session.execute(grouped)}


def words_held(holders: Sequence[UUID]) -> dict[UUID, int]:
    """By holder, words offered or accepted and not returned."""
    chosen = (
        select(PurchaseOrder.lot_holder_id, func.sum(Case.words))
        .join(Case, Case.id == PurchaseOrder.case_id)
        .where(PurchaseOrder.status.in_(LIVE), PurchaseOrder.lot_holder_id.in_(holders))
    )
    grouped = chosen.group_by(PurchaseOrder.lot_holder_id)
    return {row[0]: row[1] for row in db.session.execute(grouped)}


def days_observed(now: datetime, holders: Sequence[UUID]) -> dict[UUID, float]:
    """By holder, mean days from the offer to the accepted return, over the last two months."""
    lasted = func.extract("epoch", PurchaseOrder.fulfilled_at - PurchaseOrder.offered_at) / 86400
    chosen = select(PurchaseOrder.lot_holder_id, func.avg(lasted)).where(
        PurchaseOrder.lot_holder_id.in_(holders),
        PurchaseOrder.fulfilled_at > now - WINDOW,
        PurchaseOrder.fulfilled_at <= now,
    )
    grouped = chosen.group_by(PurchaseOrder.lot_holder_id).having(func.count() >= ENOUGH)
    return {holder: float(days) for holder, days in db.session.execute(grouped)}


def words_expected(now: datetime) -> dict[tuple[str, str], float]:
    """Words a day that each language brought lately: only the past is looked at."""
    chosen = select(Case.language, Case.direction, func.sum(Case.words)).where(
        Case.submitted_at > now - timedelta(days=ARRIVALS),
        Case.submitted_at <= now,
        Case.language.is_not(None),
    )
    rows = db.session.execute(chosen.group_by(Case.language, Case.direction))
    return {(language, direction): words / ARRIVALS for language, direction, words in rows}


@cache
def _pairs() -> Select:
    """Made once: aliases of wide tables are dear, and a plan is made each minute."""
    ours, other = aliased(Document), aliased(Document)
    one, two = aliased(Case), aliased(Case)
    return (
        select(one.id, one.translator_id, two.id, two.translator_id)
        .select_from(Duplicate)
        .join(ours, ours.id == Duplicate.document_id)
        .join(other, other.id == Duplicate.earlier_id)
        .join(one, one.id == ours.case_id)
        .join(two, two.id == other.case_id)
        .where(
            Duplicate.relation == Relation.SAME_MODEL,
            one.ended_at.is_(None),
            two.ended_at.is_(None),
            one.id != two.id,
        )
    )


def same_model_pairs() -> Sequence[Row]:
    """(case, translator, case, translator) of open cases whose papers are of one model."""
    return db.session.execute(_pairs()).all()


def spare_words(user_ids: Sequence[UUID]) -> dict[UUID, int]:
    chosen = select(TranslatorProfile.user_id, TranslatorProfile.spare_words).where(
        TranslatorProfile.user_id.in_(user_ids), TranslatorProfile.spare_words.is_not(None)
    )
    return {user_id: spare or 0 for user_id, spare in db.session.execute(chosen)}


def take_plan_lock() -> None:
    """Held to the end of the transaction; a process that dies lets go of it."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PLAN_LOCK})


def is_applied_since(instant: datetime, other_than: UUID) -> bool:
    chosen = select(AssignmentPlan.id).where(
        AssignmentPlan.status == PlanStatus.APPLIED,
        AssignmentPlan.finished_at > instant,
        AssignmentPlan.id != other_than,
    )
    return db.session.scalar(select(chosen.exists())) or False


def is_plan_due(now: datetime) -> bool:
    """The places it leaves are counted down by each new case: they are reckoned again."""
    chosen = select(AssignmentPlan.id).where(
        AssignmentPlan.status == PlanStatus.APPLIED, AssignmentPlan.started_at > now - FRESH
    )
    return not db.session.scalar(select(chosen.exists()))


def is_planning() -> bool:
    chosen = select(AssignmentPlan.id).where(AssignmentPlan.status == PlanStatus.RUNNING)
    return db.session.scalar(select(chosen.exists())) or False


def plans_running_since(instant: datetime) -> list[AssignmentPlan]:
    chosen = select(AssignmentPlan).where(
        AssignmentPlan.status == PlanStatus.RUNNING, AssignmentPlan.started_at <= instant
    )
    return list(db.session.scalars(chosen.with_for_update(skip_locked=True)))
