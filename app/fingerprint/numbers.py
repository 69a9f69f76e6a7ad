"""The numbers of two pages: what tells one act from its neighbour in the register.

A PDF as its office made it says its numbers exactly but not where they stand, so that no word of
the other page has a reading beside it. There the numbers of the whole page are held against each
other: one that only stands on one page, beside one almost like it that only stands on the other,
is another number. Where the two readings share hardly a word (a page read upside down), OCR has
verified nothing, and every mark is held to what a changed digit would leave.
"""

import re
from collections import Counter

from app.fingerprint import glyphs
from app.fingerprint import thresholds as limit
from app.fingerprint.sheet import Sheet


def contradicted(first: Sheet, second: Sheet) -> list[tuple[str, str]]:
    """Numbers of either page that the other shows changed; only where one page is exact."""
    if is_placed(first) and is_placed(second):
        return []
    runs, others = _runs(first), _runs(second)
    left, right = list((runs - others).elements()), list((others - runs).elements())
    if not is_placed(first) and not is_placed(second):  # both exact
        return [(one, "") for one in left] + [("", one) for one in right]
    return [(one, other) for one in left for other in right if is_almost(one, other)]


def is_almost(one: str, other: str) -> bool:
    """As long, and a digit or two apart."""
    if len(one) != len(other) or len(one) < 2:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= min(2, len(one) - 1)


def agree(first: Sheet, second: Sheet) -> bool:
    """Whether the two readings have enough words in common to verify anything."""
    words, others = _words(first), _words(second)
    fewest = min(len(words), len(others))
    return fewest >= limit.FEWEST_WORDS and len(words & others) >= limit.SHARED_WORDS * fewest


def is_placed(sheet: Sheet) -> bool:
    return any(word.box[2] for word in sheet.words)


def _runs(sheet: Sheet) -> Counter[str]:
    text = " ".join(word.text for word in sheet.words)
    plain = "".join(glyphs.digits(c) if c.isdigit() else c for c in text)
    return Counter(re.findall(r"[0-9]+", plain))


def _words(sheet: Sheet) -> set[str]:
    folded = (glyphs.folded(word.text) for word in sheet.words)
    return {text for text in folded if glyphs.is_word(text)}
