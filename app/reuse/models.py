"""Where an earlier translation may serve again: a switch, its legal basis, who set it and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Institution, User
from app.catalogue.models import DocumentType
from app.db import Id, Timestamp, db, str_enum


class ReuseRule(db.Model):
    """What was translated for `source` may be delivered to `target`; without a row, it may not.

    `document_type` None: acts of every kind. Ended, never deleted: what was reused stays explained.
    """

    __tablename__ = "reuse_rule"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="two"),
        CheckConstraint("legal_basis <> ''", name="basis"),
        Index(
            "uq_reuse_rule_open",
            "source_id",
            "target_id",
            text("coalesce(document_type, '')"),
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    target_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    document_type: Mapped[DocumentType | None] = mapped_column(str_enum(DocumentType))
    legal_basis: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))

    source: Mapped[Institution] = relationship(foreign_keys=[source_id])
    target: Mapped[Institution] = relationship(foreign_keys=[target_id])
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
