"""Deadlines watched: which alert was given for which case, once each."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Id, Instant, Sha256, Timestamp, db, str_enum


class AlertKind(StrEnum):
    DUE_SOON = "due_soon"  # three days before the end of the commitment
    BREACHED = "breached"
    ASSIGNEE_LATE = "assignee_late"


class DeadlineAlert(db.Model):
    __tablename__ = "deadline_alert"
    # A pause moves the deadline: the alert is then due again, for the new one.
    __table_args__ = (UniqueConstraint("case_id", "kind", "due_at", name="uq_deadline_alert"),)

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[AlertKind] = mapped_column(str_enum(AlertKind))
    due_at: Mapped[Instant]


class CalendarFeed(db.Model):
    """The secret address of a translator's calendar; only its digest is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    created_at: Mapped[Timestamp]
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
