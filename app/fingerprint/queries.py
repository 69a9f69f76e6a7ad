from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.budget.queries import bounds
from app.cases.models import Case
from app.db import db
from app.fingerprint.models import Duplicate
from app.intake.models import Document


def duplicates_of(case: Case) -> Sequence[Duplicate]:
    """Pairs in which a document of `case` stands, on either side."""
    own = select(Document.id).where(Document.case_id == case.id)
    chosen = select(Duplicate).where(
        or_(Duplicate.document_id.in_(own), Duplicate.earlier_id.in_(own))
    )
    return db.session.scalars(chosen.order_by(Duplicate.created_at)).all()


def pair_exists(document: Document, earlier: Document) -> bool:
    chosen = select(Duplicate.id).filter_by(document_id=document.id, earlier_id=earlier.id)
    return db.session.scalar(chosen) is not None


def found_on(day: date) -> Sequence[Duplicate]:
    """The daily relation of duplicates ("relation journalière des doublons", report of 2023)."""
    since, until = bounds(day, day)
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
