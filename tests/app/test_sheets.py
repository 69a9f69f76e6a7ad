"""Tables that leave: what a French spreadsheet opens as it is, and runs nothing of."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app import sheets

pytestmark = pytest.mark.no_database


def lines(*rows) -> list[str]:
    return sheets.as_csv(["A"], rows).decode("utf-8-sig").splitlines()[1:]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, '""'),
        (date(2026, 11, 3), "03/11/2026"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02/07/2026 00:30"),
        (Decimal("-1234.50"), "-1234,50"),
        (-3, "-3"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+33", "'+33"),
        ("Zoé; Åsa", '"Zoé; Åsa"'),
    ],
)
def test_each_kind_of_cell(cell, written):
    assert lines([cell]) == [written]


def test_a_workbook_holds_numbers_as_numbers_and_formulas_as_text():
    book = sheets.as_xlsx(["Montant", "Texte"], [[Decimal("12.50"), "=1+1"]])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert re.search(r"<v>12\.50?</v>", sheet)
    assert "<f>" not in sheet
    assert "=1+1" in strings
