"""The printed copy as EN 16931 says it: CII for Factur-X, UBL on demand (library `factur-x`).

Keys are the terms of the norm (BT, BG). Units are those of UN/ECE Recommendation 20.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import facturx

from app.billing.models import VatTreatment

UNITS = {"word": "D68", "page": "ZP", "document": "C62"}
CATEGORIES = {
    VatTreatment.STANDARD: "S",
    VatTreatment.EXEMPT: "E",
    VatTreatment.OUT_OF_SCOPE: "O",
}
SIREN_SCHEME, SIRET_SCHEME = "0002", "0009"  # ISO 6523
CREDIT_TRANSFER = "30"  # UNTDID 4461
SERVICES = "S1"  # French business process: an invoice of services
LEVEL = "en16931"
SUPPLEMENT = "Minimum par document de la convention et arrondi de chaque document au centime"


def cii(said: Mapping[str, Any]) -> bytes:
    """The file that travels inside the PDF; it is validated by whoever issues."""
    data = as_data(said)
    return facturx.generate_cii_xml(data, level=LEVEL, check_xsd=False, check_schematron=None)


def ubl(said: Mapping[str, Any]) -> bytes:
    data = as_data(said)
    return facturx.generate_ubl_xml(data, level=LEVEL, check_xsd=False, check_schematron=None)


def as_data(said: Mapping[str, Any]) -> dict[str, Any]:
    since, until = map(date.fromisoformat, said["period"])
    data = {
        "BT-1": said["number"],
        "BT-2": date.fromisoformat(said["issued_on"]),
        "BT-3": said["type"],
        "BT-5": "EUR",
        "BT-9": date.fromisoformat(said["due_on"]),
        "BT-10": said["service_code"],
        "BT-12": said["agreement"],
        "BT-13": said["commitment_number"],
        "BT-20": said["terms"],
        "BT-23": SERVICES,
        "BT-72": date.fromisoformat(said["delivered_on"]),
        "BT-73": since,
        "BT-74": until,
        "BT-81": CREDIT_TRANSFER,
        "BT-83": said["number"],
        "BT-84": said["issuer"]["iban"],
        "BT-106": said["net"],
        "BT-109": said["net"],
        "BT-110": said["vat"],
        "BT-112": said["gross"],
        "BT-115": said["gross"],
        "BG-1": [{"BT-21": code, "BT-22": text} for code, text in said["notes"].items()],
        "BG-4": _seller(said),
        "BG-7": _party(said["customer"]),
        "BG-23": [_tax(said)],
        "BG-25": [_line(said, line, rank) for rank, line in enumerate(said["lines"], start=1)],
    }
    if said["reason"]:
        data["BG-1"].append({"BT-21": "ACD", "BT-22": said["reason"]})
    if said["corrects"]:
        data["BG-3"] = [
            {"BT-25": said["corrects"], "BT-26": date.fromisoformat(said["corrects_on"])}
        ]
    return {key: value for key, value in data.items() if value not in ("", None)}


def _seller(said: Mapping[str, Any]) -> dict[str, Any]:
    """Out of scope, the norm wants no tax number at all (BR-O-02)."""
    party, issuer = _party(said["issuer"]), said["issuer"]
    if said["vat_treatment"] == VatTreatment.OUT_OF_SCOPE:
        return party
    if issuer["vat_number"]:
        return party | {"vat_identifier": issuer["vat_number"]}
    return party | {"tax_identifier": issuer["siret"][:9]}


def _party(party: Mapping[str, str]) -> dict[str, Any]:
    named = {
        "name": party["name"],
        "identifiers": {SIRET_SCHEME: party["siret"]},
        "legal_identifier": party["siret"][:9],
        "legal_identifier_schemeid": SIREN_SCHEME,
        "postcode": party["postcode"],
        "city": party["city"],
        "country_code": "FR",
    }
    rows = [row.strip() for row in party["address"].splitlines() if row.strip()][:3]
    return named | {f"addr_l{rank}": row for rank, row in enumerate(rows, start=1)}


def _rate(said: Mapping[str, Any]) -> dict[str, str]:
    """In percent; none when the sale is out of scope (BR-O-05)."""
    if said["vat_treatment"] == VatTreatment.OUT_OF_SCOPE:
        return {}
    return {"rate": f"{Decimal(said['vat_rate']) * 100:.2f}"}


def _tax(said: Mapping[str, Any]) -> dict[str, str]:
    treatment = VatTreatment(said["vat_treatment"])
    tax = {"BT-116": said["net"], "BT-117": said["vat"], "BT-118": CATEGORIES[treatment]}
    if rate := _rate(said):
        tax["BT-119"] = rate["rate"]
    if treatment is not VatTreatment.STANDARD:
        tax["BT-120"] = said["vat_exemption"]
    if treatment is VatTreatment.OUT_OF_SCOPE:
        tax["BT-121"] = "VATEX-EU-O"
    return tax


def _line(said: Mapping[str, Any], line: Mapping[str, Any], rank: int) -> dict[str, Any]:
    data: dict[str, Any] = {
        "BT-126": str(rank),
        "BT-129": str(line["quantity"]),
        "BT-130": UNITS[line["unit"]],
        "BT-131": line["net"],
        "BT-146": line["unit_price"],
        "BT-151": CATEGORIES[VatTreatment(said["vat_treatment"])],
        "BT-153": line["name"],
        "BT-154": f"{line['documents']} documents, détail en annexe",
    }
    if rate := _rate(said):
        data["BT-152"] = rate["rate"]
    adjustment = Decimal(line["adjustment"])
    if adjustment:
        where = "BG-28" if adjustment > 0 else "BG-27"  # a charge, an allowance
        data[where] = [{"amount": str(abs(adjustment)), "reason": SUPPLEMENT}]
    return data
