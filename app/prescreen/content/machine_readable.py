"""The strip for readers of passports and cards (ICAO 9303): items that prove themselves.

A line of figures counts only where its check digits are right; what OCR misread is left out.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from app.prescreen.content.rows import box_of
from app.prescreen.reading import Field, Word

FILLER = "<"
MISREAD = str.maketrans({"«": "<<", "‹": "<", "(": "<", "{": "<", " ": ""})
SHORTEST = 28  # signs of a line
WEIGHTS = (7, 3, 1)
RULE = "strip for readers, ICAO 9303, check digit right"
NAMES = re.compile(r"^(?:P<[A-Z]{3})?([A-Z]+(?:<[A-Z]+)*)<<([A-Z]+(?:<[A-Z]+)*)<*$")
# Number and check digit, State, day of birth and check digit, sex, expiry and check digit.
PASSPORT = re.compile(r"^([A-Z0-9<]{9})(\d)[A-Z<]{3}(\d{6})(\d)[MFX<](\d{6})(\d)")
CARD_NUMBER = re.compile(r"^[IAC][A-Z<][A-Z]{3}([A-Z0-9<]{9})(\d)")
CARD_DATES = re.compile(r"^(\d{6})(\d)[MFX<](\d{6})(\d)[A-Z]{3}")


def find(number: int, rows: Sequence[Sequence[Word]], today: date) -> Iterator[Field]:
    """Surname, given names, number and day of birth from the strip of page `number`."""
    for words in rows:
        line = "".join(word.text for word in words).translate(MISREAD).upper()
        if len(line) >= SHORTEST and (FILLER in line):
            for name, text, day in _items(line, today):
                rule = RULE if day or name == "document_number" else None
                civil, calendar = (day.isoformat(), "gregorian") if day else (None, None)
                yield Field(name, text, number, box_of(words), civil, calendar, rule)


def _items(line: str, today: date) -> Iterator[tuple[str, str, date | None]]:
    if found := PASSPORT.match(line):
        yield from _number(found[1], found[2])
        yield from _birth(found[3], found[4], today)
    elif found := CARD_NUMBER.match(line):
        yield from _number(found[1], found[2])
    elif found := CARD_DATES.match(line):
        yield from _birth(found[1], found[2], today)
    elif found := NAMES.match(line):
        yield "surname", found[1].replace(FILLER, " "), None
        yield "given_names", found[2].replace(FILLER, " "), None


def _number(text: str, digit: str) -> Iterator[tuple[str, str, None]]:
    if check_digit(text) == int(digit):
        yield "document_number", text.strip(FILLER), None


def _birth(text: str, digit: str, today: date) -> Iterator[tuple[str, str, date]]:
    """Years have two figures: nobody is born after today."""
    if check_digit(text) != int(digit):
        return
    year = 2000 + int(text[:2])
    year -= 100 if year > today.year else 0
    try:
        yield "born_on", text, date(year, int(text[2:4]), int(text[4:]))
    except ValueError:
        return


def check_digit(text: str) -> int:
    """Figures count as they are, A as 10 … Z as 35, the filler as 0."""
    values = (0 if sign == FILLER else int(sign, 36) for sign in text)
    return sum(value * WEIGHTS[n % 3] for n, value in enumerate(values)) % 10
