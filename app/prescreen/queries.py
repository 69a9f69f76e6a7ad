from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db
from app.intake.lifecycle import SETTLED
from app.intake.models import Document, Page
from app.prescreen.models import IntakeDecision, Reading


@dataclass(frozen=True)
class Precision:
    """How often people did what the machine had proposed, for one doubt."""

    doubt: str
    decisions: int
    agreed: int

    @property
    def share(self) -> float:
        return self.agreed / self.decisions if self.decisions else 0.0


def reading_of(document_id: UUID) -> Reading | None:
    return db.session.scalar(select(Reading).filter_by(document_id=document_id))


def act_ranges(document: Document) -> list[tuple[int, int]]:
    """First and last page of each act that the machine sees in a file."""
    reading = reading_of(document.id)
    acts = reading.evidence.get("acts", []) if reading else []
    return [(act["first"], act["last"]) for act in acts]


def readings_of(case: Case) -> dict[UUID, Reading]:
    chosen = select(Reading).join(Document, Document.id == Reading.document_id)
    rows = db.session.scalars(
        chosen.where(Document.case_id == case.id, Document.removed_at.is_(None))
    )
    return {reading.document_id: reading for reading in rows}


def papers_of(case: Case) -> dict[Document, Reading | None]:
    """The documents of a case in their order, each with its reading."""
    chosen = select(Document, Reading).outerjoin(Reading, Reading.document_id == Document.id)
    mine = chosen.where(Document.case_id == case.id, Document.removed_at.is_(None))
    rows = db.session.execute(mine.order_by(Document.position))
    return {row[0]: row[1] for row in rows}


def next_in_review(after: Case | None = None) -> Case | None:
    """The doubt most pressing; with `after`, the one that would follow it. What the machine is
    reading anew (a new scan, an act taken out of a file) waits for it."""
    being_read = exists().where(
        Document.case_id == Case.id,
        Document.removed_at.is_(None),
        Document.status.not_in(SETTLED),
    )
    chosen = select(Case).where(Case.status == CaseStatus.INTAKE_REVIEW, ~being_read)
    if after is not None:
        chosen = chosen.where(Case.id != after.id)
    return db.session.scalar(chosen.order_by(Case.due_at, Case.id).limit(1))


def first_page_of(case: Case | None) -> Page | None:
    """What the browser may fetch beforehand, so that the next doubt shows at once."""
    if case is None:
        return None
    chosen = select(Page).join(Document, Document.id == Page.document_id)
    chosen = chosen.where(Document.case_id == case.id, Document.removed_at.is_(None))
    return db.session.scalar(chosen.order_by(Document.position, Page.number).limit(1))


def review_count() -> int:
    waiting = select(func.count()).where(Case.status == CaseStatus.INTAKE_REVIEW)
    return db.session.scalar(waiting.select_from(Case)) or 0


def decisions_of(case: Case) -> Sequence[IntakeDecision]:
    chosen = select(IntakeDecision).filter_by(case_id=case.id).order_by(IntakeDecision.created_at)
    return db.session.scalars(chosen).all()


def precision_since(instant: datetime) -> list[Precision]:
    doubt = IntakeDecision.doubts[1]
    agreed = func.count().filter(IntakeDecision.decided == IntakeDecision.proposed)
    rows = db.session.execute(
        select(doubt, func.count(), agreed)
        .where(IntakeDecision.created_at >= instant)
        .group_by(doubt)
        .order_by(func.count().desc())
    )
    return [Precision(*row) for row in rows]


def decisions_since(instant: datetime, doubt: str) -> Sequence[IntakeDecision]:
    """The decisions behind one line of the precision page, latest first."""
    chosen = select(IntakeDecision).where(
        IntakeDecision.created_at >= instant, IntakeDecision.doubts[1] == doubt
    )
    latest = chosen.order_by(IntakeDecision.created_at.desc()).limit(500)
    return db.session.scalars(latest.options(joinedload(IntakeDecision.case))).all()
