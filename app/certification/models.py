"""The paper that goes out: a certified translation, its code, its successors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.models import Case
from app.db import Id, Timestamp, db
from app.translation.models import Return


class Certificate(db.Model):
    """Issued when the reviser seals; a correction issues a next version, the first is kept."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("case_id", "version", name="uq_certificate_version"),)

    id: Mapped[Id]
    issued_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    return_id: Mapped[UUID] = mapped_column(ForeignKey("translation_return.id"))
    certified_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int]
    verification_code: Mapped[str] = mapped_column(String(20), unique=True)  # ABCD-EFGH-JKLM
    source_sha256s: Mapped[str]  # digests of the originals, by spaces, as printed
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))  # None while it is being rendered
    rendered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failure: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship()
    translation: Mapped[Return] = relationship()
    certified_by: Mapped[User] = relationship()

    @property
    def institution_id(self) -> UUID:
        return self.case.institution_id

    @property
    def translator_id(self) -> UUID | None:
        return self.case.translator_id
