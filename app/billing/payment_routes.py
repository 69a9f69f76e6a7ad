"""What partners paid, reminders, entries for the accountant."""

from dataclasses import astuple

from flask import flash, g, redirect, render_template, request, url_for

from app import clock, settings, sheets
from app.accounts.permissions import Permission, requires
from app.billing import payment_operations as operations
from app.billing import payment_queries, queries, rules
from app.billing.accounting import entries
from app.billing.blueprint import bp
from app.billing.forms import PaymentForm
from app.billing.models import Invoice, InvoicePayment
from app.billing.views import asked_half, invoice_page
from app.db import commit
from app.i18n import _


@bp.post("/invoices/<uuid:invoice_id>/payments")
@requires(Permission.PAYMENT_RECORD, load=queries.get_invoice)
def record_payment(invoice: Invoice):
    form = PaymentForm()
    if not form.validate_on_submit():
        return invoice_page(invoice, form), 422
    operations.record_payment(
        invoice,
        g.user,
        received_on=form.received_on.data,
        amount=form.amount.data,
        reference=form.reference.data,
    )
    commit()
    flash(_("Règlement noté."), "good")
    return redirect(url_for("billing.invoice", invoice_id=invoice.id), 303)


@bp.post("/payments/<uuid:payment_id>/cancel")
@requires(Permission.PAYMENT_RECORD, load=payment_queries.get_payment)
def cancel_payment(payment: InvoicePayment):
    invoice_id = payment.invoice_id
    operations.cancel_payment(payment, g.user)
    commit()
    flash(_("Règlement annulé."), "good")
    return redirect(url_for("billing.invoice", invoice_id=invoice_id), 303)


@bp.get("/invoices/overdue")
@requires(Permission.INVOICE_READ)
def overdue():
    rows = payment_queries.overdue(clock.today())
    sent = {invoice.id: payment_queries.reminders_of(invoice) for invoice, _due in rows}
    return render_template("billing/overdue.html", rows=rows, sent=sent)


@bp.post("/invoices/<uuid:invoice_id>/remind")
@requires(Permission.PAYMENT_RECORD, load=queries.get_invoice)
def remind(invoice: Invoice):
    reminder = operations.remind(invoice, g.user)
    commit()
    flash(_("Relance %(level)s envoyée.", level=reminder.level), "good")
    return redirect(url_for("billing.invoice", invoice_id=invoice.id), 303)


@bp.get("/invoices/entries.csv")
@requires(Permission.INVOICE_READ)
def accounting_entries():
    """The entries of the days of a half-year: what was issued and received in it."""
    half = asked_half(request.args)
    days = rules.days_of(half)
    told = entries(
        payment_queries.issued_between(*days),
        payment_queries.received_between(*days),
        settings.current(),
    )
    header = (
        _("Journal"), _("Date"), _("Compte"), _("Pièce"), _("Libellé"), _("Débit"), _("Crédit"),
    )  # fmt: skip
    return sheets.answer("csv", f"ecritures-{half}", header, map(astuple, told))
