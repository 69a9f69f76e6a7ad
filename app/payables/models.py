"""What contractors bill, what is retained of it, and the late penalties deducted from it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Numeric, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Contractor
from app.assignment.models import PurchaseOrder
from app.budget.models import CostEntry
from app.contracts.models import FrameworkContract
from app.db import Amount, Id, Rate, Timestamp, db, str_enum
from app.payables.lifecycle import BillStatus, LineDecision, PenaltyDecision, PenaltyStatus

NOTHING = Decimal("0.00")
IS_PAID = text("paid_at IS NOT NULL")


class BillSource(StrEnum):
    FORM = "form"  # orders ticked on the platform
    CSV = "csv"
    FACTUR_X = "factur_x"


class Bill(db.Model):
    """A contractor's bill for a month. Amounts `net`, `vat`, `gross` are as it says them."""

    __tablename__ = "contractor_bill"
    __table_args__ = (
        CheckConstraint(
            "(status IN ('settled', 'paid')) = (settled_at IS NOT NULL)", name="settled"
        ),
        CheckConstraint("(status = 'paid') = (transferred_on IS NOT NULL)", name="transferred"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        Index(
            "uq_contractor_bill_number",
            "contractor_id",
            text("lower(number)"),
            unique=True,
            postgresql_where=text("status NOT IN ('rejected', 'withdrawn')"),
        ),
        Index("ix_contractor_bill_status", "status", "month"),
    )

    id: Mapped[Id]
    submitted_at: Mapped[Timestamp]
    submitted_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    contractor_id: Mapped[UUID] = mapped_column(ForeignKey("contractor.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))  # the contractor's own
    month: Mapped[date]  # first day of the month billed
    issued_on: Mapped[date]
    source: Mapped[BillSource] = mapped_column(str_enum(BillSource))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_mime: Mapped[str] = mapped_column(default="")
    status: Mapped[BillStatus] = mapped_column(str_enum(BillStatus), default=BillStatus.SUBMITTED)
    status_at: Mapped[Timestamp]
    net: Mapped[Amount]
    vat: Mapped[Amount]
    gross: Mapped[Amount]
    reason: Mapped[str] = mapped_column(default="")  # of a rejection
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    settled_net: Mapped[Amount] = mapped_column(default=NOTHING)
    settled_vat: Mapped[Amount] = mapped_column(default=NOTHING)
    penalties: Mapped[Amount] = mapped_column(default=NOTHING)  # deducted, outside VAT
    transferred_on: Mapped[date | None]
    transfer_reference: Mapped[str] = mapped_column(default="")

    contractor: Mapped[Contractor] = relationship(lazy="joined", innerjoin=True)
    lines: Mapped[list["BillLine"]] = relationship(
        order_by="BillLine.position", back_populates="bill"
    )

    @property
    def payable(self) -> Decimal:
        """Euros to transfer: what is retained, its VAT, less the penalties."""
        return self.settled_net + self.settled_vat - self.penalties


class BillLine(db.Model):
    """A line as billed, what differs from the return that was accepted, and what was decided."""

    __tablename__ = "contractor_bill_line"
    __table_args__ = (
        # A return is never paid twice: an order once, and its accepted figure once.
        Index(
            "uq_contractor_bill_line_paid_order",
            "order_id",
            unique=True,
            postgresql_where=IS_PAID,
        ),
        Index(
            "uq_contractor_bill_line_paid_entry",
            "accepted_id",
            unique=True,
            postgresql_where=IS_PAID,
        ),
        Index("ix_contractor_bill_line_order", "order_id"),
        Index("ix_contractor_bill_line_bill", "bill_id", "position", unique=True),
        Index("ix_contractor_bill_line_paid", "paid_at", postgresql_where=IS_PAID),
        CheckConstraint("(paid_at IS NULL) = (retained IS NULL)", name="retained"),
        CheckConstraint(
            "paid_at IS NULL OR (decision = 'accepted' AND order_id IS NOT NULL"
            " AND accepted_id IS NOT NULL)",
            name="paid",
        ),
        CheckConstraint("decision <> 'disputed' OR reason <> ''", name="reason"),
    )

    id: Mapped[Id]
    bill_id: Mapped[UUID] = mapped_column(ForeignKey("contractor_bill.id"))
    position: Mapped[int]
    reference: Mapped[str]  # of the order or the case, as billed
    label: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    unit: Mapped[str] = mapped_column(default="")  # a Unit, or empty
    unit_price: Mapped[Rate | None]
    net: Mapped[Amount]
    vat_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal(0))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("purchase_order.id"))
    accepted_id: Mapped[UUID | None] = mapped_column(ForeignKey("cost_entry.id"))
    findings: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    decision: Mapped[LineDecision] = mapped_column(
        str_enum(LineDecision), default=LineDecision.PENDING
    )
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")  # of the contractor, to a dispute
    retained: Mapped[Amount | None]  # euros excl. VAT, once paid
    paid_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    bill: Mapped[Bill] = relationship(back_populates="lines", lazy="joined", innerjoin=True)
    order: Mapped[PurchaseOrder | None] = relationship()
    accepted: Mapped[CostEntry | None] = relationship()

    @property
    def contractor_id(self) -> UUID:
        return self.bill.contractor_id


class PenaltyFile(db.Model):
    """A contractor's late orders of one contract and month, and what a person decided."""

    __tablename__ = "penalty_file"
    __table_args__ = (
        Index(
            "uq_penalty_file_draft",
            "contractor_id",
            "contract_id",
            "month",
            unique=True,
            postgresql_where=text("status = 'draft'"),
        ),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        CheckConstraint(
            "(status IN ('decided', 'deducted')) = (decided IS NOT NULL)", name="decided"
        ),
        CheckConstraint("(status = 'deducted') = (bill_id IS NOT NULL)", name="deducted"),
        CheckConstraint("decided IS NULL OR decided BETWEEN 0 AND proposed", name="amount"),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    contractor_id: Mapped[UUID] = mapped_column(ForeignKey("contractor.id"), index=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("framework_contract.id"))
    month: Mapped[date]
    status: Mapped[PenaltyStatus] = mapped_column(
        str_enum(PenaltyStatus), default=PenaltyStatus.DRAFT
    )
    status_at: Mapped[Timestamp]
    divisor: Mapped[int]  # the contract's terms, as they were
    cap: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    threshold: Mapped[Amount]
    hearing_days: Mapped[int]
    computed: Mapped[Amount] = mapped_column(default=NOTHING)  # of this file's orders
    carried: Mapped[Amount] = mapped_column(default=NOTHING)  # of files that were under it
    proposed: Mapped[Amount] = mapped_column(default=NOTHING)  # after the threshold
    notified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    hearing_until: Mapped[date | None]  # last day to be heard
    letter_sha256: Mapped[str | None] = mapped_column(String(64))
    observations: Mapped[str] = mapped_column(default="")
    observed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decision: Mapped[PenaltyDecision | None] = mapped_column(str_enum(PenaltyDecision))
    decided: Mapped[Amount | None]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(default="")
    bill_id: Mapped[UUID | None] = mapped_column(ForeignKey("contractor_bill.id"), index=True)
    taken_up_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("penalty_file.id"))

    contractor: Mapped[Contractor] = relationship(lazy="joined", innerjoin=True)
    contract: Mapped[FrameworkContract] = relationship(lazy="joined", innerjoin=True)
    lines: Mapped[list["PenaltyLine"]] = relationship(
        order_by="PenaltyLine.position", back_populates="file"
    )


class PenaltyLine(db.Model):
    """A late order. It is in one file only."""

    __tablename__ = "penalty_line"
    __table_args__ = (CheckConstraint("days_late > 0", name="late"),)

    id: Mapped[Id]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("penalty_file.id"), index=True)
    position: Mapped[int]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("purchase_order.id"), unique=True)
    value: Mapped[Amount]  # euros excl. VAT and revision
    owed_on: Mapped[date]  # last day, pauses and the body's own time excluded
    returned_on: Mapped[date]
    days_excluded: Mapped[int]
    days_late: Mapped[int]
    amount: Mapped[Amount]
    is_capped: Mapped[bool] = mapped_column(default=False)

    file: Mapped[PenaltyFile] = relationship(back_populates="lines")
    order: Mapped[PurchaseOrder] = relationship(lazy="joined", innerjoin=True)
