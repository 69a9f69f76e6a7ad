"""The records of the whole platform, searched: who saw what, what happened, what is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from app import clock
from app.accounts.models import User
from app.audit.models import AuditEvent, DocumentAccess
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db

PAGE = 100  # rows
EXPORTED = 50_000  # rows at most; a longer period is exported in parts


@dataclass(frozen=True)
class AccessFilter:
    """What an auditor asks of the accesses; empty means all."""

    document: str = ""  # id of a document, or SHA-256 (its beginning is enough)
    reference: str = ""
    person: str = ""  # e-mail or name
    start: date | None = None
    end: date | None = None  # included


def _by_document(chosen: Select, text: str) -> Select:
    text = text.strip().lower()
    try:
        return chosen.where(DocumentAccess.document_id == UUID(text))
    except ValueError:
        return chosen.where(DocumentAccess.object_sha256.startswith(text, autoescape=True))


def _by_person(chosen: Select, column, text: str) -> Select:
    like = f"%{text.strip()}%"
    people = select(User.id).where(User.email.ilike(like) | User.name.ilike(like))
    return chosen.where(column.in_(people))


def _in_period(chosen: Select, column, start: date | None, end: date | None) -> Select:
    if start:
        chosen = chosen.where(column >= clock.start_of(start))
    if end:
        chosen = chosen.where(column < clock.start_of(end + timedelta(days=1)))
    return chosen


def _accesses(asked: AccessFilter) -> Select:
    chosen = select(DocumentAccess, User, Case.reference).join(
        User, User.id == DocumentAccess.user_id
    )
    chosen = chosen.outerjoin(Case, Case.id == DocumentAccess.case_id)
    if asked.document.strip():
        chosen = _by_document(chosen, asked.document)
    if asked.reference.strip():
        cases = select(Case.id).where(
            Case.reference.startswith(asked.reference.strip().upper(), autoescape=True)
        )
        chosen = chosen.where(DocumentAccess.case_id.in_(cases))
    if asked.person.strip():
        chosen = _by_person(chosen, DocumentAccess.user_id, asked.person)
    return _in_period(chosen, DocumentAccess.at, asked.start, asked.end)


def accesses(asked: AccessFilter, before: int | None = None, limit: int = PAGE) -> Sequence:
    """(access, user, reference), newest first, from before row `before`; one more than a page."""
    chosen = _accesses(asked).order_by(DocumentAccess.seq.desc())
    if before:
        chosen = chosen.where(DocumentAccess.seq < before)
    return db.session.execute(chosen.limit(limit + 1)).all()


def every_access(asked: AccessFilter) -> Iterator:
    chosen = _accesses(asked).order_by(DocumentAccess.seq.desc()).limit(EXPORTED)
    yield from db.session.execute(chosen.execution_options(yield_per=1000))


def events(
    action: str = "",
    person: str = "",
    subject: str = "",
    start: date | None = None,
    end: date | None = None,
    before: int | None = None,
) -> Sequence:
    """(event, actor or None), newest first; `subject` is an id or a case's reference."""
    chosen = select(AuditEvent, User).outerjoin(User, User.id == AuditEvent.actor_id)
    if action.strip():
        chosen = chosen.where(AuditEvent.action.startswith(action.strip(), autoescape=True))
    if person.strip():
        chosen = _by_person(chosen, AuditEvent.actor_id, person)
    if subject.strip():
        chosen = chosen.where(AuditEvent.subject_id.in_(_subject_ids(subject.strip())))
    chosen = _in_period(chosen, AuditEvent.at, start, end)
    if before:
        chosen = chosen.where(AuditEvent.seq < before)
    return db.session.execute(chosen.order_by(AuditEvent.seq.desc()).limit(PAGE + 1)).all()


def _subject_ids(text: str) -> Select | list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return select(Case.id).where(Case.reference == text.upper())


def open_cases_by_status() -> dict[CaseStatus, int]:
    counted = select(Case.status, func.count()).where(Case.ended_at.is_(None))
    rows = db.session.execute(counted.group_by(Case.status))
    return {status: count for status, count in rows}  # noqa: C416 - a Row is no pair for mypy
