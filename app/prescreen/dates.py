"""Dates as written, beside the civil date they stand for, with the rule that was applied.

Hijri is uncertain by a day: the civil month began when the new moon was seen.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version

from convertdate import coptic
from hijridate import Hijri
from jdatetime import date as solar_date

from app.prescreen import lexicon

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙", "0123456789" * 5)
NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{2,4})(?!\d)")
EASTERN = re.compile(
    r"(明治|大正|昭和|平成|令和)?\s?(\d{1,4}|元)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]"
)
BEFORE, AFTER = r"(\d{1,2})\W{0,4}(?:de |d')?", r"\w{0,2}\W{0,4}(?:de |del )?(\d{4})"
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
ETHIOPIAN_TO_COPTIC = 276  # years between the era of the Incarnation and that of the Martyrs
SOLAR_YEARS, HIJRI_YEARS, BUDDHIST_YEARS = range(1250, 1421), range(1250, 1470), range(2430, 2610)


@dataclass(frozen=True)
class DateFound:
    """`converted` is None where the day does not exist in its calendar."""

    text: str
    calendar: str  # gregorian, hijri, solar_hijri, japanese, buddhist, ethiopian
    converted: date | None
    rule: str


def find(line: str, languages: tuple[str, ...]) -> list[DateFound]:
    """Dates of a line, in order."""
    plain = line.translate(DIGITS)
    found = [(m.start(), _numeric(m, plain, languages)) for m in NUMERIC.finditer(plain)]
    found += [(m.start(), _eastern(m)) for m in EASTERN.finditer(plain)]
    found += _spelt(plain, languages)
    return [item for _, item in sorted(found, key=lambda pair: pair[0]) if item]


def _numeric(m: re.Match[str], line: str, languages: tuple[str, ...]) -> DateFound | None:
    one, two, three = (int(group) for group in m.groups())
    year, month, day = (one, two, three) if one > 31 else (three, two, one)
    if day > 31 or month > 12 or year < 100:
        return None
    return _converted(m[0], calendar_of(year, line, languages), year, month, day)


def _eastern(m: re.Match[str]) -> DateFound | None:
    year = 1 if m[2] == "元" else int(m[2])
    calendar = "japanese" if m[1] else "gregorian"
    if m[1]:
        year += ERAS[m[1]]
    return _converted(m[0], calendar, year, int(m[3]), int(m[4]))


def _spelt(line: str, languages: tuple[str, ...]) -> list[tuple[int, DateFound | None]]:
    folded, found = lexicon.folded(line), []
    for names, calendar in _months(languages):
        for name, month in names.items():
            pattern = BEFORE + re.escape(name) + AFTER
            for m in re.finditer(pattern, folded):
                day, year = int(m[1]), int(m[2])
                own = calendar or calendar_of(year, line, languages)
                found.append((m.start(), _converted(m[0], own, year, month, day)))
    return found


def calendar_of(year: int, line: str, languages: tuple[str, ...]) -> str:
    """By the year that would make sense, and by the language of the paper."""
    codes = set(languages)
    if codes & {"fa", "prs", "ps"} and year in SOLAR_YEARS:
        return "solar_hijri"
    if codes & {"ar", "ur"} and year in HIJRI_YEARS:
        return "hijri"
    if "th" in codes and year in BUDDHIST_YEARS:
        return "buddhist"
    if codes & {"am", "ti"} and ("ዓ.ም" in line or "ዓ/ም" in line):
        return "ethiopian"
    return "gregorian"


def _converted(text: str, calendar: str, year: int, month: int, day: int) -> DateFound | None:
    try:
        civil = CONVERSIONS[calendar](year, month, day)
    except (ValueError, OverflowError, IndexError):
        civil = None
    if civil and not 1850 <= civil.year <= 2100:
        return None
    return DateFound(text, calendar, civil, RULES[calendar])


def _ethiopian(year: int, month: int, day: int) -> date:
    return date(*coptic.to_gregorian(year - ETHIOPIAN_TO_COPTIC, month, day))


CONVERSIONS = {
    "gregorian": date,
    "japanese": date,
    "buddhist": lambda year, month, day: date(year - 543, month, day),
    "hijri": lambda year, month, day: date(*Hijri(year, month, day).to_gregorian().datetuple()),
    "solar_hijri": lambda year, month, day: solar_date(year, month, day).togregorian(),
    "ethiopian": _ethiopian,
}
RULES = {
    "gregorian": "as written",
    "japanese": "era year 1 is the year of accession",
    "buddhist": "year minus 543",
    "hijri": f"Umm al-Qura, ± 1 day, hijridate {version('hijridate')}",
    "solar_hijri": f"jdatetime {version('jdatetime')}",
    "ethiopian": f"Coptic plus 276 years, convertdate {version('convertdate')}",
}


@cache
def _months(languages: tuple[str, ...]) -> list[tuple[dict[str, int], str | None]]:
    """Names of months and, where the names tell it, their calendar."""
    raw = tomllib.loads((lexicon.DATA / "months.toml").read_text("utf-8"))
    wanted: list[tuple[str, str | None]] = [(code, None) for code in languages]
    if "ar" in languages:
        wanted += [
            ("ar_maghreb", None),
            ("ar_algeria", None),
            ("ar_levant", None),
            ("hijri", "hijri"),
        ]
    if {"fa", "prs", "ps"} & set(languages):
        wanted += [(f"solar_{code}", "solar_hijri") for code in ("fa", "prs", "ps")]
    if {"am", "ti"} & set(languages):
        wanted += [("ethiopian", "ethiopian")]
    return [(_names(raw[code]), calendar) for code, calendar in wanted if code in raw]


def _names(months: str) -> dict[str, int]:
    split = [month.strip().split("|") for month in months.split(";")]
    return {lexicon.folded(n): k for k, forms in enumerate(split, 1) for n in forms if len(n) > 1}
