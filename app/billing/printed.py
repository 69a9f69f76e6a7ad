"""Everything that an invoice prints, copied into it: what is renamed later changes nothing.

Particulars: art. D2192-2 of the code de la commande publique; CGI ann. II art. 242 nonies A. The
PDF, the CII and the UBL are made of this copy alone, so that they say the same. A credit note
(type 381) says positive amounts, as EN 16931 has it; its rows are negative.
"""

from datetime import date, timedelta

from app import settings
from app.billing.models import Agreement, Invoice, InvoiceKind
from app.billing.queries import get_invoice, groups_of, last_delivery
from app.billing.rules import Group, days_of
from app.cases.models import CaseKind
from app.catalogue.queries import languages
from app.i18n import force_locale, label

TYPES = {InvoiceKind.INVOICE: "380", InvoiceKind.CREDIT_NOTE: "381"}  # UNTDID 1001
LATE = (
    "Tout retard de paiement ouvre droit à des intérêts moratoires, au taux directeur de la Banque "
    "centrale européenne majoré de huit points (art. L2192-13 et R2192-31 du code de la commande "
    "publique)."
)
RECOVERY = (
    "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 euros (art. D2192-35 "
    "du code de la commande publique)."
)
DISCOUNT = "Aucun escompte n'est accordé pour paiement anticipé."


def printed_copy(invoice: Invoice, number: str, day: date) -> dict[str, object]:
    agreement = invoice.agreement
    since, until = days_of(invoice.half)
    due = day + timedelta(days=agreement.payment_days)
    return {
        "number": number,
        "type": TYPES[invoice.kind],
        "issued_on": day.isoformat(),
        "due_on": due.isoformat(),
        "period": [since.isoformat(), until.isoformat()],
        "delivered_on": (last_delivery(invoice) or until).isoformat(),
        "reason": invoice.reason,
        "agreement": agreement.number,
        "commitment_number": agreement.commitment_number,
        "service_code": agreement.service_code,
        "vat_treatment": agreement.vat_treatment.value,
        "vat_rate": str(agreement.vat_rate),
        "vat_exemption": agreement.vat_exemption,
        "payment_days": agreement.payment_days,
        "terms": f"Paiement à {agreement.payment_days} jours par virement, soit le {due:%d/%m/%Y}.",
        "notes": {"PMD": LATE, "PMT": RECOVERY, "AAB": DISCOUNT},
        "net": str(abs(invoice.net)),
        "vat": str(abs(invoice.vat)),
        "gross": str(abs(invoice.gross)),
        **_parties(agreement),
        **_corrected(invoice),
        "lines": _lines(invoice),
    }


def _parties(agreement: Agreement) -> dict[str, object]:
    config = settings.current()
    return {
        "issuer": {
            "name": config["BODY_NAME"],
            "siret": config["BODY_SIRET"],
            "address": config["BODY_ADDRESS"],
            "postcode": config["BODY_POSTCODE"],
            "city": config["BODY_CITY"],
            "vat_number": config["BODY_VAT_NUMBER"],
            "iban": config["BODY_IBAN"],
        },
        "customer": {
            "name": agreement.institution.name,
            "siret": agreement.institution.siret or "",
            "address": agreement.address,
            "postcode": agreement.postcode,
            "city": agreement.city,
        },
    }


def _corrected(invoice: Invoice) -> dict[str, object]:
    corrected = get_invoice(invoice.corrects_id) if invoice.corrects_id else None
    if corrected is None or corrected.issued_on is None:
        return {"corrects": None, "corrects_on": None}
    return {"corrects": corrected.number, "corrects_on": corrected.issued_on.isoformat()}


def _lines(invoice: Invoice) -> list[dict[str, object]]:
    names = {language.code: language.name_fr for language in languages()}
    with force_locale("fr"):
        return [_line(group, names) for group in groups_of(invoice)]


def _line(group: Group, names: dict[str, str]) -> dict[str, object]:
    kind = str(label(CaseKind(group.kind))) if group.kind else "Prestation"
    language = names.get(group.language, group.language)
    return {
        "name": f"{kind} : {language}" if language else kind,
        "documents": group.documents,
        "quantity": group.quantity,
        "unit": group.unit,
        "unit_price": str(group.unit_price),
        "adjustment": str(group.adjustment),
        "net": str(group.net),
    }
