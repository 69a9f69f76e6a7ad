"""The files of an invoice: PDF with Factur-X, CII alone, UBL, annex."""

from flask import Response

from app import sheets
from app.accounts.permissions import Permission, requires
from app.billing import annex, queries
from app.billing.blueprint import bp
from app.billing.einvoice import ubl
from app.billing.models import Invoice
from app.billing.validation import Syntax, findings
from app.errors import Conflict
from app.i18n import _l
from app.intake.serving import send_object


class PaperNotReady(Conflict):
    message = _l("Le PDF de cette facture est en préparation : réessayez dans une minute.")


class NoFile(Conflict):
    message = _l("Cette facture n'a pas de fichier électronique conforme à la norme EN 16931.")


@bp.get("/invoices/<uuid:invoice_id>.pdf")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def invoice_pdf(invoice: Invoice):
    paper = queries.paper_of(invoice)
    if paper is None:
        raise PaperNotReady
    return send_object(paper.pdf_sha256, "application/pdf", f"{invoice.number}.pdf")


@bp.get("/invoices/<uuid:invoice_id>/factur-x.xml")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def invoice_cii(invoice: Invoice):
    if invoice.xml_sha256 is None:
        raise NoFile
    return send_object(invoice.xml_sha256, "application/xml", f"{invoice.number}-cii.xml")


@bp.get("/invoices/<uuid:invoice_id>/ubl.xml")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def invoice_ubl(invoice: Invoice):
    """Made on demand of the same copy, and checked before it leaves."""
    if invoice.xml_sha256 is None:
        raise NoFile
    xml = ubl(invoice.printed)
    if [found for found in findings(xml, Syntax.UBL) if found.is_fatal]:
        raise NoFile
    name = f'attachment; filename="{invoice.number}-ubl.xml"'
    return Response(xml, mimetype="application/xml", headers={"Content-Disposition": name})


@bp.get("/invoices/<uuid:invoice_id>/annex.csv")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def annex_csv(invoice: Invoice):
    return _annex(invoice, "csv")


@bp.get("/invoices/<uuid:invoice_id>/annex.xlsx")
@requires(Permission.INVOICE_SEE, load=queries.get_invoice)
def annex_xlsx(invoice: Invoice):
    return _annex(invoice, "xlsx")


def _annex(invoice: Invoice, kind: str) -> Response:
    name = f"annexe-{invoice.number or invoice.half}"
    return sheets.answer(kind, name, annex.header(), annex.rows(invoice))
