from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.accounts.models import User
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db
from app.errors import NotFound
from app.translation.models import Return, Revision, WorkingCopy

ON_DESK = (CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS)
IN_QUEUE = (*ON_DESK, CaseStatus.AWAITING_INSTITUTION)
PAGE = 100  # rows: nobody works further down than that today


def queue_of(user: User) -> Sequence[Case]:
    """What is on somebody's desk: by due day, then by likeness, so that models come together."""
    owed = func.coalesce(Case.assignee_due_at, Case.due_at)
    day = func.date(func.timezone("Europe/Paris", owed))
    chosen = (
        select(Case)
        .where(Case.translator_id == user.id, Case.status.in_(IN_QUEUE))
        .order_by(day, Case.language, Case.document_type, Case.country, owed, Case.id)
    )
    return db.session.scalars(chosen.limit(PAGE)).all()


def queue_size(user: User) -> int:
    chosen = select(func.count()).select_from(Case)
    chosen = chosen.where(Case.translator_id == user.id, Case.status.in_(IN_QUEUE))
    return db.session.scalar(chosen) or 0


def next_case_for(user: User, after: Case | None = None) -> Case | None:
    """First what was begun, then the head of the queue."""
    rows = [c for c in queue_of(user) if c.status in ON_DESK and (not after or c.id != after.id)]
    begun = [case for case in rows if case.status is CaseStatus.IN_PROGRESS]
    return next(iter(begun or rows), None)


def revision_queue(user: User) -> Sequence[Case]:
    """Returned translations that `user` may revise: never their own (ISO 17100)."""
    chosen = (
        select(Case)
        .where(
            or_(
                Case.status == CaseStatus.RETURNED,
                and_(Case.status == CaseStatus.IN_REVISION, Case.reviser_id == user.id),
            ),
            Case.translator_id.is_distinct_from(user.id),
        )
        .order_by(Case.due_at, Case.id)
    )
    return db.session.scalars(chosen.limit(PAGE)).all()


def returns_of(case: Case) -> Sequence[Return]:
    chosen = select(Return).filter_by(case_id=case.id).order_by(Return.version)
    return db.session.scalars(chosen).all()


def last_return(case: Case) -> Return | None:
    chosen = select(Return).filter_by(case_id=case.id).order_by(Return.version.desc()).limit(1)
    return db.session.scalar(chosen)


def get_return(return_id: UUID | str) -> Return:
    if found := db.session.get(Return, UUID(str(return_id))):
        return found
    raise NotFound


def working_copy(case: Case, user: User) -> WorkingCopy | None:
    return db.session.get(WorkingCopy, (case.id, user.id))


def revisions_of(case: Case) -> Sequence[Revision]:
    chosen = select(Revision).join(Return, Return.id == Revision.return_id)
    chosen = chosen.where(Return.case_id == case.id).order_by(Revision.created_at)
    return db.session.scalars(chosen).all()


def similar_delivered(case: Case) -> Sequence[Case]:
    """Delivered cases of the same model (language, kind of act, country): earlier wording helps."""
    chosen = select(Case).where(
        Case.status == CaseStatus.DELIVERED,
        Case.language == case.language,
        Case.document_type == case.document_type,
        Case.country == case.country,
        Case.id != case.id,
    )
    return db.session.scalars(chosen.order_by(Case.delivered_at.desc()).limit(5)).all()
