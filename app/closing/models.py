"""Closed months and their seals; corrections that point at what they correct."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.budget.models import CostEntry
from app.closing.lifecycle import MonthStatus
from app.db import Id, Timestamp, db, str_enum


class MonthClose(db.Model):
    """A month of accounts. Once closed it never changes, nor does anything dated in it (triggers).

    `seal` is a SHA-256 over the month's ordered lines, its totals, its signatures and the seal of
    the month before (`sealing.py`).
    """

    __tablename__ = "month_close"
    __table_args__ = (
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        CheckConstraint("second_signed_by_id <> first_signed_by_id", name="two_people"),
        CheckConstraint(
            "(status = 'closed') = (seal IS NOT NULL AND second_signed_by_id IS NOT NULL"
            " AND previous_seal IS NOT NULL)",
            name="sealed",
        ),
        CheckConstraint("(status = 'open') = (first_signed_by_id IS NULL)", name="signed"),
    )

    id: Mapped[Id]
    month: Mapped[date] = mapped_column(unique=True)  # its first day
    status: Mapped[MonthStatus] = mapped_column(str_enum(MonthStatus), default=MonthStatus.OPEN)
    status_at: Mapped[Timestamp]
    first_signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    first_signed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    second_signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    second_signed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acknowledged: Mapped[dict] = mapped_column(JSONB, default=dict)  # check → {count, reason}
    line_count: Mapped[int | None]
    totals: Mapped[dict] = mapped_column(JSONB, default=dict)  # figure → euros, as text
    previous_seal: Mapped[str | None] = mapped_column(String(64))
    seal: Mapped[str | None] = mapped_column(String(64))

    first_signed_by: Mapped[User | None] = relationship(foreign_keys=[first_signed_by_id])
    second_signed_by: Mapped[User | None] = relationship(foreign_keys=[second_signed_by_id])


class CostCorrection(db.Model):
    """An entry of an open month that corrects one of a closed month. Rows are only added."""

    __tablename__ = "cost_correction"

    id: Mapped[Id]
    made_at: Mapped[Timestamp]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("cost_entry.id"), unique=True)
    corrects_id: Mapped[UUID] = mapped_column(ForeignKey("cost_entry.id"), unique=True)
    reason: Mapped[str]

    entry: Mapped[CostEntry] = relationship(foreign_keys=[entry_id])
    corrects: Mapped[CostEntry] = relationship(foreign_keys=[corrects_id])
