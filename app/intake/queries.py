from datetime import datetime
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.cases.models import Case
from app.db import db
from app.errors import NotFound
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Deposit, Document, Page


def get_deposit(deposit_id: UUID | str) -> Deposit:
    if deposit := db.session.get(Deposit, UUID(str(deposit_id))):
        return deposit
    raise NotFound


def get_document(document_id: UUID | str) -> Document:
    if document := db.session.get(Document, UUID(str(document_id))):
        return document
    raise NotFound


def draft_of(user: User) -> Deposit | None:
    """The deposit that `user` has begun and not sent: a closed page loses nothing."""
    draft = select(Deposit).where(Deposit.created_by_id == user.id, Deposit.sent_at.is_(None))
    return db.session.scalar(draft.order_by(Deposit.created_at.desc()).limit(1))


def deposits_of(institution_id: UUID) -> list[Deposit]:
    sent = select(Deposit).where(
        Deposit.institution_id == institution_id, Deposit.sent_at.is_not(None)
    )
    latest = sent.order_by(Deposit.sent_at.desc()).limit(200)
    return list(db.session.scalars(latest.options(selectinload(Deposit.documents))))


def documents_of_deposit(deposit: Deposit) -> list[Document]:
    chosen = select(Document).where(
        Document.deposit_id == deposit.id, Document.removed_at.is_(None)
    )
    return list(db.session.scalars(chosen.order_by(Document.group, Document.position)))


def documents_of(case: Case) -> list[Document]:
    chosen = select(Document).where(Document.case_id == case.id, Document.removed_at.is_(None))
    return list(db.session.scalars(chosen.order_by(Document.position)))


def digests_of(case: Case) -> list[str]:
    """Of its papers, in their order."""
    chosen = select(Document.sha256).where(
        Document.case_id == case.id, Document.removed_at.is_(None)
    )
    return list(db.session.scalars(chosen.order_by(Document.position)))


def pages_of(document: Document) -> list[Page]:
    chosen = select(Page).filter_by(document_id=document.id).order_by(Page.number)
    return list(db.session.scalars(chosen))


def page_of(document: Document, number: int) -> Page:
    page = db.session.scalar(select(Page).filter_by(document_id=document.id, number=number))
    if page is None:
        raise NotFound
    return page


def parts_of(document: Document) -> list[Document]:
    """What was taken of a file that held several acts."""
    chosen = select(Document).where(
        Document.part_of_id == document.id, Document.removed_at.is_(None)
    )
    return list(db.session.scalars(chosen.order_by(Document.part_first)))


def next_position(deposit: Deposit) -> int:
    last = select(func.max(Document.position)).filter_by(deposit_id=deposit.id)
    return (db.session.scalar(last) or 0) + 1


def is_taken(deposit: Deposit, position: int) -> bool:
    found = select(Document.id).filter_by(deposit_id=deposit.id, position=position)
    return db.session.scalar(found.limit(1)) is not None


def cases_of_deposit(deposit: Deposit) -> list[Case]:
    chosen = select(Case).join(Document, Document.case_id == Case.id)
    chosen = chosen.where(Document.deposit_id == deposit.id).distinct()
    return list(db.session.scalars(chosen.order_by(Case.reference)))


def earlier_identical(document: Document) -> list[Document]:
    """Documents that were sent before this one with the very same bytes, in any institution.

    For a document of a draft that is all of those sent; the last one sent comes first.
    """
    chosen = (
        select(Document)
        .join(Case, Case.id == Document.case_id)
        .where(Document.sha256 == document.sha256, Document.removed_at.is_(None))
    )
    if case := document.case:
        before = tuple_(Case.submitted_at, Case.id) < tuple_(
            literal(case.submitted_at), literal(case.id)
        )
        chosen = chosen.where(before)
    recent = chosen.order_by(Case.submitted_at.desc(), Case.id.desc(), Document.position)
    return list(db.session.scalars(recent.limit(20)))


def documents_stuck_in(status: DocumentStatus, before: datetime) -> list[Document]:
    stuck = select(Document).where(
        Document.status == status, Document.status_at < before, Document.removed_at.is_(None)
    )
    return list(db.session.scalars(stuck.order_by(Document.status_at).limit(500)))
