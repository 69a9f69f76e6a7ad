"""The PDF/A-3 of an issued invoice, with its Factur-X file and its annex inside.

Always from what the invoice copied, always in French.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import facturx
from flask import render_template

from app import paper, sheets, storage
from app.billing import annex
from app.billing.einvoice import LEVEL, SUPPLEMENT
from app.billing.models import Invoice
from app.billing.printed import printed_copy
from app.contracts.models import Unit
from app.i18n import force_locale, label


def render(invoice: Invoice) -> bytes:
    said = _said(invoice)
    with force_locale("fr"):
        html = render_template(
            "papers/invoice.html",
            said=said,
            day=date.fromisoformat,
            euros=Decimal,
            unit=lambda value: label(Unit(value)),
            supplement=SUPPLEMENT,
        )
        table = sheets.as_csv(annex.header(), annex.rows(invoice))
    plain = paper.to_pdf(html, identifier=invoice.id)
    if invoice.xml_sha256 is None:  # issued before the platform spoke EN 16931
        return plain
    return _with_files(plain, storage.read(invoice.xml_sha256), said, table)


def _said(invoice: Invoice) -> dict[str, Any]:
    if "lines" in invoice.printed:
        return invoice.printed
    return printed_copy(invoice, invoice.number or "", invoice.issued_on or date.min)


def _with_files(plain: bytes, xml: bytes, said: dict[str, Any], table: bytes) -> bytes:
    title = f"{'Avoir' if said['type'] == '381' else 'Facture'} {said['number']}"
    issuer = said["issuer"]["name"]
    detail = {
        "filedata": table,
        "description": "Détail par demande",
        "afrelationship": "supplement",
    }
    return facturx.generate_from_binary(
        plain,
        xml,
        flavor="factur-x",
        level=LEVEL,
        check_xsd=False,  # it was checked when the invoice was issued
        lang="fr-FR",
        pdf_metadata={
            "author": issuer,
            "keywords": "Factur-X",
            "title": title,
            "subject": f"{title}, {issuer}",
        },
        attachments={f"annexe-{said['number']}.csv": detail},
    )
