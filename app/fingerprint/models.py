"""Two documents that show the same thing ("doublon"), and what was decided of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Timestamp, db, str_enum
from app.intake.models import Document


class Relation(StrEnum):
    IDENTICAL = "identical"
    SAME_CAPTURE = "same_capture"
    SAME_ACT = "same_act"
    REISSUE = "reissue"
    SAME_MODEL = "same_model"
    DIFFERENT = "different"


class ReuseStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Duplicate(db.Model):
    """`document` came after `earlier` and shows the same: proposed by the machine."""

    __tablename__ = "duplicate"
    __table_args__ = (
        UniqueConstraint("document_id", "earlier_id", name="uq_duplicate_pair"),
        CheckConstraint("document_id <> earlier_id", name="two"),
        Index("ix_duplicate_earlier", "earlier_id"),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    earlier_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    relation: Mapped[Relation] = mapped_column(str_enum(Relation))
    same_institution: Mapped[bool]
    evidence: Mapped[dict] = mapped_column(JSONB, default=dict)
    status: Mapped[ReuseStatus] = mapped_column(str_enum(ReuseStatus), default=ReuseStatus.PROPOSED)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(default="")

    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    earlier: Mapped[Document] = relationship(foreign_keys=[earlier_id])
