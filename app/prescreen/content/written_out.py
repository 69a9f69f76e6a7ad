"""Days that an act writes out: "le douze mars mil neuf cent quatre-vingt-deux"."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from app.prescreen.content import lexicon

MOST_OF_DAY, MOST_OF_YEAR = 4, 10  # words
YEARS = range(1850, 2100)
FILLERS = {"de", "del", "do", "da", "ano", "anno", "dell'anno", "of", "the", "year", "l'an", "an"}
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
Found = tuple[int, int, tuple[int, int]]  # year, day, and where it stands in the line


def around(line: str, start: int, end: int, languages: tuple[str, ...]) -> Iterator[Found]:
    """Before and after the name of a month, which stands from `start` to `end`."""
    before = list(WORD.finditer(line, 0, start))[-MOST_OF_DAY:]
    after = list(WORD.finditer(line, end))[:MOST_OF_YEAR]
    for language in languages:
        day, year = _day(before, language), _year(after, language)
        if day and year:
            yield year[0], day[0], (day[1], year[1])
            return


def _day(words: list[re.Match[str]], language: str) -> tuple[int, int] | None:
    """The longest run of words before the month that makes a day, and where it begins."""
    while words and words[-1][0] in FILLERS:
        words = words[:-1]
    for n in range(len(words)):
        value = value_of([word[0] for word in words[n:]], language)
        if value and 1 <= value <= 31 and words[n][0] not in LINKS:
            return value, words[n].start()
    return None


def _year(words: list[re.Match[str]], language: str) -> tuple[int, int] | None:
    """The longest run after the month that makes a year, and where it ends."""
    while words and words[0][0] in FILLERS:
        words = words[1:]
    for n in range(len(words), 0, -1):
        value = _of_year([word[0] for word in words[:n]], language)
        if value and value in YEARS and words[n - 1][0] not in LINKS:
            return value, words[n - 1].end()
    return None


def _of_year(words: list[str], language: str) -> int | None:
    """English says "nineteen eighty-two" too."""
    value = value_of(words, language)
    if language == "en" and value not in YEARS:
        century, rest = value_of(words[:1], language), value_of(words[1:], language)
        if century and rest and century < 21 and rest < 100:
            return 100 * century + rest
    return value


LINKS = {"e", "y", "et", "and", "und"}


def value_of(words: list[str], language: str) -> int | None:
    """What the words add up to, whether they are glued ("millenovecento"), joined or apart; None
    where any is no number."""
    atoms = _split("".join(lexicon.bare(word) for word in words).replace("-", ""), language)
    if not atoms:
        return None
    total = current = 0
    for value in atoms:
        if value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 100:
            current = max(current, 1) * 100
        else:
            current += value
    return total + current


def _split(glued: str, language: str) -> list[int] | None:
    """Into words of numbers, the longest first; another cut where the rest is none."""
    if not glued:
        return []
    for word, value in _numbers().get(language, ()):
        if glued.startswith(word):
            rest = _split(glued[len(word) :], language)
            if rest is not None:
                return [value, *rest]
    return None


@cache
def _numbers() -> dict[str, tuple[tuple[str, int], ...]]:
    raw = tomllib.loads((lexicon.DATA / "numbers.toml").read_text("utf-8"))
    return {code: tuple(_listed(text)) for code, text in raw.items()}


def _listed(text: str) -> list[tuple[str, int]]:
    pairs = [item.rsplit(" ", 1) for item in text.split("; ")]
    return sorted(
        ((lexicon.bare(word), int(value)) for word, value in pairs), key=lambda p: -len(p[0])
    )
