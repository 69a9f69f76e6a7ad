"""Deadlines watched: which alert was given for which case, once each."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Instant, Timestamp, db, str_enum


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
