"""Dates as written, beside the civil date they stand for, with the rule that was applied.

Hijri is uncertain by a day: the civil month began when the new moon was seen.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version

from convertdate import coptic
from hijridate import Hijri
from jdatetime import date as solar_date

from app.prescreen.content import lexicon, written_out

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙", "0123456789" * 5)
NUMERIC = re.compile(
    r"(?<![\d./])(\d{1,4})\s?([.,/\-])\s?(\d{1,2})\s?(?:\2|(?<=[.,\d])[.,])\s?(\d{2,4})(?!\d|[/\-]\d{1,3}(?!\d))"
)
VIENNA = re.compile(r"\bjo\W{0,3}(\d{1,2})\W{1,4}mo\W{0,3}(\d{1,2})\W{1,4}an\W{0,3}(\d{4})\b")
EASTERN = re.compile(
    r"(明治|大正|昭和|平成|令和)?\s?(\d{1,4}|元)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]"
)
# Around the name of a month. A word may stand between: "9 числа липня місяця 1980", "9 de mayo del
# año 1980", "28 สิงหาคม พ.ศ. 2540".
FILLER = r"[^\W\d]{1,10}\W{1,4}"
DAY_BEFORE = re.compile(rf"(?<!\d)(\d{{1,2}})\W{{0,4}}(?:{FILLER})?$")
YEAR_BEFORE = re.compile(rf"(?<!\d)(\d{{4}})\W{{0,4}}(?:{FILLER})?$")
YEAR_DAY_BEFORE = re.compile(rf"(?<!\d)(\d{{4}})\W{{1,4}}(?:{FILLER})(\d{{1,2}})\W{{0,4}}$")
YEAR_AFTER = re.compile(rf"[^\W\d]{{0,3}}\W{{0,5}}(?:{FILLER}){{0,2}}(\d{{4}})(?!\d)")
DAY_AFTER = re.compile(r"[^\W\d]{0,3}\W{0,3}(\d{1,2})(?!\d)")
DAY_YEAR_AFTER = re.compile(
    rf"\W{{0,3}}(\d{{1,2}})(?:st|nd|rd|th)?\W{{1,4}}(?:{FILLER})?(\d{{4}})(?!\d)"
)
NEAR = 30  # characters before the name of a month
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
ETHIOPIAN_TO_COPTIC = 276  # years between the era of the Incarnation and that of the Martyrs
SOLAR_YEARS, HIJRI_YEARS, BUDDHIST_YEARS = range(1250, 1421), range(1250, 1470), range(2430, 2610)


@dataclass(frozen=True)
class DateFound:
    """`converted` is None where the day does not exist in its calendar."""

    text: str  # as written
    calendar: str  # gregorian, hijri, solar_hijri, japanese, buddhist, ethiopian
    converted: date | None
    rule: str
    words: tuple[int, int] = (0, 0)  # of the line, from and up to


Span = tuple[int, int]


def find(line: str, languages: tuple[str, ...]) -> list[DateFound]:
    """Dates of a line, in order."""
    plain = " ".join(lexicon.folded(word) for word in line.split()).translate(DIGITS)
    found = {m.span(): _numeric(m, plain, languages) for m in NUMERIC.finditer(plain)}
    found |= {m.span(): _eastern(m) for m in EASTERN.finditer(plain)}
    found |= {m.span(): _vienna(m) for m in VIENNA.finditer(plain)}
    found |= dict(_spelt(plain, languages))
    kept: list[DateFound] = []
    end = 0
    for span, item in sorted(found.items(), key=lambda pair: (pair[0][0], -pair[0][1])):
        if item and span[0] >= end:
            kept.append(_as_written(item, span, plain, line.split()))
            end = span[1]
    return kept


def _as_written(found: DateFound, span: Span, plain: str, words: list[str]) -> DateFound:
    """With its own digits and letters: folding a line keeps its spaces, mostly its length."""
    first, last = plain[: span[0]].count(" "), plain[: span[1]].count(" ") + 1
    line = " ".join(words)
    text = line[span[0] : span[1]] if len(line) == len(plain) else " ".join(words[first:last])
    return replace(found, text=text.strip(" ,.;:()"), words=(first, last))


def _numeric(m: re.Match[str], line: str, languages: tuple[str, ...]) -> DateFound | None:
    one, two, three = (int(m[group]) for group in (1, 3, 4))
    year, month, day = (one, two, three) if one > 31 else (three, two, one)
    if year < 100:
        return None
    if month > 12 >= day and one <= 31:
        found = _converted(m[0], "gregorian", year, day, month)
        return replace(found, rule="month before day, as written") if found else None
    if day > 31 or month > 12:
        return None
    return _converted(m[0], calendar_of(year, line, languages), year, month, day)


def _eastern(m: re.Match[str]) -> DateFound | None:
    year = 1 if m[2] == "元" else int(m[2])
    calendar = "japanese" if m[1] else "gregorian"
    if m[1]:
        year += ERAS[m[1]]
    return _converted(m[0], calendar, year, int(m[3]), int(m[4]))


def _vienna(m: re.Match[str]) -> DateFound | None:
    """ "Jo 28 Mo 07 An 1983", on the multilingual extracts of the Vienna convention."""
    return _converted(m[0], "gregorian", int(m[3]), int(m[2]), int(m[1]))


def _spelt(line: str, languages: tuple[str, ...]) -> Iterator[tuple[Span, DateFound | None]]:
    for names, calendar in _months(languages):
        for name, month in names.items():
            for m in re.finditer(rf"(?<![^\W\d_]){re.escape(name)}(?!\d)", line):
                figures = list(_around(line, *m.span()))
                for year, day, span in figures or written_out.around(line, *m.span(), languages):
                    own = calendar or calendar_of(year, line, languages)
                    yield span, _converted(line[slice(*span)], own, year, month, day)


def _around(line: str, start: int, end: int) -> Iterator[tuple[int, int, Span]]:
    """Year, day and extent, in the first order that fits: 9 May 1980, 1980 May 9, 1980 gada 9. May,
    May 9, 1980."""
    begin = max(0, start - NEAR)
    before = line[begin:start]
    day, year = DAY_BEFORE.search(before), YEAR_AFTER.match(line, end)
    if day and year:
        yield int(year[1]), int(day[1]), (begin + day.start(), year.end())
        return
    if both := YEAR_DAY_BEFORE.search(before):
        yield int(both[1]), int(both[2]), (begin + both.start(), end)
        return
    year, day = YEAR_BEFORE.search(before), DAY_AFTER.match(line, end)
    if year and day:
        yield int(year[1]), int(day[1]), (begin + year.start(), day.end())
    elif both := DAY_YEAR_AFTER.match(line, end):
        yield int(both[2]), int(both[1]), (start, both.end())


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
    if "am" in languages:
        wanted += [("ethiopian", "ethiopian")]
    return [(_names(raw[code]), calendar) for code, calendar in wanted if code in raw]


def _names(months: str) -> dict[str, int]:
    split = [month.strip().split("|") for month in months.split(";")]
    return {lexicon.folded(n): k for k, forms in enumerate(split, 1) for n in forms if len(n) > 1}
