"""The PDF of an issued invoice: always from what it copied, always in French."""

from flask import render_template

from app import paper
from app.billing.models import Invoice
from app.i18n import force_locale


def render(invoice: Invoice) -> bytes:
    with force_locale("fr"):
        html = render_template("papers/invoice.html", invoice=invoice, said=invoice.printed)
    return paper.to_pdf(html, identifier=invoice.id)
