"""Agreements ("conventions") with partners that do not fund the body, and their invoices."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Institution
from app.billing.lifecycle import InvoiceStatus
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.db import Amount, Id, Rate, Timestamp, db, str_enum


class VatTreatment(StrEnum):
    """How a partner is taxed; the body's tax office says which (EN 16931: S, E, O)."""

    STANDARD = "standard"
    EXEMPT = "exempt"
    OUT_OF_SCOPE = "out_of_scope"  # art. 256 B of the CGI: acts of a public authority


class Agreement(db.Model):
    __tablename__ = "agreement"

    id: Mapped[Id]
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    commitment_number: Mapped[str] = mapped_column(default="")  # "numéro d'engagement"
    service_code: Mapped[str] = mapped_column(default="")  # of the paying service
    vat_treatment: Mapped[VatTreatment] = mapped_column(
        str_enum(VatTreatment), default=VatTreatment.OUT_OF_SCOPE, server_default="out_of_scope"
    )
    vat_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal("0.0000"))
    vat_exemption: Mapped[str] = mapped_column(default="")  # wording printed when the rate is 0
    payment_days: Mapped[int] = mapped_column(default=30)
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="", server_default="")
    city: Mapped[str] = mapped_column(default="", server_default="")

    institution: Mapped[Institution] = relationship(lazy="joined", innerjoin=True)
    tariffs: Mapped[list["AgreementTariff"]] = relationship(back_populates="agreement")


class AgreementTariff(db.Model):
    """What the partner pays a unit; `language` empty: any that has no line of its own."""

    __tablename__ = "agreement_tariff"
    __table_args__ = (
        ExcludeConstraint(
            ("agreement_id", "="),
            ("language", "="),
            ("kind", "="),
            ("period", "&&"),
            name="ex_agreement_tariff_overlap",
            using="gist",
        ),
    )

    id: Mapped[Id]
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreement.id"))
    language: Mapped[str] = mapped_column(default="")
    kind: Mapped[CaseKind] = mapped_column(str_enum(CaseKind))
    unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    amount: Mapped[Rate]
    minimum: Mapped[Amount] = mapped_column(default=Decimal("0.00"))
    period: Mapped[Range[date]] = mapped_column(DATERANGE)

    agreement: Mapped[Agreement] = relationship(back_populates="tariffs")


class InvoiceSeries(db.Model):
    """The counter of one series and year; numbers come from its row, in the issuing transaction.

    CGI ann. II art. 242 nonies A, I, 7°: unique, chronological, without holes.
    """

    __tablename__ = "invoice_series"

    name: Mapped[str] = mapped_column(primary_key=True)  # F2026, A2026
    last: Mapped[int] = mapped_column(default=0)


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Invoice(db.Model):
    """Once issued it is never changed nor deleted (trigger): a credit note corrects it."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("(status = 'issued') = (number IS NOT NULL)", name="numbered"),
        CheckConstraint("(kind = 'credit_note') = (corrects_id IS NOT NULL)", name="corrects"),
        Index(
            "uq_invoice_draft",
            "agreement_id",
            "half",
            unique=True,
            postgresql_where=text("status = 'draft' AND kind = 'invoice'"),
        ),
        Index(  # one credit note an invoice
            "uq_invoice_credit",
            "corrects_id",
            unique=True,
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    kind: Mapped[InvoiceKind] = mapped_column(str_enum(InvoiceKind), default=InvoiceKind.INVOICE)
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreement.id"))
    half: Mapped[str] = mapped_column(String(6))  # 2026-1, 2026-2
    status: Mapped[InvoiceStatus] = mapped_column(
        str_enum(InvoiceStatus), default=InvoiceStatus.DRAFT
    )
    status_at: Mapped[Timestamp]
    number: Mapped[str | None] = mapped_column(unique=True)  # F2026-0001
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"))
    reason: Mapped[str] = mapped_column(default="")  # of a credit note
    net: Mapped[Amount] = mapped_column(default=Decimal("0.00"))
    vat: Mapped[Amount] = mapped_column(default=Decimal("0.00"))
    gross: Mapped[Amount] = mapped_column(default=Decimal("0.00"))
    printed: Mapped[dict] = mapped_column(JSONB, default=dict)  # everything the paper says, copied

    xml_sha256: Mapped[str | None] = mapped_column(String(64))  # the CII file, valid when issued

    agreement: Mapped[Agreement] = relationship(lazy="joined", innerjoin=True)
    lines: Mapped[list["InvoiceLine"]] = relationship(
        order_by="InvoiceLine.position", back_populates="invoice"
    )

    @property
    def institution_id(self) -> UUID:
        return self.agreement.institution_id


class InvoiceLine(db.Model):
    __tablename__ = "invoice_line"
    __table_args__ = (
        # A case is charged once: the line of a credited invoice is released by its credit note.
        Index(
            "uq_invoice_line_case",
            "case_id",
            unique=True,
            postgresql_where=text("charges AND released_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), index=True)
    position: Mapped[int]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    charges: Mapped[bool] = mapped_column(default=True)  # False on a credit note
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    description: Mapped[str]
    reference: Mapped[str] = mapped_column(default="", server_default="")  # of the case
    language: Mapped[str] = mapped_column(default="", server_default="")
    kind: Mapped[str] = mapped_column(default="", server_default="")  # a CaseKind, copied
    delivered_on: Mapped[date]
    unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    quantity: Mapped[int]
    unit_price: Mapped[Rate]
    net: Mapped[Amount]

    invoice: Mapped[Invoice] = relationship(back_populates="lines")


class InvoicePaper(db.Model):
    """The PDF of an issued invoice, rendered after it: the invoice itself never changes."""

    __tablename__ = "invoice_paper"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    rendered_at: Mapped[Timestamp]
    pdf_sha256: Mapped[str] = mapped_column(String(64))


class InvoicePayment(db.Model):
    """Money received. Never changed: a row of the opposite sign cancels a mistake (trigger)."""

    __tablename__ = "invoice_payment"
    __table_args__ = (
        CheckConstraint(
            "(cancels_id IS NULL AND amount > 0) OR (cancels_id IS NOT NULL AND amount < 0)",
            name="sign",
        ),
    )

    id: Mapped[Id]
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), index=True)
    recorded_at: Mapped[Timestamp]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    received_on: Mapped[date]
    amount: Mapped[Amount]
    reference: Mapped[str]  # of the transfer, on the bank's statement
    cancels_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice_payment.id"), unique=True)

    invoice: Mapped[Invoice] = relationship()


class InvoiceReminder(db.Model):
    """That the partner was reminded, of how much: three times at most."""

    __tablename__ = "invoice_reminder"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        UniqueConstraint("invoice_id", "level", name="uq_invoice_reminder_level"),
    )

    id: Mapped[Id]
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"))
    level: Mapped[int]
    sent_on: Mapped[date]
    sent_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    due: Mapped[Amount]
