"""Factur-X bills made as an agency's software would: by the library, in any profile."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import facturx

from app import clock, paper
from app.payables.rules import Billed, total

BUYER = "18003502400082"  # the body's SIRET of the settings
SELLER = "73282932000074"
UNITS = {"word": "D68", "page": "ZP", "document": "C62"}


def data_of(*billed: Billed, number: str = "2026-44", **changes: Any) -> dict[str, Any]:
    net = total(line.net for line in billed)
    vat = (net * Decimal("0.2")).quantize(Decimal("0.01"))
    today = clock.today()
    said = {
        "BT-1": number, "BT-2": today, "BT-3": "380", "BT-5": "EUR",
        "BT-9": today + timedelta(days=30), "BT-20": "30 jours", "BT-72": today,
        "BT-81": "30", "BT-84": "FR7630001007941234567890185",
        "BT-106": str(net), "BT-109": str(net), "BT-110": str(vat),
        "BT-112": str(net + vat), "BT-115": str(net + vat),
        "BG-4": _party("Agence", SELLER) | {"vat_identifier": "FR44732829320"},
        "BG-7": _party("Centre", BUYER),
        "BG-23": [{"BT-116": str(net), "BT-117": str(vat), "BT-118": "S", "BT-119": "20.00"}],
        "BG-25": [_line(line, rank) for rank, line in enumerate(billed, start=1)],
    }  # fmt: skip
    return said | changes


def _party(name: str, siret: str) -> dict[str, Any]:
    return {
        "name": name,
        "identifiers": {"0009": siret},
        "legal_identifier": siret[:9],
        "legal_identifier_schemeid": "0002",
        "addr_l1": "1 rue du Test",
        "postcode": "75000",
        "city": "Paris",
        "country_code": "FR",
    }


def _line(line: Billed, rank: int) -> dict[str, Any]:
    return {
        "BT-126": str(rank),
        "BT-129": str(line.quantity),
        "BT-130": UNITS[line.unit],
        "BT-131": str(line.net),
        "BT-146": str(line.unit_price),
        "BT-151": "S",
        "BT-152": "20.00",
        "BT-153": f"Traduction {line.reference}",
    }


BASIC = b"urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"


def cii(*billed: Billed, level: str = "en16931", **changes: Any) -> bytes:
    data, is_basic = data_of(*billed, **changes), level == "basic"
    written = "en16931" if is_basic else level  # the library writes no BASIC: what is in both
    xml = facturx.generate_cii_xml(data, level=written, check_xsd=False, check_schematron=None)
    return xml.replace(b"urn:cen.eu:en16931:2017", BASIC) if is_basic else xml


def pdf(xml: bytes, level: str = "en16931") -> bytes:
    plain = paper.to_pdf("<p>Facture</p>")
    return facturx.generate_from_binary(
        plain, xml, flavor="factur-x", level=level, check_xsd=False, check_schematron=False
    )
