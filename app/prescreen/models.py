"""What the machine read in a document, and what it doubts."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from app.accounts.models import User
from app.cases.models import Case
from app.catalogue.models import DocumentType, ExemptionReason
from app.db import Id, Timestamp, db, str_enum


class Reading(db.Model):
    """The last reading of a document; `evidence` is `prescreen.reading.Reading.as_dict()`."""

    __tablename__ = "reading"

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), unique=True)
    language: Mapped[str | None]
    script: Mapped[str | None]
    document_type: Mapped[DocumentType] = mapped_column(str_enum(DocumentType))
    country: Mapped[str | None]
    words: Mapped[int]
    is_legible: Mapped[bool]
    legibility: Mapped[Decimal] = mapped_column(Numeric(4, 3))  # 0 … 1
    needs_translation: Mapped[bool]
    exemption: Mapped[ExemptionReason | None] = mapped_column(str_enum(ExemptionReason))
    doubts: Mapped[list[str]] = mapped_column(ARRAY(Text))  # codes; empty: passes by itself
    text: Mapped[str]
    evidence: Mapped[dict] = mapped_column(JSONB)
    seconds: Mapped[Decimal] = mapped_column(Numeric(8, 3))


class IntakeDecision(db.Model):
    """What a person decided on a doubt, beside what the machine proposed."""

    __tablename__ = "intake_decision"

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    doubts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    proposed: Mapped[str]  # a choice of prescreen.rules
    decided: Mapped[str]  # the same
    reason: Mapped[str]

    case: Mapped[Case] = relationship()
    decided_by: Mapped[User] = relationship()
