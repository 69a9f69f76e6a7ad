"""Names that a paper in other letters spells again in Latin ones."""

import re

from app.prescreen.content import country, lexicon

LIKE_A_NAME = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*")
MARKS = ".,;:()[]«»\"'"


def is_name(tokens: list[str]) -> bool:
    """Nobody translates it, and it is in no language."""
    return all(map(is_unknown, tokens))


def is_unknown(token: str) -> bool:
    """A capital, but no word of French or English and no State: a name, or what OCR makes of
    Cyrillic letters, which look alike."""
    word = token.strip(MARKS)
    if not LIKE_A_NAME.fullmatch(word) or lexicon.bare(word) in country.all_names():
        return False
    is_common = {"fr", "en"}.intersection(lexicon.owners().get(lexicon.folded(word), ()))
    return word[0].isupper() and not is_common
