"""What an invoice to a public body must say, checked before anything is numbered.

Art. D2192-2 of the code de la commande publique; EN 16931 for the rest. Both SIRET are checked
with their key.
"""

from collections.abc import Mapping
from typing import Any

from stdnum import iban
from stdnum.fr import siret

from app.billing.models import VatTreatment
from app.i18n import _


def missing(said: Mapping[str, Any]) -> list[str]:
    """Sentences that say what to complete; none when the invoice may be issued."""
    return [text for is_wrong, text in _checks(said) if is_wrong]


def _checks(said: Mapping[str, Any]) -> list[tuple[bool, str]]:
    issuer, customer = said["issuer"], said["customer"]
    taxed = said["vat_treatment"] == VatTreatment.STANDARD
    rate = float(said["vat_rate"])
    return [
        (not siret.is_valid(issuer["siret"]), _("Le SIRET de l'émetteur n'est pas valable.")),
        (not _has_address(issuer), _("L'adresse de l'émetteur est incomplète.")),
        (
            bool(issuer["iban"]) and not iban.is_valid(issuer["iban"]),
            _("L'IBAN de l'émetteur n'est pas valable."),
        ),
        (
            not siret.is_valid(customer["siret"]),
            _("Le SIRET du partenaire manque ou n'est pas valable."),
        ),
        (not _has_address(customer), _("L'adresse du partenaire est incomplète.")),
        (not said["commitment_number"], _("Le numéro d'engagement manque.")),
        (not said["service_code"], _("Le code du service payeur manque.")),
        (taxed and not rate, _("La convention est soumise à la TVA, mais son taux est nul.")),
        (
            not taxed and bool(rate),
            _("La convention n'est pas soumise à la TVA, mais elle porte un taux."),
        ),
        (taxed and not issuer["vat_number"], _("Le numéro de TVA de l'émetteur manque.")),
        (not taxed and not said["vat_exemption"], _("La mention d'absence de TVA manque.")),
    ]


def _has_address(party: Mapping[str, str]) -> bool:
    return all(party[name].strip() for name in ("address", "postcode", "city"))
