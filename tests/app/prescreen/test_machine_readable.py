"""The strip for readers of passports and cards, as OCR gives it."""

from datetime import date

import pytest

from app.prescreen.content import machine_readable
from app.prescreen.reading import Word

pytestmark = pytest.mark.no_database
PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)


def found(*lines: str) -> dict[str, tuple[str, str | None]]:
    rows = [[Word(line, 40, 900 + 40 * n, 1000, 24, 90, n)] for n, line in enumerate(lines)]
    fields = machine_readable.find(1, rows, date(2026, 11, 26))
    return {field.name: (field.text, field.converted) for field in fields}


@pytest.mark.parametrize(("lines", "number"), [(PASSPORT, "L898902C3"), (CARD, "D23145890")])
def test_the_specimens_of_icao_are_read(lines, number):
    """Doc 9303: the specimens of its parts 4 and 5."""
    assert found(*lines) == {
        "surname": ("ERIKSSON", None),
        "given_names": ("ANNA MARIA", None),
        "document_number": (number, None),
        "born_on": ("740812", "1974-08-12"),
    }


def test_a_figure_that_ocr_misread_is_left_out():
    damaged = PASSPORT[1].replace("740812", "740872").replace("L898", "L888")
    assert set(found(PASSPORT[0], damaged)) == {"surname", "given_names"}


def test_words_and_signs_are_no_strip():
    assert (
        found("Geburtsurkunde Berlin 1984 Schneider Anna", "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<")
        == {}
    )


def test_nobody_is_born_after_today():
    line = "0111015M3001019UTO<<<<<<<<<<<<"
    digit = machine_readable.check_digit("011101")
    assert found(line[:6] + str(digit) + line[7:])["born_on"] == ("011101", "2001-11-01")
