"""Finance's pages of invoices, and an institution's own."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.permissions import Permission, requires
from app.billing import operations, queries, rules
from app.billing.models import Agreement, Invoice
from app.db import commit, rollback
from app.errors import Conflict, DomainError, Invalid
from app.i18n import _, _l
from app.intake.serving import send_object

bp = Blueprint("billing", __name__)
BLUEPRINTS = (bp,)


class PaperNotReady(Conflict):
    message = _l("Le PDF de cette facture est en préparation : réessayez dans une minute.")


def asked_half(values) -> str:
    half = values.get("half") or rules.half_before(rules.half_of(clock.today()))
    if not rules.is_half(half):
        raise Invalid(_("Un semestre s'écrit 2026-1 ou 2026-2."))
    return half


@bp.get("/invoices")
@requires(Permission.INVOICE_READ)
def invoices():
    half = asked_half(request.args)
    rows = queries.invoices(half)
    return render_template(
        "billing/invoices.html",
        rows=rows,
        half=half,
        halves=sorted({half, *queries.halves()}, reverse=True),
        agreements=queries.agreements(),
    )


@bp.get("/invoices/own")
@requires(Permission.INVOICE_OWN, load=lambda: g.user)
def own_invoices(user):
    rows = queries.invoices(institution_id=user.institution_id)
    return render_template("billing/own.html", rows=rows)


@bp.get("/agreements")
@requires(Permission.INVOICE_READ)
def agreements():
    return render_template("billing/agreements.html", rows=queries.agreements())


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
    return render_template(
        "billing/invoice.html",
        invoice=invoice,
        credit_note=queries.credited(invoice),
        paper=queries.paper_of(invoice),
    )


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


@bp.get("/invoices/<uuid:invoice_id>.pdf")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def invoice_pdf(invoice: Invoice):
    paper = queries.paper_of(invoice)
    if paper is None:
        raise PaperNotReady
    return send_object(paper.pdf_sha256, "application/pdf", f"{invoice.number}.pdf")
