"""What each case costs, in four figures never overwritten, and the year's envelope."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Amount, Id, Timestamp, db, str_enum


class CostStage(StrEnum):
    """estimé, engagé, service fait, mandaté."""

    ESTIMATED = "estimated"  # at submission
    COMMITTED = "committed"  # at order
    ACCEPTED = "accepted"  # at return accepted
    PAID = "paid"  # on the bill


class CostEntry(db.Model):
    """One figure of one case, with its cause and its price lines. Rows are only added (trigger)."""

    __tablename__ = "cost_entry"
    __table_args__ = (Index("ix_cost_entry_case", "case_id", "stage", "at"),)

    id: Mapped[Id]
    at: Mapped[Timestamp] = mapped_column(index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    stage: Mapped[CostStage] = mapped_column(str_enum(CostStage))
    amount: Mapped[Amount]  # euros, excl. VAT; the whole new figure, not a difference
    cause: Mapped[str]  # code: submission, order, in_house, return_accepted, withdrawn…
    contractor_id: Mapped[UUID | None] = mapped_column(ForeignKey("contractor.id"))
    lines: Mapped[list] = mapped_column(JSONB)  # pricing.quote.Line as text


class BudgetVersion(db.Model):
    """The year's envelope for outside work, as voted then amended; none is overwritten."""

    __tablename__ = "budget_version"
    __table_args__ = (UniqueConstraint("year", "number", name="uq_budget_version_number"),)

    id: Mapped[Id]
    year: Mapped[int]
    number: Mapped[int]  # 0: initial; 1, 2…: amended ("BR")
    adopted_on: Mapped[date]
    amount: Mapped[Amount]
    note: Mapped[str] = mapped_column(default="")
