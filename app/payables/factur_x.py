"""The heading and the lines of a bill in CII (Factur-X). Keys are the terms of EN 16931."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from app import settings
from app.accounts.models import Contractor
from app.contracts.models import Unit
from app.i18n import _
from app.payables.operations import BillRefused, Heading
from app.payables.queries import ORDER, REFERENCE
from app.payables.rules import Billed

RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
SPACES = {
    "ram": RAM,
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
UNITS = {"D68": Unit.WORD, "ZP": Unit.PAGE, "C62": Unit.DOCUMENT, "EA": Unit.DOCUMENT,
         "HUR": "hour", "H87": Unit.DOCUMENT}  # fmt: skip
INVOICES = ("380", "384")  # UNTDID 1001; a credit note is dealt with by hand
LINE = "//ram:IncludedSupplyChainTradeLineItem"
SETTLEMENT = "//ram:ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
# Where a line may name the order, the surest place first (BT-132, BT-128, BT-155…157, texts).
PLACES = (
    "ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
    "ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:LineID",
    "ram:SpecifiedLineTradeSettlement/ram:AdditionalReferencedDocument/ram:IssuerAssignedID",
    "ram:SpecifiedTradeProduct/ram:BuyerAssignedID",
    "ram:SpecifiedTradeProduct/ram:SellerAssignedID",
    "ram:SpecifiedTradeProduct/ram:Name",
    "ram:SpecifiedTradeProduct/ram:Description",
    "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content",
)


def bill_of(
    root: etree._Element, contractor: Contractor, month: date
) -> tuple[Heading, list[Billed]]:
    """What the file bills; raises `BillRefused` when it is not a bill to us from this seller."""
    _refuse(root, contractor)
    header = _text(root, "//ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID")
    lines = [
        _line(element, rank) for rank, element in enumerate(root.iterfind(f".{LINE}", SPACES), 1)
    ]
    if len(lines) == 1 and ORDER.search(header) and not REFERENCE.search(lines[0].reference):
        lines = [replace(lines[0], reference=header)]
    heading = Heading(
        number=_text(root, "//rsm:ExchangedDocument/ram:ID"),
        month=month,
        issued_on=_day(root, "//rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"),
        net=_amount(root, f"{SUMS}/ram:TaxBasisTotalAmount"),
        vat=_amount(root, f"{SUMS}/ram:TaxTotalAmount") or Decimal("0.00"),
        gross=_amount(root, f"{SUMS}/ram:GrandTotalAmount"),
    )
    return heading, lines


def _refuse(root: etree._Element, contractor: Contractor) -> None:
    code = _text(root, "//rsm:ExchangedDocument/ram:TypeCode")
    seller = _sirets(root, "//ram:SellerTradeParty")
    buyer = _sirets(root, "//ram:BuyerTradeParty")
    body = settings.current()["BODY_SIRET"]
    checks = (
        (code not in INVOICES, _("Seules les factures se déposent ici, pas les avoirs.")),
        (
            _text(root, f"{SETTLEMENT}/ram:InvoiceCurrencyCode") != "EUR",
            _("La facture n'est pas en euros."),
        ),
        (
            bool(contractor.siret and seller) and not _is_same(contractor.siret or "", seller),
            _("Le vendeur de cette facture n'est pas votre société (SIRET)."),
        ),
        (
            bool(buyer) and not _is_same(body, buyer),
            _("Cette facture est adressée à un autre organisme (SIRET %(siret)s).",
              siret=", ".join(sorted(buyer))),
        ),
        (
            bool(_amount(root, f"{SUMS}/ram:AllowanceTotalAmount"))
            or bool(_amount(root, f"{SUMS}/ram:ChargeTotalAmount")),
            _("Portez remises et frais sur les lignes : chacune est comparée à sa commande."),
        ),
    )  # fmt: skip
    if problems := [text for is_so, text in checks if is_so]:
        raise BillRefused(" ".join(problems))


def _sirets(root: etree._Element, party: str) -> set[str]:
    """SIRET or SIREN that the file gives of a party, digits alone."""
    found = root.xpath(f"{party}/ram:GlobalID | {party}/ram:SpecifiedLegalOrganization/ram:ID",
                       namespaces=SPACES)  # fmt: skip
    texts = {"".join(char for char in (e.text or "") if char.isdigit()) for e in found}
    return {text for text in texts if len(text) in (9, 14)}


def _is_same(siret: str, said: set[str]) -> bool:
    return any(siret.startswith(text) for text in said)


def _line(element: etree._Element, rank: int) -> Billed:
    quantity = element.find("./ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", SPACES)
    price = _amount(element, "./ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
                             "/ram:ChargeAmount")  # fmt: skip
    basis = _amount(element, "./ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
                             "/ram:BasisQuantity") or Decimal(1)  # fmt: skip
    net = _amount(
        element,
        "./ram:SpecifiedLineTradeSettlement"
        "/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
    )
    rate = _amount(element, "./ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"
                            "/ram:RateApplicablePercent")  # fmt: skip
    name = _text(element, "./ram:SpecifiedTradeProduct/ram:Name")
    return Billed(
        reference=_reference(element) or name[:60] or str(rank),
        label=name[:200],
        net=net if net is not None else Decimal("0.00"),
        quantity=_number(quantity.text) if quantity is not None else None,
        unit=str(UNITS.get(quantity.get("unitCode", ""), "")) if quantity is not None else "",
        unit_price=None if price is None else (price / basis).quantize(Decimal("0.0001")),
        vat_rate=(rate or Decimal(0)) / 100,
    )


def _reference(element: etree._Element) -> str:
    for place in PLACES:
        for found in element.iterfind(place, SPACES):
            if named := REFERENCE.search((found.text or "").upper()):
                return named.group(1)
    return ""


def _text(root: etree._Element, path: str) -> str:
    found = root.xpath(path, namespaces=SPACES)
    return (found[0].text or "").strip() if found else ""


def _number(text: str | None) -> Decimal:
    try:
        value = Decimal((text or "").strip())
    except InvalidOperation:
        raise BillRefused(_("Un montant ou une quantité n'est pas un nombre.")) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 9:
        raise BillRefused(_("Un montant ou une quantité est hors de toute mesure."))
    return value


def _amount(root: etree._Element, path: str) -> Decimal | None:
    text = _text(root, path)
    return _number(text) if text else None


def _day(root: etree._Element, path: str) -> date:
    try:
        return date.fromisoformat(_text(root, path))  # CCYYMMDD
    except ValueError:
        raise BillRefused(_("La date de la facture n'est pas lisible.")) from None
