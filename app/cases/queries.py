from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, false, func, select, union

from app.accounts.models import INSTITUTION_ROLES, Role, User
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case, CaseMessage, CasePause
from app.db import db
from app.errors import NotFound


def get_case(case_id: UUID | str) -> Case:
    if case := db.session.get(Case, UUID(str(case_id))):
        return case
    raise NotFound


def case_by_reference(reference: str) -> Case:
    if case := db.session.scalar(select(Case).filter_by(reference=reference.strip().upper())):
        return case
    raise NotFound


def visible_to(user: User) -> Select[tuple[Case]]:
    """The cases that `user` may ever list: the mirror in SQL of Permission.CASE_READ."""
    every = select(Case)
    if user.role in INSTITUTION_ROLES:
        return every.where(Case.institution_id == user.institution_id)
    if user.role is Role.TRANSLATOR:
        return every.where(Case.translator_id == user.id)
    if user.role is Role.CONTRACTOR:
        return every.where(Case.contractor_id == user.contractor_id)
    if user.role is Role.ADMINISTRATOR:
        return every.where(false())
    return every


def cases_in(*statuses: CaseStatus) -> list[Case]:
    chosen = select(Case).where(Case.status.in_(statuses)).order_by(Case.due_at, Case.id)
    return list(db.session.scalars(chosen))


def cases_stuck_in(statuses: Sequence[CaseStatus], before: datetime) -> list[Case]:
    """Cases whose status has not moved since `before`: a hint may have been lost."""
    stuck = select(Case).where(Case.status.in_(statuses), Case.status_at < before)
    return list(db.session.scalars(stuck.order_by(Case.status_at).limit(500)))


def pauses_of(case: Case) -> list[CasePause]:
    chosen = select(CasePause).filter_by(case_id=case.id).order_by(CasePause.started_at)
    return list(db.session.scalars(chosen))


def messages_of(case: Case) -> list[CaseMessage]:
    chosen = select(CaseMessage).filter_by(case_id=case.id).order_by(CaseMessage.created_at)
    return list(db.session.scalars(chosen))


def unread_of(case: Case, *, by_institution: bool) -> list[CaseMessage]:
    """Messages that the institution (or the body) has not read yet: those of the other side."""
    chosen = select(CaseMessage).filter_by(case_id=case.id, read_at=None)
    return list(db.session.scalars(chosen.where(CaseMessage.from_institution != by_institution)))


def unread_threads(user: User) -> int:
    """Cases, among those that `user` lists, with a message that their side has not read."""
    by_institution = user.institution_id is not None
    unread = select(CaseMessage.case_id).where(
        CaseMessage.read_at.is_(None), CaseMessage.from_institution.is_(not by_institution)
    )
    threads = visible_to(user).where(Case.id.in_(unread)).with_only_columns(func.count())
    return db.session.scalar(threads) or 0


def last_body_author(case: Case) -> User | None:
    """Who of the body wrote last in the thread: the one that an answer interests."""
    chosen = select(CaseMessage).filter_by(case_id=case.id, from_institution=False)
    last = db.session.scalar(chosen.order_by(CaseMessage.created_at.desc()).limit(1))
    return last.author if last else None


def search(chosen: Select[tuple[Case]], words: str) -> Select[tuple[Case]]:
    """Keep the cases whose reference, or the fund's own, starts with `words`."""
    like = words.strip().upper().replace("%", r"\%").replace("_", r"\_") + "%"
    ours = select(Case.id).where(Case.reference.like(like))
    own = select(Case.id).where(
        Case.institution_reference != "", func.upper(Case.institution_reference).like(like)
    )
    found = union(ours, own).cte("found")  # each by its own index
    return chosen.where(Case.id.in_(select(found.c.id)))
