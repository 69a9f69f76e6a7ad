"""Finance's pages of invoices, and an institution's own."""

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.billing import agreement_routes, export_routes, operations, payment_routes, queries
from app.billing.blueprint import bp
from app.billing.forms import PaymentForm
from app.billing.models import Agreement, Invoice
from app.billing.views import asked_half, invoice_page
from app.db import commit, rollback
from app.errors import DomainError
from app.i18n import _

__all__ = ["agreement_routes", "export_routes", "payment_routes"]
BLUEPRINTS = (bp,)


@bp.get("/invoices")
@requires(Permission.INVOICE_READ)
def invoices():
    half = asked_half(request.args)
    return render_template(
        "billing/invoices.html",
        rows=queries.invoices(half),
        lines=queries.line_counts(half),
        half=half,
        halves=sorted({half, *queries.halves()}, reverse=True),
        reconciled=queries.reconciled(half),
    )


@bp.get("/invoices/own")
@requires(Permission.INVOICE_OWN, load=lambda: g.user)
def own_invoices(user):
    rows = queries.invoices(institution_id=user.institution_id)
    return render_template("billing/own.html", rows=rows)


@bp.post("/invoices/draft")
@requires(Permission.INVOICE_ISSUE)
def draft():
    """Draw up the drafts of a half-year; a partner that cannot be priced stops no other."""
    half, drawn = asked_half(request.form), 0
    for agreement in queries.agreements():
        try:
            drawn += bool(_draw(agreement, half))
            commit()
        except DomainError as error:
            rollback()
            flash(str(error), "bad")
    flash(_("%(count)s brouillons établis pour %(half)s.", count=drawn, half=half), "good")
    return redirect(url_for("billing.invoices", half=half), 303)


def _draw(agreement: Agreement, half: str) -> Invoice | None:
    """No empty draft for a partner to whom nothing was delivered."""
    if not queries.uncharged_cases(agreement, half) and not queries.draft_of(agreement, half):
        return None
    return operations.draft(agreement, half, g.user)


@bp.get("/invoices/<uuid:invoice_id>")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def invoice(invoice: Invoice):
    return invoice_page(invoice, PaymentForm())


@bp.post("/invoices/check")
@requires(Permission.INVOICE_ISSUE)
def check():
    """Say of each chosen draft whether it could be issued; nothing is changed."""
    for invoice in _chosen():
        name = invoice.agreement.institution.name
        if problems := operations.check(invoice):
            flash(_("%(name)s : %(problems)s", name=name, problems=" ".join(problems)), "bad")
        else:
            flash(_("%(name)s : conforme à la norme EN 16931.", name=name), "good")
    return redirect(url_for("billing.invoices", half=asked_half(request.form)), 303)


def _chosen() -> list[Invoice]:
    return [queries.get_invoice(invoice_id) for invoice_id in request.form.getlist("invoice")]


@bp.post("/invoices/issue")
@requires(Permission.INVOICE_ISSUE)
def issue():
    """One invoice or several, each in its own transaction: one that fails harms none."""
    half = asked_half(request.form)
    for invoice_id in request.form.getlist("invoice"):
        try:
            issued = operations.issue(queries.get_invoice(invoice_id), g.user)
            commit()
            flash(_("Facture %(number)s émise.", number=issued.number), "good")
        except DomainError as error:
            rollback()
            flash(str(error), "bad")
    return redirect(url_for("billing.invoices", half=half), 303)


@bp.post("/invoices/<uuid:invoice_id>/credit")
@requires(Permission.INVOICE_CREDIT, load=queries.get_invoice)
def credit(invoice: Invoice):
    note = operations.credit(invoice, g.user, request.form.get("reason", ""))
    commit()
    flash(_("Avoir %(number)s émis.", number=note.number), "good")
    return redirect(url_for("billing.invoice", invoice_id=note.id), 303)
