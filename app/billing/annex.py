"""The detail behind an invoice: a row a case, from lines that no longer change."""

from app.billing.models import Invoice
from app.billing.queries import lines_of
from app.i18n import _, label


def header() -> list[str]:
    return [
        _("Ligne"),
        _("Demande"),
        _("Nature"),
        _("Langue"),
        _("Livrée le"),
        _("Unité"),
        _("Quantité"),
        _("Prix unitaire HT"),
        _("Montant HT"),
    ]


def rows(invoice: Invoice) -> list[list[object]]:
    sign = -1 if invoice.corrects_id else 1  # as the credit note prints them
    return [
        [
            line.position,
            line.reference or line.description,
            line.kind,
            line.language,
            line.delivered_on,
            label(line.unit),
            line.quantity,
            line.unit_price,
            sign * line.net,
        ]
        for line in lines_of(invoice)
    ]
