"""What a date is the day of, by the words before it: a birth, or the event that an act is about."""

import tomllib
from functools import cache

from app.prescreen.content import lexicon
from app.prescreen.content.cells import UNSPACED

DATE, REGISTERED = "date", "registered"
LOOKED_AT = 60  # characters before the date
WHOLE = 2  # letters up to which a beginning is the whole word: "ne" is not that of "neuf"


def of(before: str, languages: tuple[str, ...]) -> str:
    """`born_on`, `event_date`, or `date` where the words say neither, both, or a registration."""
    text = lexicon.bare(before)[-LOOKED_AT:]
    tokens = lexicon.tokens(text)
    said = {name for name, stem in _beginnings(languages) if _says(stem, text, tokens)}
    return said.pop() if len(said) == 1 and REGISTERED not in said else DATE


def _says(stem: str, text: str, tokens: list[str]) -> bool:
    if " " in stem or UNSPACED.match(stem):
        return stem in text
    if len(stem) <= WHOLE:
        return stem in tokens
    return any(token.startswith(stem) for token in tokens)


@cache
def _beginnings(languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    raw = tomllib.loads((lexicon.DATA / "occasions.toml").read_text("utf-8"))
    return tuple(
        (name, lexicon.bare(stem))
        for name, by_language in raw.items()
        for code in languages
        for stem in by_language.get(code, "").split(";")
        if stem.strip()
    )
