"""Names that a paper in other letters spells again in Latin ones."""

import re

from app.prescreen.content import country, lexicon

LIKE_A_NAME = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*")
MARKS = ".,;:()[]«»\"'"


def without_names(tokens: list[str], is_alike: bool) -> list[str]:
    """A name that is spelt again in Latin letters nobody translates, and it is in no language; nor
    is what OCR makes of Cyrillic letters, which look alike."""
    others = [token for token in tokens if not _is_name(token)]
    return others if is_alike or not others else tokens


def _is_name(token: str) -> bool:
    word = token.strip(MARKS)
    if not LIKE_A_NAME.fullmatch(word) or lexicon.bare(word) in country.all_names():
        return False
    is_common = {"fr", "en"}.intersection(lexicon.owners().get(lexicon.folded(word), ()))
    return word[0].isupper() and not is_common
