"""The case ("demande"): the aggregate everybody refers to."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Contractor, Institution, User
from app.cases.lifecycle import CaseStatus
from app.catalogue.models import Direction, DocumentType
from app.db import Amount, Id, Instant, Timestamp, db, str_enum

OPEN = text("ended_at IS NULL")
WITH_ASSIGNEE = (CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS)


class CaseKind(StrEnum):
    """Certification is the validation of a translation that somebody else already made."""

    TRANSLATION = "translation"
    CERTIFICATION = "certification"


class Case(db.Model):
    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("status <> 'awaiting_institution' OR left_status IS NOT NULL", name="left"),
        CheckConstraint("status <> 'delivered' OR delivered_at IS NOT NULL", name="delivered"),
        # The lists read pages of fifty in the order of these keys, however many cases are open.
        Index("ix_case_file_open_due", "due_at", "id", postgresql_where=OPEN),
        Index("ix_case_file_open_status", "status", "due_at", "id", postgresql_where=OPEN),
        Index("ix_case_file_open_language", "language", "due_at", "id", postgresql_where=OPEN),
        Index(
            "ix_case_file_open_institution", "institution_id", "due_at", "id", postgresql_where=OPEN
        ),  # fmt: skip
        Index("ix_case_file_open_submitted", "submitted_at", "id", postgresql_where=OPEN),
        Index("ix_case_file_due", "due_at", "id"),
        Index("ix_case_file_submitted", "submitted_at", "id"),
        Index("ix_case_file_institution", "institution_id", "submitted_at", "id"),
        Index(
            "ix_case_file_reference",
            "reference",
            postgresql_ops={"reference": "varchar_pattern_ops"},
        ),  # fmt: skip
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(20), unique=True)  # 26-000123-K
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    institution_reference: Mapped[str] = mapped_column(default="")  # the fund's own
    kind: Mapped[CaseKind] = mapped_column(str_enum(CaseKind), default=CaseKind.TRANSLATION)
    direction: Mapped[Direction] = mapped_column(str_enum(Direction), default=Direction.INTO_FRENCH)
    language: Mapped[str | None]  # the foreign language, whichever the direction
    document_type: Mapped[DocumentType | None] = mapped_column(str_enum(DocumentType))
    country: Mapped[str | None]  # of issue, ISO 3166-1
    pages: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0)  # to translate
    is_sensitive: Mapped[bool] = mapped_column(default=False)  # asylum: never outside

    status: Mapped[CaseStatus] = mapped_column(str_enum(CaseStatus), default=CaseStatus.SUBMITTED)
    status_at: Mapped[Timestamp]
    left_status: Mapped[CaseStatus | None] = mapped_column(String(40))  # before the pause
    end_reason: Mapped[str] = mapped_column(default="")  # why rejected, not needed, cancelled

    submitted_at: Mapped[Timestamp]
    due_at: Mapped[Instant]  # end of the 21st day, Europe/Paris, pauses added
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    translator_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    contractor_id: Mapped[UUID | None] = mapped_column(ForeignKey("contractor.id"))
    reviser_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    assignee_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # The days that the assignee's clock counts: a country's working days, or all ("").
    assignee_calendar: Mapped[str] = mapped_column(String(2), default="", server_default="")
    returned_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # last return
    reused_case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    estimated: Mapped[Amount | None]  # euros; copied from the last cost entry of each stage
    committed: Mapped[Amount | None]
    accepted: Mapped[Amount | None]
    paid: Mapped[Amount | None]

    institution: Mapped[Institution] = relationship(lazy="joined", innerjoin=True)
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    translator: Mapped[User | None] = relationship(foreign_keys=[translator_id])
    reviser: Mapped[User | None] = relationship(foreign_keys=[reviser_id])
    contractor: Mapped[Contractor | None] = relationship()
    reused_case: Mapped["Case | None"] = relationship(
        foreign_keys=[reused_case_id], remote_side="Case.id"
    )

    @property
    def is_paused(self) -> bool:
        return self.status is CaseStatus.AWAITING_INSTITUTION

    @property
    def is_with_assignee(self) -> bool:
        """Whose clock runs: from the return to a sending back it stands still."""
        return self.assignee_due_at is not None and self.status in WITH_ASSIGNEE

    @property
    def cost(self) -> Decimal | None:
        """The best figure known: paid, else accepted, committed, estimated."""
        return next(
            (
                c
                for c in (self.paid, self.accepted, self.committed, self.estimated)
                if c is not None
            ),
            None,
        )


Index(
    "ix_case_file_own_reference",
    func.upper(Case.institution_reference).label("own"),
    postgresql_ops={"own": "text_pattern_ops"},
    postgresql_where=text("institution_reference <> ''"),
)


class CasePause(db.Model):
    """A time during which the institution owed something: the commitment stands still."""

    __tablename__ = "case_pause"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="order"),
        Index(
            "uq_case_pause_open", "case_id", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
    )

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    started_at: Mapped[Timestamp]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    question: Mapped[str]


class CaseMessage(db.Model):
    """A line of the thread between the institution and the body."""

    __tablename__ = "case_message"
    __table_args__ = (
        Index(
            "ix_case_message_unread",
            "from_institution",
            "case_id",
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    from_institution: Mapped[bool]
    body: Mapped[str]
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # by the other side

    author: Mapped[User] = relationship(lazy="joined")
