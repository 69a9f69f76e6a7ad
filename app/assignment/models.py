"""Who can do what, and who was given what, why."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, String, false, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Contractor, User
from app.assignment.lifecycle import LIVE, EndReason, OrderStatus, PlanStatus
from app.cases.models import Case
from app.catalogue.models import Direction
from app.contracts.models import LotHolder
from app.db import Amount, Id, Instant, Timestamp, db, str_enum


class SkillLevel(StrEnum):
    """What a person may do in a language; each level holds the ones before."""

    TRANSLATE = "translate"
    REVISE = "revise"
    CERTIFY = "certify"


class TranslatorProfile(db.Model):
    """What an internal translator can take on."""

    __tablename__ = "translator_profile"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    daily_words: Mapped[int]  # capacity, words a working day
    horizon_days: Mapped[int] = mapped_column(default=5)  # working days of stock they may hold
    # Minutes at work on each day of the week, Monday first; none said: seven hours, five days.
    minutes: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    spare_words: Mapped[int | None]  # what the last plan left free; none before the first

    user: Mapped[User] = relationship(lazy="joined")


class TranslatorSkill(db.Model):
    __tablename__ = "translator_skill"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    language: Mapped[str] = mapped_column(ForeignKey("language.code"), primary_key=True)
    direction: Mapped[Direction] = mapped_column(str_enum(Direction), primary_key=True)
    level: Mapped[SkillLevel] = mapped_column(str_enum(SkillLevel))
    daily_words: Mapped[int | None]  # speed in this language; none: the profile's


class Absence(db.Model):
    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="period"),)

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # last day away


class PurchaseOrder(db.Model):
    """An order to a contractor, with the reason of its allocation in words."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        Index(
            "uq_purchase_order_live",
            "case_id",
            unique=True,
            postgresql_where=text("status IN ('offered', 'accepted')"),
        ),
        Index("ix_purchase_order_contractor", "contractor_id", "status", "due_at"),
        Index("ix_purchase_order_holder", "lot_holder_id", "status"),
        Index("ix_purchase_order_case", "case_id", "offered_at"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)  # C26-000815-X
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    lot_holder_id: Mapped[UUID] = mapped_column(ForeignKey("lot_holder.id"))
    contractor_id: Mapped[UUID] = mapped_column(ForeignKey("contractor.id"))
    status: Mapped[OrderStatus] = mapped_column(str_enum(OrderStatus), default=OrderStatus.OFFERED)
    status_at: Mapped[Timestamp]
    offered_at: Mapped[Timestamp]
    answer_by: Mapped[Instant]
    due_at: Mapped[Instant]
    fulfilled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    amount: Mapped[Amount]  # euros excl. VAT, as quoted when the order was given
    lines: Mapped[list] = mapped_column(JSONB)
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str]  # why this contractor
    decline_reason: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    holder: Mapped[LotHolder] = relationship()
    contractor: Mapped[Contractor] = relationship()

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def owed_at(self) -> datetime:
        """When the translation is owed; the date of a live order moves with its case's pauses."""
        return (self.case.assignee_due_at if self.is_live else None) or self.due_at


class Assignment(db.Model):
    """A row each time a case is given to somebody, inside or outside; ended when taken back."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(translator_id IS NULL) <> (order_id IS NULL)", name="one_assignee"),
        Index(
            "uq_assignment_live", "case_id", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
    )

    id: Mapped[Id]
    assigned_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    translator_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("purchase_order.id"))
    assigned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    due_at: Mapped[Instant]
    reason: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    end_reason: Mapped[str] = mapped_column(default="")

    @property
    def ended_because(self) -> EndReason | None:
        return EndReason(self.end_reason) if self.end_reason else None


class AssignmentPlan(db.Model):
    """A decision over the whole stock: written before the solver starts, closed when applied."""

    __tablename__ = "assignment_plan"
    __table_args__ = (Index("ix_assignment_plan_status", "status", "started_at"),)

    id: Mapped[Id]
    started_at: Mapped[Timestamp]
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    status: Mapped[PlanStatus] = mapped_column(str_enum(PlanStatus), default=PlanStatus.RUNNING)
    cases: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)
    outside_cost: Mapped[Amount | None]  # euros excl. VAT that the plan foresaw
    seconds: Mapped[float | None]


class AssignmentOverride(db.Model):
    """A person chose otherwise: what the platform proposed and what was chosen, both kept."""

    __tablename__ = "assignment_override"

    id: Mapped[Id]
    made_at: Mapped[Timestamp]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    proposed: Mapped[str]  # to whom, or why to nobody
    proposed_cost: Mapped[Amount | None]
    proposed_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    chosen: Mapped[str]
    chosen_cost: Mapped[Amount]
    chosen_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str]
