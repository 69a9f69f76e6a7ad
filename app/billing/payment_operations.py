"""Payments and reminders. A payment is never changed: a row of the opposite sign cancels it."""

from datetime import date
from decimal import Decimal

from app import clock, mail, settings
from app.accounts.models import Role, User
from app.accounts.queries import users_of_institution
from app.audit import operations as audit
from app.billing.lifecycle import InvoiceStatus
from app.billing.models import Invoice, InvoiceKind, InvoicePayment, InvoiceReminder
from app.billing.operations import lock
from app.billing.payment_queries import balance_of, cancelled_ids, reminders_of
from app.billing.rules import next_reminder
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _, _l, force_locale


class PaymentRefused(Invalid):
    """Said in its message."""


class AlreadyCancelled(Conflict):
    message = _l("Ce règlement est déjà annulé.")


class NoReminder(Conflict):
    message = _l(
        "Aucune relance à envoyer : la facture est réglée, n'est pas échue, ou la dernière relance "
        "a moins de quinze jours ; après la troisième, l'agent comptable prend le relais."
    )


def record_payment(
    invoice: Invoice, actor: User, *, received_on: date, amount: Decimal, reference: str
) -> InvoicePayment:
    """Never more than is owed: an overpayment is first cleared up with the bank."""
    lock(invoice.agreement)
    if invoice.status is not InvoiceStatus.ISSUED or invoice.kind is not InvoiceKind.INVOICE:
        raise PaymentRefused(_("Un règlement se note sur une facture émise."))
    if received_on > clock.today():
        raise PaymentRefused(_("La date du règlement est dans l'avenir."))
    if amount <= 0 or amount > balance_of(invoice):
        raise PaymentRefused(_("Le montant doit être positif et ne pas dépasser le reste dû."))
    paid = InvoicePayment(
        invoice_id=invoice.id,
        recorded_by_id=actor.id,
        received_on=received_on,
        amount=amount,
        reference=reference.strip(),
    )
    return _kept(paid, "payment.record", actor)


def cancel_payment(payment: InvoicePayment, actor: User) -> InvoicePayment:
    lock(payment.invoice.agreement)
    if payment.cancels_id or payment.id in cancelled_ids(payment.invoice):
        raise AlreadyCancelled
    undone = InvoicePayment(
        invoice_id=payment.invoice_id,
        recorded_by_id=actor.id,
        received_on=clock.today(),
        amount=-payment.amount,
        reference=payment.reference,
        cancels_id=payment.id,
    )
    return _kept(undone, "payment.cancel", actor)


def _kept(paid: InvoicePayment, action: str, actor: User) -> InvoicePayment:
    db.session.add(paid)
    db.session.flush()
    audit.record(action, paid, actor, amount=paid.amount, invoice_id=str(paid.invoice_id))
    return paid


def remind(invoice: Invoice, actor: User) -> InvoiceReminder:
    """Note the reminder and tell the partner's managers; raises `NoReminder`."""
    lock(invoice.agreement)
    balance, sent = balance_of(invoice), [row.sent_on for row in reminders_of(invoice)]
    level = next_reminder(sent, invoice.due_on, balance, clock.today())
    if level is None:
        raise NoReminder
    reminder = InvoiceReminder(
        invoice_id=invoice.id,
        level=level,
        sent_on=clock.today(),
        sent_by_id=actor.id,
        due=balance,
    )
    db.session.add(reminder)
    db.session.flush()
    _tell(invoice)
    audit.record("invoice.remind", invoice, actor, level=level, due=balance)
    return reminder


def _tell(invoice: Invoice) -> None:
    link = f"{settings.current()['PUBLIC_URL']}/invoices/{invoice.id}"
    for user in users_of_institution(invoice.institution_id):
        if user.role is Role.INSTITUTION_MANAGER and user.is_active:
            with force_locale(user.locale or "fr"):
                said = _("La facture %(number)s est échue.", number=invoice.number)
                mail.post(user, "invoice_reminder", said, f"{said}\n\n{link}")
