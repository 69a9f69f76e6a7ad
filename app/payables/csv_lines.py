"""Lines of a bill from a CSV: that of "what may be billed", or one with the same titles."""

import csv
import io
import unicodedata
from decimal import Decimal, InvalidOperation

from app.contracts.models import Unit
from app.i18n import _
from app.payables.operations import MOST_LINES, BillRefused
from app.payables.queries import REFERENCE
from app.payables.rules import Billed

FIELD_LIMIT = 10_000  # characters of a cell
TITLES = {
    "order": ("commande", "order", "bon de commande", "reference", "numero"),
    "label": ("designation", "libelle", "label", "description"),
    "quantity": ("quantite", "quantity", "mots", "words"),
    "unit": ("unite", "unit"),
    "unit_price": ("prix unitaire", "prix unitaire ht", "prix unitaire ht (€)", "unit price",
                   "unit_price", "unit price (€)"),
    "net": ("montant ht", "montant ht (€)", "montant", "net", "amount", "amount excl. vat (€)"),
    "vat_rate": ("tva", "taux de tva", "tva (%)", "vat", "vat rate", "vat (%)"),
}  # fmt: skip
UNITS = {
    "mot": Unit.WORD, "mots": Unit.WORD, "word": Unit.WORD, "words": Unit.WORD,
    "page": Unit.PAGE, "pages": Unit.PAGE,
    "document": Unit.DOCUMENT, "documents": Unit.DOCUMENT, "heure": "hour", "hour": "hour",
}  # fmt: skip


def lines_of(data: bytes, vat_rate: Decimal) -> list[Billed]:
    """Raise `BillRefused` with the number of the first row that cannot be read."""
    rows = _rows(_decoded(data))
    try:
        columns = _columns(next(rows))
    except StopIteration:
        raise BillRefused(_("Ce fichier CSV est vide.")) from None
    billed: list[Billed] = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(billed) >= MOST_LINES:
            raise BillRefused(_("La facture dépasse 5 000 lignes : partagez-la."))
        billed.append(_billed(number, row, columns, vat_rate))
    return billed


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise BillRefused(_("Ce fichier n'est ni un PDF, ni un XML, ni un CSV."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BillRefused(_("Ce fichier n'est ni un PDF, ni un XML, ni un CSV."))


def _rows(text: str):
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    csv.field_size_limit(FIELD_LIMIT)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise BillRefused(_("Ce fichier CSV est mal formé.")) from None


def _columns(header: list[str]) -> dict[str, int]:
    told = [_folded(title) for title in header]
    columns = {
        name: told.index(here[0])
        for name, titles in TITLES.items()
        if (here := [title for title in titles if title in told])
    }
    if not {"order", "net"} <= set(columns):
        raise BillRefused(
            _(
                "La première ligne du CSV doit nommer au moins les colonnes « Commande » et "
                "« Montant HT ». Partez de l'export « À facturer »."
            )
        )
    return columns


def _folded(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.strip().lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _billed(number: int, row: list[str], columns: dict[str, int], vat_rate: Decimal) -> Billed:
    cells = {
        name: row[index].strip().lstrip("'") if index < len(row) else ""
        for name, index in columns.items()
    }
    named = REFERENCE.search(cells["order"].upper())
    net = _number(number, cells["net"])
    if net is None:
        raise BillRefused(_("Ligne %(number)s du CSV : le montant manque.", number=number))
    rate = _number(number, cells.get("vat_rate", ""))
    return Billed(
        reference=named.group(1) if named else cells["order"][:60] or str(number),
        label=cells.get("label", "")[:200],
        net=net,
        quantity=_number(number, cells.get("quantity", "")),
        unit=str(UNITS.get(_folded(cells.get("unit", "")), "")),
        unit_price=_number(number, cells.get("unit_price", ""), 4),
        vat_rate=vat_rate if rate is None else _rate(number, rate),
    )


def _number(row: int, text: str, places: int = 2) -> Decimal | None:
    """French or English: 1 234,56 or 1234.56; never rounded in silence."""
    plain = "".join(char for char in text if char not in " \u00a0\u202f€%")
    if not plain:
        return None
    try:
        value = Decimal(plain.replace(",", "."))
        exact = value.is_finite() and abs(value) < 10**9 and value == round(value, places)
    except InvalidOperation:
        exact, value = False, Decimal(0)
    if not exact:
        raise BillRefused(
            _("Ligne %(number)s du CSV : « %(text)s » n'est pas un nombre.",
              number=row, text=text[:30])
        )  # fmt: skip
    return round(value, places)


def _rate(row: int, percent: Decimal) -> Decimal:
    if not 0 <= percent <= 100:
        raise BillRefused(_("Ligne %(number)s du CSV : taux de TVA impossible.", number=row))
    return percent / 100
