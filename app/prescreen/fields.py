"""Known items of an act as OCR gives them: text as written, its place on the page, its date."""

import tomllib
from functools import cache
from itertools import pairwise

from app.prescreen import dates, lexicon
from app.prescreen.reading import Field, PageReading, Word

Box = tuple[int, int, int, int]
LONGEST = 80  # characters of a value
REACH = 1.8  # heights of a line: how far below its label a value may stand


def find(page: PageReading, languages: tuple[str, ...]) -> tuple[Field, ...]:
    lines = rows_of(page.boxes)
    found = [field for line in lines for field in _dates(page, line, languages)]
    for line, below in pairwise([*lines, []]):
        found += _labelled(page, line, below, languages)
    return tuple(_once(found))


def rows_of(words: tuple[Word, ...]) -> list[list[Word]]:
    """Words that stand side by side, whatever block OCR put them in."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.top + w.height / 2):
        middle = word.top + word.height / 2
        if rows and middle - _middle(rows[-1]) < 0.55 * max(word.height, rows[-1][-1].height):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.left) for row in rows]


def _middle(row: list[Word]) -> float:
    return sum(word.top + word.height / 2 for word in row) / len(row)


def _dates(page: PageReading, line: list[Word], languages: tuple[str, ...]) -> list[Field]:
    text = " ".join(word.text for word in line)
    return [
        Field(
            "date",
            found.text,
            page.number,
            box_of(line),
            found.converted.isoformat() if found.converted else None,
            found.calendar,
            found.rule,
        )
        for found in dates.find(text, languages)
    ]


def _labelled(
    page: PageReading, line: list[Word], below: list[Word], languages: tuple[str, ...]
) -> list[Field]:
    text = lexicon.bare(" ".join(word.text for word in line))
    for name, label in _labels(languages):
        if not text.startswith(label) or _goes_on(text, label):
            continue
        count = len(label.split())
        value, where = " ".join(w.text for w in line[count:]).strip(" :=.-—_|"), line[count:]
        if len(value) < 2 and below and _is_near(line, below):
            value, where = " ".join(w.text for w in below), below
        return [_field(name, value, page, where, languages)] if value and where else []
    return []


def _goes_on(text: str, label: str) -> bool:
    """The label is only the beginning of a word: "far" of "farmor". Some scripts part no words."""
    return text[len(label) : len(label) + 1].isalpha() and label[-1] < "\u0e00"


def _field(
    name: str, value: str, page: PageReading, where: list[Word], languages: tuple[str, ...]
) -> Field:
    when = next(iter(dates.find(value, languages)), None) if name.endswith("_on") else None
    if when is None:
        return Field(name, value[:LONGEST], page.number, box_of(where))
    civil = when.converted.isoformat() if when.converted else None
    return Field(name, when.text, page.number, box_of(where), civil, when.calendar, when.rule)


def _is_near(line: list[Word], below: list[Word]) -> bool:
    return _middle(below) - _middle(line) < REACH * 1.6 * max(word.height for word in line)


def box_of(words: list[Word]) -> Box | None:
    if not words or not any(word.width for word in words):
        return None
    left, top = min(w.left for w in words), min(w.top for w in words)
    right, bottom = max(w.left + w.width for w in words), max(w.top + w.height for w in words)
    return left, top, right - left, bottom - top


def _once(found: list[Field]) -> list[Field]:
    """A date that a label already explains is not said twice."""
    named = {field.text for field in found if field.name != "date"}
    return [f for f in dict.fromkeys(found) if f.name != "date" or f.text not in named]


@cache
def _labels(languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Longest first, so that the most precise label wins."""
    raw = tomllib.loads((lexicon.DATA / "labels.toml").read_text("utf-8"))
    pairs = [
        (name, lexicon.bare(label))
        for code in languages
        for name, labels in raw.get(code, {}).items()
        for label in labels.split(";")
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[1])))
