"""What each case costs, in four figures never overwritten, and the year's envelope."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Amount, Id, Instant, Timestamp, db, str_enum


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


class CostMovement(db.Model):
    """What an entry changed: the figure before is taken back, the new one is put. By trigger.

    Both fall on the day of the entry, with the language, the fund, the contractor and the contract
    that each figure had when it was written: the sum of a month that is over never changes, and
    the sum of a case's movements is its last figure. Only added to (trigger).
    """

    __tablename__ = "cost_movement"
    __table_args__ = (
        Index("ix_cost_movement_figure", "case_id", "stage", "id"),
        Index("ix_cost_movement_day", "stage", "day", "language"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("cost_entry.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    at: Mapped[Instant]
    day: Mapped[date]  # in Paris
    stage: Mapped[CostStage] = mapped_column(str_enum(CostStage))
    is_reversal: Mapped[bool]
    language: Mapped[str | None]
    institution_id: Mapped[UUID]
    contractor_id: Mapped[UUID | None]
    contract_id: Mapped[UUID | None]
    amount: Mapped[Amount]  # euros, excl. VAT; negative when taken back
    cases: Mapped[int]  # 1, -1 when taken back, 0 for a figure without a price line
    words: Mapped[int]


class CostPending(db.Model):
    """Movements that are not in the sums of `cost_day` yet: writers never wait for one another."""

    __tablename__ = "cost_pending"

    movement_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class CostDimension(StrEnum):
    """What the sums are kept by."""

    LANGUAGE = "language"
    INSTITUTION = "institution"
    CONTRACTOR = "contractor"
    CONTRACT = "contract"


class CostDay(db.Model):
    """Sums of movements; `cost_day` and what is pending make the whole, at every instant."""

    __tablename__ = "cost_day"
    __table_args__ = (
        PrimaryKeyConstraint("stage", "dimension", "day", "key", "is_outside", name="pk_cost_day"),
    )

    stage: Mapped[CostStage] = mapped_column(str_enum(CostStage))
    dimension: Mapped[CostDimension] = mapped_column(str_enum(CostDimension))
    day: Mapped[date]
    key: Mapped[str]  # a language's code or an id; empty: none
    is_outside: Mapped[bool]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    cases: Mapped[int]
    words: Mapped[int] = mapped_column(BigInteger)


class CostMonth(db.Model):
    """The same by month: ten years are 120 of them."""

    __tablename__ = "cost_month"
    __table_args__ = (
        PrimaryKeyConstraint(
            "stage", "dimension", "month", "key", "is_outside", name="pk_cost_month"
        ),
    )

    stage: Mapped[CostStage] = mapped_column(str_enum(CostStage))
    dimension: Mapped[CostDimension] = mapped_column(str_enum(CostDimension))
    month: Mapped[date]  # its first day
    key: Mapped[str]
    is_outside: Mapped[bool]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    cases: Mapped[int]
    words: Mapped[int] = mapped_column(BigInteger)


class BudgetControl(StrEnum):
    """What happens when an order would pass what is left of the year's authorisations."""

    OFF = "off"
    WARN = "warn"  # it is placed, an alert is given
    BLOCK = "block"  # it is refused


class BudgetYear(db.Model):
    """How a year is controlled; its row is the lock under which the last euros are given."""

    __tablename__ = "budget_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    control: Mapped[BudgetControl] = mapped_column(
        str_enum(BudgetControl), default=BudgetControl.WARN
    )


class BudgetVersion(db.Model):
    """The year's budget for outside work, as voted then amended; none is overwritten (trigger)."""

    __tablename__ = "budget_version"
    __table_args__ = (UniqueConstraint("year", "number", name="uq_budget_version_number"),)

    id: Mapped[Id]
    year: Mapped[int]
    number: Mapped[int]  # 0: initial; 1, 2…: amended ("BR")
    adopted_on: Mapped[date]
    amount: Mapped[Amount]  # commitment authorisations ("AE"): what may be ordered in the year
    payment_credits: Mapped[Amount | None]  # "CP": what may be paid; None: as much as ordered
    note: Mapped[str] = mapped_column(default="")

    envelopes: Mapped[list["BudgetEnvelope"]] = relationship(order_by="BudgetEnvelope.language")

    @property
    def credits(self) -> Decimal:
        return self.amount if self.payment_credits is None else self.payment_credits


class BudgetEnvelope(db.Model):
    """What a version keeps for one language, out of its authorisations."""

    __tablename__ = "budget_envelope"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("budget_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(ForeignKey("language.code"), primary_key=True)
    amount: Mapped[Amount]


class BudgetForecast(db.Model):
    """What the year was expected to come to, as it was seen after the day `until`."""

    __tablename__ = "budget_forecast"
    __table_args__ = (
        UniqueConstraint("year", "until", "stage", "language", name="uq_budget_forecast"),
    )

    id: Mapped[Id]
    made_at: Mapped[Timestamp]
    year: Mapped[int]
    until: Mapped[date]  # the last day looked at
    stage: Mapped[CostStage] = mapped_column(str_enum(CostStage))
    language: Mapped[str]  # empty: the whole
    so_far: Mapped[Amount]
    expected: Mapped[Amount | None]  # at year end; None: too few weeks to say
    low: Mapped[Amount | None]
    high: Mapped[Amount | None]
    weeks: Mapped[int]  # of observation


class AlertCause(StrEnum):
    OVERRUN_FORESEEN = "overrun_foreseen"
    EXCEEDED = "exceeded"


class BudgetAlert(db.Model):
    """Given once for each version of the budget: an amendment starts anew."""

    __tablename__ = "budget_alert"
    __table_args__ = (UniqueConstraint("version_id", "kind", "language", name="uq_budget_alert"),)

    id: Mapped[Id]
    at: Mapped[Timestamp]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("budget_version.id"))
    kind: Mapped[AlertCause] = mapped_column(str_enum(AlertCause))
    language: Mapped[str] = mapped_column(default="")  # empty: the whole budget
    amount: Mapped[Amount]  # what is expected, or what was ordered, in euros

    version: Mapped[BudgetVersion] = relationship(lazy="joined", innerjoin=True)
