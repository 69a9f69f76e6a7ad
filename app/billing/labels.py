from app.billing.lifecycle import InvoiceStatus
from app.billing.models import InvoiceKind, VatTreatment
from app.i18n import _l, register_labels

register_labels(
    InvoiceStatus, {InvoiceStatus.DRAFT: _l("Brouillon"), InvoiceStatus.ISSUED: _l("Émise")}
)
register_labels(
    InvoiceKind, {InvoiceKind.INVOICE: _l("Facture"), InvoiceKind.CREDIT_NOTE: _l("Avoir")}
)
register_labels(
    VatTreatment,
    {
        VatTreatment.STANDARD: _l("Soumise à la TVA"),
        VatTreatment.EXEMPT: _l("Exonérée de TVA"),
        VatTreatment.OUT_OF_SCOPE: _l("Hors du champ de la TVA"),
    },
)
