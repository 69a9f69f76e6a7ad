"""Deadlines watched: which alert was given for which case, once each."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Role, User
from app.cases.lifecycle import CaseStatus
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


class Trigger(StrEnum):
    IN_STATE = "in_state"  # days spent in one state
    BEFORE_DUE = "before_due"  # days left of the commitment


class EscalationRule(db.Model):
    """Who is told, and how, of cases that stay too long somewhere; an administrator edits them."""

    __tablename__ = "escalation_rule"
    __table_args__ = (
        CheckConstraint("(trigger = 'in_state') = (status IS NOT NULL)", name="state"),
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("by_mail OR on_screen", name="told"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    trigger: Mapped[Trigger] = mapped_column(str_enum(Trigger))
    status: Mapped[CaseStatus | None] = mapped_column(str_enum(CaseStatus))
    days: Mapped[int]  # calendar days
    role: Mapped[Role] = mapped_column(str_enum(Role))  # translators: of their own cases only
    by_mail: Mapped[bool]
    on_screen: Mapped[bool]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day


class Escalation(db.Model):
    """One alert of a rule for a case: once, whatever happens after."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("rule_id", "case_id", name="uq_escalation"),
        Index("ix_escalation_case_id", "case_id"),
    )

    id: Mapped[Id]
    raised_at: Mapped[Timestamp]
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("escalation_rule.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))


class CalendarFeed(db.Model):
    """The secret address of a translator's calendar; only its digest is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    created_at: Mapped[Timestamp]
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
