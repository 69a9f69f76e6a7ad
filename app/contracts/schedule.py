"""A price schedule as a table: what leaves in CSV or Excel comes back the same."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.catalogue.models import Direction
from app.contracts.models import Price, Unit, WorkKind
from app.errors import Invalid
from app.i18n import _

COLUMNS = (
    "language", "direction", "kind", "unit", "amount", "minimum", "urgency", "near_identical",
    "vat_rate", "starts_on", "ends_on",
)  # fmt: skip
LONGEST = 5_000  # rows
DECIMALS = ("amount", "minimum", "urgency", "near_identical", "vat_rate")
DEFAULTS = {"minimum": "0", "urgency": "0", "near_identical": "0", "vat_rate": "0.2"}


@dataclass(frozen=True)
class Problem:
    row: int  # as the spreadsheet numbers it: 1 is the head
    text: str


def as_rows(prices: Iterable[Price]) -> Iterator[list[object]]:
    for price in prices:
        yield [
            price.language, price.direction.value, price.kind.value, price.unit.value,
            str(price.amount), str(price.minimum), str(price.urgency), str(price.near_identical),
            str(price.vat_rate), _iso(price.period.lower), _iso(price.period.upper),
        ]  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def read(name: str, data: bytes) -> list[list[str]]:
    """The cells of a CSV (comma or semicolon) or XLSX file; raises `Invalid`."""
    try:
        rows = _read_xlsx(data) if name.lower().endswith(".xlsx") else _read_csv(data)
    except Exception:
        raise Invalid(_("Ce fichier ne se lit pas : envoyez un CSV ou un XLSX.")) from None
    if len(rows) > LONGEST:
        raise Invalid(_("Ce bordereau dépasse %(count)s lignes.", count=LONGEST))
    return rows


def _read_csv(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    separator = ";" if text.split("\n", 1)[0].count(";") else ","
    return [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]


def _read_xlsx(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # slow to import

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    return [[_cell(cell) for cell in row] for row in rows if any(cell is not None for cell in row)]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def parse(
    rows: Sequence[Sequence[str]], languages: Iterable[str]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Arguments of `operations.set_price`, a row each, and what is wrong with the others."""
    if not rows:
        return [], [Problem(1, _("Le fichier est vide."))]
    head = [cell.strip().lower() for cell in rows[0]]
    if missing := [name for name in ("language", "amount", "starts_on") if name not in head]:
        return [], [Problem(1, _("Colonnes manquantes : %(names)s.", names=", ".join(missing)))]
    known, terms, problems = set(languages), [], []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(head, row, strict=False)}
        try:
            terms.append(_terms(cells, known))
        except (ValueError, InvalidOperation) as error:
            problems.append(Problem(number, str(error) or _("valeur illisible")))
    return terms, problems


def _terms(cells: dict[str, str], known: set[str]) -> dict[str, Any]:
    if cells["language"] not in known:
        raise ValueError(_("langue inconnue : %(code)s", code=cells["language"]))
    found: dict[str, Any] = {
        "language": cells["language"],
        "direction": Direction(cells.get("direction") or "into_french"),
        "kind": WorkKind(cells.get("kind") or "translation"),
        "unit": Unit(cells.get("unit") or "word"),
        "starts_on": _day(cells["starts_on"]),
        "ends_on": _day(cells["ends_on"]) if cells.get("ends_on") else None,
    }
    for name in DECIMALS:
        found[name] = _decimal(name, cells.get(name) or DEFAULTS.get(name, ""))
    return found


def _decimal(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        raise ValueError(_("%(name)s : nombre illisible", name=name)) from None
    if not value.is_finite() or value < 0 or (name not in ("amount", "minimum") and value > 1):
        raise ValueError(_("%(name)s : hors limites", name=name))
    return value


def _day(text: str) -> date:
    """2026-11-23, or 23/11/2026."""
    if "/" in text:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007
    return date.fromisoformat(text)
