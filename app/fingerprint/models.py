"""Two documents that show the same thing ("doublon"), and what was decided of it; the index in
which a page finds those that may show the same."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Amount, Id, Timestamp, db, str_enum
from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.relation import Relation
from app.intake.models import Document

__all__ = ["CommonKey", "Duplicate", "Fingerprint", "FingerprintKey", "Relation", "ReuseStatus"]


class Duplicate(db.Model):
    """`document` came after `earlier` and shows the same: proposed by the machine."""

    __tablename__ = "duplicate"
    __table_args__ = (
        UniqueConstraint("document_id", "earlier_id", name="uq_duplicate_pair"),
        CheckConstraint("document_id <> earlier_id", name="two"),
        Index("ix_duplicate_earlier", "earlier_id"),
        Index("ix_duplicate_created", "created_at"),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    earlier_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    relation: Mapped[Relation] = mapped_column(str_enum(Relation))
    score: Mapped[Decimal | None] = mapped_column(Numeric(4, 3))  # share of the ink found again
    same_institution: Mapped[bool]
    evidence: Mapped[dict] = mapped_column(JSONB, default=dict)  # `decision.relate`
    status: Mapped[ReuseStatus] = mapped_column(str_enum(ReuseStatus), default=ReuseStatus.PROPOSED)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(default="")
    saved: Mapped[Amount | None]  # euros that the translation would have cost, when accepted
    saved_days: Mapped[int | None]  # of the 21 that were left

    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    earlier: Mapped[Document] = relationship(foreign_keys=[earlier_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class Fingerprint(db.Model):
    """A document that is in the index; `number` is what its keys point to, small on purpose."""

    __tablename__ = "fingerprint"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, Identity(), unique=True)
    created_at: Mapped[Timestamp]
    compared_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    failure: Mapped[str] = mapped_column(String(200), default="")

    document: Mapped[Document] = relationship()


class FingerprintKey(db.Model):
    """`number` shows the term whose hash is `key` (`keys`); read by key, never as a whole."""

    __tablename__ = "fingerprint_key"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class CommonKey(db.Model):
    """A key that too many documents share to tell anything: printed forms, frequent names."""

    __tablename__ = "fingerprint_common_key"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    since: Mapped[Timestamp]
