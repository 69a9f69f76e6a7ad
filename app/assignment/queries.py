"""Who holds what, who could, who was already asked."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, lazyload

from app.accounts.models import Role, User
from app.assignment.lifecycle import LIVE, EndReason, OrderStatus
from app.assignment.models import (
    Absence,
    Assignment,
    PurchaseOrder,
    SkillLevel,
    TranslatorProfile,
    TranslatorSkill,
)
from app.assignment.rules import Candidate
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case, CaseKind
from app.catalogue.models import Direction
from app.contracts.models import LotHolder
from app.db import db
from app.errors import NotFound
from app.fingerprint.models import Duplicate, Relation
from app.intake.models import Document
from app.mail import OutgoingMail

IN_HAND = (CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS)
REFUSALS = (OrderStatus.DECLINED, OrderStatus.EXPIRED, OrderStatus.CANCELLED)
LEVELS = {
    CaseKind.TRANSLATION: tuple(SkillLevel),
    CaseKind.CERTIFICATION: (SkillLevel.REVISE, SkillLevel.CERTIFY),
}


def order_of(order_id: UUID | str) -> PurchaseOrder:
    if order := db.session.get(PurchaseOrder, UUID(str(order_id))):
        return order
    raise NotFound


def live_order(case: Case) -> PurchaseOrder | None:
    if case.contractor_id is None:
        return None  # nobody outside holds it: nothing to look up
    chosen = select(PurchaseOrder).where(
        PurchaseOrder.case_id == case.id, PurchaseOrder.status.in_(LIVE)
    )
    return db.session.scalar(chosen)


def orders_of_case(case: Case) -> list[PurchaseOrder]:
    chosen = select(PurchaseOrder).where(PurchaseOrder.case_id == case.id)
    return list(db.session.scalars(chosen.order_by(PurchaseOrder.offered_at)))


def last_order(case: Case) -> PurchaseOrder | None:
    orders = orders_of_case(case)
    return orders[-1] if orders else None


def live_assignment(case: Case) -> Assignment | None:
    chosen = select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
    return db.session.scalar(chosen)


def holding(case: Case) -> tuple[Assignment | None, PurchaseOrder | None]:
    """Its live assignment, with the order where it is outside."""
    chosen = (
        select(Assignment, PurchaseOrder)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Assignment.order_id)
        .where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
        .options(lazyload(PurchaseOrder.case))  # an inner join: it would drop what has no order
    )
    row = db.session.execute(chosen).first()
    return (row[0], row[1]) if row else (None, None)


def assignments_of(case: Case) -> list[Assignment]:
    chosen = select(Assignment).where(Assignment.case_id == case.id)
    return list(db.session.scalars(chosen.order_by(Assignment.assigned_at)))


def tried_among(cases: Sequence[Case]) -> dict[UUID, set[UUID]]:
    """By case, who it already came back from, and who holds it now: the rule looks elsewhere."""
    ids = [case.id for case in cases]
    asked = select(PurchaseOrder.case_id, PurchaseOrder.contractor_id).where(
        PurchaseOrder.case_id.in_(ids), PurchaseOrder.status.in_((*REFUSALS, *LIVE))
    )
    given = select(Assignment.case_id, Assignment.translator_id).where(
        Assignment.case_id.in_(ids),
        Assignment.translator_id.is_not(None),
        or_(Assignment.end_reason == EndReason.WITHDRAWN, Assignment.ended_at.is_(None)),
    )
    found: dict[UUID, set[UUID]] = {case_id: set() for case_id in ids}
    for case_id, somebody in [*db.session.execute(asked), *db.session.execute(given)]:
        found[case_id].add(somebody)
    return found


def holds_now() -> Select:
    """(translator_id, words, cases) in hand; a paused case counts for who held it."""
    in_hand = or_(
        Case.status.in_(IN_HAND),
        and_(
            Case.status == CaseStatus.AWAITING_INSTITUTION,
            Case.left_status.in_(IN_HAND),
        ),
    )
    return (
        select(
            Case.translator_id,
            func.sum(Case.words).label("words"),
            func.count().label("cases"),
        )
        .where(Case.ended_at.is_(None), Case.translator_id.is_not(None), in_hand)
        .group_by(Case.translator_id)
    )


def loads_now() -> list[tuple[UUID, int, int]]:
    return [tuple(row) for row in db.session.execute(holds_now())]


def is_away_on(day: date):
    return exists().where(
        Absence.user_id == User.id, Absence.starts_on <= day, Absence.ends_on >= day
    )


def candidates(
    language: str | None, direction: Direction, kind: CaseKind, on: date
) -> list[Candidate]:
    """Active translators with the skill, with their load and whether they are away on that day."""
    able = exists().where(
        TranslatorSkill.user_id == User.id,
        TranslatorSkill.language == language,
        TranslatorSkill.direction == direction,
        TranslatorSkill.level.in_(LEVELS[kind]),
    )
    return _candidates(on, able)


def all_candidates(on: date) -> list[Candidate]:
    return _candidates(on)


def _candidates(on: date, *conditions) -> list[Candidate]:
    load = holds_now().subquery()
    languages = (
        select(func.count(TranslatorSkill.language.distinct()))
        .where(TranslatorSkill.user_id == User.id)
        .scalar_subquery()
    )
    chosen = (
        select(
            User.id,
            User.name,
            TranslatorProfile.daily_words,
            TranslatorProfile.horizon_days,
            func.coalesce(load.c.words, 0),
            languages,
            is_away_on(on),
        )
        .join(TranslatorProfile, TranslatorProfile.user_id == User.id)
        .outerjoin(load, load.c.translator_id == User.id)
        .where(User.is_active, User.role.in_((Role.TRANSLATOR, Role.REVISER)), *conditions)
        .order_by(User.name)
    )
    return [Candidate(*row) for row in db.session.execute(chosen)]


def lock_profiles(user_ids: Sequence[UUID]) -> None:
    """Two decisions about the same people wait for each other: capacity is counted once."""
    chosen = select(TranslatorProfile.user_id).where(TranslatorProfile.user_id.in_(user_ids))
    db.session.execute(chosen.order_by(TranslatorProfile.user_id).with_for_update())


def has_skill(user: User, case: Case) -> bool:
    chosen = select(TranslatorSkill).where(
        TranslatorSkill.user_id == user.id,
        TranslatorSkill.language == case.language,
        TranslatorSkill.direction == case.direction,
        TranslatorSkill.level.in_(LEVELS[case.kind]),
    )
    return db.session.scalar(select(chosen.exists())) or False


def skills_among(user_ids: Sequence[UUID]) -> Callable[[User, Case], bool]:
    """`has_skill` of these people, for many cases, asked once."""
    rows = db.session.scalars(select(TranslatorSkill).where(TranslatorSkill.user_id.in_(user_ids)))
    known = {(row.user_id, row.language, row.direction, row.level) for row in rows}

    def has(user: User, case: Case) -> bool:
        mine = user.id, case.language, case.direction
        return any((*mine, level) in known for level in LEVELS[case.kind])

    return has


def offers_expired(now: datetime) -> list[PurchaseOrder]:
    """Offers left without an answer; time spent paused gives the whole delay again."""
    delay = PurchaseOrder.answer_by - PurchaseOrder.offered_at
    chosen = (
        select(PurchaseOrder)
        .join(Case, Case.id == PurchaseOrder.case_id)
        .where(
            PurchaseOrder.status == OrderStatus.OFFERED,
            PurchaseOrder.answer_by <= now,
            Case.status == CaseStatus.ASSIGNED,
            Case.status_at + delay <= now,
        )
    )
    return list(db.session.scalars(chosen.order_by(PurchaseOrder.answer_by).limit(500)))


def cases_without_assignment() -> list[Case]:
    """Corrections accepted whose work was not given back yet, ended cases still held."""
    live = exists().where(Assignment.case_id == Case.id, Assignment.ended_at.is_(None))
    chosen = select(Case).where(Case.status == CaseStatus.IN_PROGRESS, ~live)
    return list(db.session.scalars(chosen.order_by(Case.status_at).limit(500)))


def ended_cases_still_held() -> list[Case]:
    ended = (CaseStatus.CANCELLED, CaseStatus.REJECTED)
    chosen = select(Case).join(Assignment, Assignment.case_id == Case.id)
    chosen = chosen.where(Assignment.ended_at.is_(None), Case.status.in_(ended))
    return list(db.session.scalars(chosen.limit(500)))


def was_told_since(user: User, code: str, instant: datetime) -> bool:
    chosen = select(OutgoingMail).where(
        OutgoingMail.user_id == user.id,
        OutgoingMail.code == code,
        OutgoingMail.created_at >= instant,
    )
    return db.session.scalar(select(chosen.exists())) or False


def translators_without_profile() -> list[User]:
    """Active translators whose capacity nobody has said: the rule gives them nothing."""
    known = exists().where(TranslatorProfile.user_id == User.id)
    chosen = select(User).where(
        User.is_active, User.role.in_((Role.TRANSLATOR, Role.REVISER)), ~known
    )
    return list(db.session.scalars(chosen.order_by(User.name)))


def accepted_orders_of(contractor_id: UUID) -> list[PurchaseOrder]:
    """What a contractor still owes a translation for."""
    chosen = select(PurchaseOrder).filter_by(
        contractor_id=contractor_id, status=OrderStatus.ACCEPTED
    )
    return list(db.session.scalars(chosen.order_by(PurchaseOrder.due_at)))


def is_near_identical(case: Case, holder: LotHolder) -> bool:
    """Whether a paper of the same model was ordered of this contractor, and not taken back."""
    ours, other = aliased(Document), aliased(Document)
    kept = (OrderStatus.OFFERED, OrderStatus.ACCEPTED, OrderStatus.FULFILLED)
    chosen = (
        select(Duplicate.id)
        .join(ours, ours.id == Duplicate.document_id)
        .join(other, other.id == Duplicate.earlier_id)
        .join(PurchaseOrder, PurchaseOrder.case_id == other.case_id)
        .where(
            ours.case_id == case.id,
            other.case_id != case.id,
            Duplicate.relation == Relation.SAME_MODEL,
            PurchaseOrder.contractor_id == holder.contractor_id,
            PurchaseOrder.status.in_(kept),
        )
    )
    return db.session.scalar(select(chosen.exists())) or False
