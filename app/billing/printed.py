"""Everything that an invoice prints, copied into it: what is renamed later changes nothing.

Particulars: art. D2192-2 of the code de la commande publique; CGI ann. II art. 242 nonies A.
"""

from app import settings
from app.billing.models import Invoice
from app.billing.queries import get_invoice


def printed_copy(invoice: Invoice) -> dict[str, object]:
    agreement, config = invoice.agreement, settings.current()
    corrected = get_invoice(invoice.corrects_id) if invoice.corrects_id else None
    return {
        "issuer": {"name": config["BODY_NAME"], "siret": config["BODY_SIRET"]},
        "customer": {
            "name": agreement.institution.name,
            "siret": agreement.institution.siret or "",
            "address": agreement.address,
        },
        "agreement": agreement.number,
        "commitment_number": agreement.commitment_number,
        "service_code": agreement.service_code,
        "vat_rate": str(agreement.vat_rate),
        "vat_exemption": agreement.vat_exemption,
        "payment_days": agreement.payment_days,
        "corrects": corrected.number if corrected else None,
    }
