"""Years and dates that are written on a page, and which of its differences may be one."""

import re

from app.fingerprint.pair import glyphs
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.sheet import Box, Sheet

YEAR = re.compile(r"(?<!\d)(?:19\d\d|20\d\d|1[34]\d\d)(?!\d)")  # civil, or of the hegira
MACHINE_LINE = "<"  # of a passport: follows from the rest


def is_part_of_date(text: str) -> bool:
    """Days, months and years only: 613/2019 is the number of an act."""
    groups = re.findall(r"\d+", _plain(text))
    return bool(groups) and all(int(g) <= 31 or YEAR.fullmatch(g) for g in groups)


def years_near(sheet: Sheet, box: Box) -> set[int]:
    """Of the line that a box stands on."""
    _, top, _, height = box
    middle, reach = top + height / 2, 0.8 * max(height, 12)
    line = [w.text for w in sheet.words if abs(w.box[1] + w.box[3] / 2 - middle) <= reach]
    return _years_of(line)


def years(sheet: Sheet) -> set[int]:
    return _years_of([word.text for word in sheet.words])


def _years_of(texts: list[str]) -> set[int]:
    found: set[int] = set()
    for text in texts:
        if MACHINE_LINE not in text:
            found |= {int(year) for year in YEAR.findall(_plain(text))}
    return {year for year in found if year <= limit.LAST_YEAR}


def _plain(text: str) -> str:
    return "".join(glyphs.digits(c) if c.isdigit() else c for c in text)
