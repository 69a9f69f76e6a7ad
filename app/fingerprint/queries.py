from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.budget.queries import bounds
from app.cases.models import Case
from app.db import db
from app.errors import NotFound
from app.fingerprint.models import Duplicate, Fingerprint
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document


def get_duplicate(duplicate_id: UUID | str) -> Duplicate:
    if duplicate := db.session.get(Duplicate, UUID(str(duplicate_id))):
        return duplicate
    raise NotFound


def duplicates_of(case: Case) -> Sequence[Duplicate]:
    """Pairs in which a document of `case` stands, on either side."""
    own = select(Document.id).where(Document.case_id == case.id)
    chosen = select(Duplicate).where(
        or_(Duplicate.document_id.in_(own), Duplicate.earlier_id.in_(own))
    )
    return db.session.scalars(chosen.order_by(Duplicate.created_at)).all()


def found_for(documents: Sequence[Document]) -> Sequence[Duplicate]:
    """What these documents were found to repeat, the last found first."""
    chosen = select(Duplicate).where(Duplicate.document_id.in_([d.id for d in documents]))
    joined = chosen.options(joinedload(Duplicate.earlier).joinedload(Document.case))
    return db.session.scalars(joined.order_by(Duplicate.created_at.desc())).all()


def pair_exists(document: Document, earlier: Document) -> bool:
    chosen = select(Duplicate.id).filter_by(document_id=document.id, earlier_id=earlier.id)
    return db.session.scalar(chosen) is not None


def fingerprint_of(document: Document) -> Fingerprint | None:
    return db.session.scalar(select(Fingerprint).filter_by(document_id=document.id))


def was_compared(one: Document, other: Document) -> bool:
    """Whether either was looked up when the other was already sent and in the index.

    What is compared again at night is what was a draft then, or came at the same moment.
    """
    ours, theirs = fingerprint_of(one), fingerprint_of(other)
    return _saw(ours, theirs) or _saw(theirs, ours)


def _saw(looking: Fingerprint | None, found: Fingerprint | None) -> bool:
    if not looking or not found or looking.compared_at is None or looking.failure:
        return False
    case = found.document.case
    return case is not None and max(case.submitted_at, found.created_at) < looking.compared_at


def without_fingerprint(before: datetime, most: int = 5) -> Sequence[Document]:
    """Documents read before an instant that are not in the index, the last first.

    Few at a time: what was read by a former version must not stand before today's uploads.
    """
    missing = ~select(Fingerprint.document_id).filter_by(document_id=Document.id).exists()
    chosen = select(Document).where(
        Document.status == DocumentStatus.READ,
        Document.status_at < before,
        Document.removed_at.is_(None),
        missing,
    )
    return db.session.scalars(chosen.order_by(Document.status_at.desc()).limit(most)).all()


def to_compare_again(since: datetime, most: int = 5000) -> Sequence[Document]:
    """Documents of cases that may still be reused and that came since an instant."""
    chosen = (
        select(Document)
        .join(Fingerprint, Fingerprint.document_id == Document.id)
        .join(Case, Case.id == Document.case_id)
        .where(Fingerprint.created_at >= since, Document.removed_at.is_(None))
        .where(Case.ended_at.is_(None))
    )
    return db.session.scalars(chosen.order_by(Fingerprint.number).limit(most)).all()


def found_on(day: date) -> Sequence[Duplicate]:
    """The daily relation of duplicates ("relation journalière des doublons", report of 2023)."""
    return found_between(*bounds(day, day))


def found_between(since: datetime, until: datetime) -> Sequence[Duplicate]:
    chosen = (
        select(Duplicate)
        .join(Duplicate.document)
        .where(Duplicate.created_at >= since, Duplicate.created_at < until)
        .where(Document.removed_at.is_(None))
        .options(
            joinedload(Duplicate.document).joinedload(Document.case),
            joinedload(Duplicate.earlier).joinedload(Document.case),
        )
    )
    return db.session.scalars(chosen.order_by(Duplicate.created_at)).all()
