"""What was paid, what is owed, whom to remind."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from app.billing.lifecycle import InvoiceStatus
from app.billing.models import (
    Agreement,
    Invoice,
    InvoiceKind,
    InvoicePayment,
    InvoiceReminder,
)
from app.billing.queries import credited
from app.billing.rules import Movement, running
from app.db import db
from app.errors import NotFound
from app.i18n import _, label

NOTHING = Decimal("0.00")


def get_payment(payment_id: UUID | str) -> InvoicePayment:
    if found := db.session.get(InvoicePayment, UUID(str(payment_id))):
        return found
    raise NotFound


def payments_of(invoice: Invoice) -> Sequence[InvoicePayment]:
    chosen = select(InvoicePayment).filter_by(invoice_id=invoice.id)
    return db.session.scalars(chosen.order_by(InvoicePayment.id)).all()


def cancelled_ids(invoice: Invoice) -> set[UUID]:
    return {paid.cancels_id for paid in payments_of(invoice) if paid.cancels_id}


def balance_of(invoice: Invoice) -> Decimal:
    """Euros that the partner owes on an invoice; negative when it paid what was then credited."""
    note = credited(invoice)
    paid = sum((payment.amount for payment in payments_of(invoice)), NOTHING)
    return invoice.gross + (note.gross if note else NOTHING) - paid


def reminders_of(invoice: Invoice) -> Sequence[InvoiceReminder]:
    chosen = select(InvoiceReminder).filter_by(invoice_id=invoice.id)
    return db.session.scalars(chosen.order_by(InvoiceReminder.level)).all()


def overdue(today: date) -> list[tuple[Invoice, Decimal]]:
    """Issued invoices past their day, with what is left to pay; the oldest first."""
    chosen = select(Invoice).where(
        Invoice.status == InvoiceStatus.ISSUED,
        Invoice.kind == InvoiceKind.INVOICE,
        Invoice.due_on < today,
        Invoice.gross > _paid(),
        ~select(1).where(_note().c.corrects_id == Invoice.id).correlate(Invoice).exists(),
    )
    rows = db.session.scalars(chosen.order_by(Invoice.due_on, Invoice.number)).all()
    return [(invoice, balance_of(invoice)) for invoice in rows]


def _paid():
    total = func.coalesce(func.sum(InvoicePayment.amount), 0)
    chosen = select(total).where(InvoicePayment.invoice_id == Invoice.id)
    return chosen.correlate(Invoice).scalar_subquery()


def _note():
    return select(Invoice.corrects_id).where(Invoice.corrects_id.is_not(None)).subquery()


def issued_between(
    since: date, until: date, agreement: Agreement | None = None
) -> Sequence[Invoice]:
    chosen = select(Invoice).where(
        Invoice.status == InvoiceStatus.ISSUED, Invoice.issued_on.between(since, until)
    )
    if agreement:
        chosen = chosen.where(Invoice.agreement_id == agreement.id)
    return db.session.scalars(chosen.order_by(Invoice.issued_on, Invoice.number)).all()


def received_between(
    since: date, until: date, agreement: Agreement | None = None
) -> Sequence[InvoicePayment]:
    chosen = select(InvoicePayment).join(Invoice)
    chosen = chosen.where(InvoicePayment.received_on.between(since, until))
    if agreement:
        chosen = chosen.where(Invoice.agreement_id == agreement.id)
    order = (InvoicePayment.received_on, InvoicePayment.id)
    return db.session.scalars(chosen.order_by(*order)).all()


def statement(agreement: Agreement) -> list[Movement]:
    """Everything since the beginning, day by day, with the balance after each movement."""
    moves = [_of_invoice(row) for row in issued_between(date.min, date.max, agreement)]
    moves += [_of_payment(row) for row in received_between(date.min, date.max, agreement)]
    return running(sorted(moves, key=lambda move: move.on))


def _of_invoice(invoice: Invoice) -> Movement:
    owed, freed = max(invoice.gross, NOTHING), max(-invoice.gross, NOTHING)
    on = invoice.issued_on or date.min
    return Movement(on, str(label(invoice.kind)), invoice.number or "", owed, freed)


def _of_payment(paid: InvoicePayment) -> Movement:
    owed, freed = max(-paid.amount, NOTHING), max(paid.amount, NOTHING)
    said = _("Règlement annulé") if paid.cancels_id else _("Règlement")
    return Movement(paid.received_on, said, paid.reference, owed, freed)
