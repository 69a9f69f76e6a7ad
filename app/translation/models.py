"""Translations handed in ("retours"), each a version, and their second reading."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models import Case
from app.db import Id, Timestamp, db, str_enum


class ReturnForm(StrEnum):
    FILE = "file"  # PDF, DOCX or ODT
    STRUCTURED = "structured"  # the fields of a known kind of act


class Return(db.Model):
    """A delivered translation, versioned; none is overwritten."""

    __tablename__ = "translation_return"
    __table_args__ = (
        UniqueConstraint("case_id", "version", name="uq_translation_return_version"),
        CheckConstraint("(form = 'file') = (sha256 IS NOT NULL)", name="content"),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    version: Mapped[int]
    form: Mapped[ReturnForm] = mapped_column(str_enum(ReturnForm))
    returned_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("purchase_order.id"))
    sha256: Mapped[str | None]
    mime: Mapped[str | None]
    filename: Mapped[str] = mapped_column(default="")
    act: Mapped[str] = mapped_column(default="")  # which form: birth, marriage, death
    fields: Mapped[dict] = mapped_column(JSONB, default=dict)
    note: Mapped[str] = mapped_column(default="")  # to the reviser

    case: Mapped[Case] = relationship()
    returned_by: Mapped[User] = relationship()

    @property
    def contractor_id(self) -> UUID | None:
        return self.case.contractor_id

    @property
    def translator_id(self) -> UUID | None:
        return self.case.translator_id


class WorkingCopy(db.Model):
    """What a translator has typed and not yet handed in: saved as they type, lost never."""

    __tablename__ = "working_copy"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    saved_at: Mapped[Timestamp]
    act: Mapped[str]
    fields: Mapped[dict] = mapped_column(JSONB, default=dict)


class RevisionVerdict(StrEnum):
    ACCEPTED = "accepted"
    CORRECTED = "corrected"  # the reviser's own version follows
    SENT_BACK = "sent_back"


class Revision(db.Model):
    """The second reading (ISO 17100): by somebody else, before anything is sealed."""

    __tablename__ = "revision"

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    return_id: Mapped[UUID] = mapped_column(ForeignKey("translation_return.id"), index=True)
    reviser_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    verdict: Mapped[RevisionVerdict] = mapped_column(str_enum(RevisionVerdict))
    comment: Mapped[str] = mapped_column(default="")
    checks: Mapped[list] = mapped_column(JSONB, default=list)  # codes ticked: stamps, names, dates
