"""What an agent brings: a deposit of files, each file a document, each document its pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case, CaseKind
from app.catalogue.models import Direction
from app.db import Id, Sha256, Timestamp, db, str_enum
from app.intake.lifecycle import DocumentStatus


class Deposit(db.Model):
    """One drop of files ("dépôt"): a draft until it is sent, then a numbered receipt."""

    __tablename__ = "deposit"

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), index=True)
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)  # D26-000042-X, when sent
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    documents: Mapped[list["Document"]] = relationship(
        back_populates="deposit", order_by="Document.position"
    )


class Document(db.Model):
    """A file as received ("pièce"): its bytes are kept for ever under their SHA-256."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_sha256", "sha256"),
        Index("ix_document_status", "status", "status_at"),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    deposit_id: Mapped[UUID] = mapped_column(ForeignKey("deposit.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    position: Mapped[int]  # in the deposit, then in the case
    group: Mapped[int]  # documents of one group become one case (recto and verso)
    filename: Mapped[str]  # as the agent named it; shown to that institution only
    sha256: Mapped[Sha256]
    size: Mapped[int]  # bytes
    mime: Mapped[str]
    page_count: Mapped[int]
    declared_language: Mapped[str | None]  # what the agent says: evidence, not truth
    institution_reference: Mapped[str] = mapped_column(default="")  # of the case it will open
    kind: Mapped[CaseKind] = mapped_column(str_enum(CaseKind), default=CaseKind.TRANSLATION)
    direction: Mapped[Direction] = mapped_column(str_enum(Direction), default=Direction.INTO_FRENCH)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    part_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    part_first: Mapped[int | None]  # page of the file that this one was taken from
    part_last: Mapped[int | None]
    is_one_act: Mapped[bool] = mapped_column(default=False)  # said by a person: not to be parted
    status: Mapped[DocumentStatus] = mapped_column(str_enum(DocumentStatus))
    status_at: Mapped[Timestamp]
    failure: Mapped[str] = mapped_column(default="")  # code of the refusal (intake.rendering)
    readings_begun: Mapped[int] = mapped_column(default=0, server_default="0")  # in this status
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    deposit: Mapped[Deposit] = relationship(back_populates="documents")
    case: Mapped[Case | None] = relationship()
    pages: Mapped[list["Page"]] = relationship(order_by="Page.number", back_populates="document")

    @property
    def created_by_id(self) -> UUID:
        return self.deposit.created_by_id

    @property
    def contractor_id(self) -> UUID | None:
        return self.case.contractor_id if self.case else None

    @property
    def translator_id(self) -> UUID | None:
        return self.case.translator_id if self.case else None


class Page(db.Model):
    """A page and its renditions, each an object of its own; the original never changes."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("document_id", "number", name="uq_page_number"),)

    id: Mapped[Id]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]  # from 1
    width: Mapped[int]  # pixels of the upright rendition
    height: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0)  # degrees clockwise to stand upright
    skew: Mapped[float] = mapped_column(default=0.0)  # degrees
    upright_sha256: Mapped[Sha256]  # JPEG, upright and straightened
    thumbnail_sha256: Mapped[Sha256]  # JPEG, 320 pixels wide

    document: Mapped[Document] = relationship(back_populates="pages")
