"""What a page is looked up by: hashes of what is written on it, few enough for an index.

A key is a number of five digits or more, a long word, or two words that follow each other; digits
of every script are one, accents and the confusions of OCR are folded. Two captures share many of
them though OCR garbles half; pages that share only the printed form share none that is rare, and
what is not rare is left out (`queries.candidates`).
"""

import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

KEYS_A_PAGE = 24  # smallest hashes: both captures draw the same ones from what they share
LONG_WORD = 7  # letters of a word that is a key by itself
LONG_NUMBER = 5  # digits
PAIR_LETTERS = 5  # of two words together, at least
LOOKALIKES = str.maketrans({"l": "i", "1": "i", "|": "i", "ı": "i", "0": "o", "j": "i"})
AS_DIGITS = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "b": "8", "z": "2"})
NO_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


def keys_of(lines: Iterable[str]) -> set[int]:
    """Signed integers of 32 bits, as PostgreSQL keeps them."""
    return {_hashed(term) for line in lines for term in terms(line)}


def chosen(keys: Iterable[int], common: Iterable[int] = ()) -> list[int]:
    """Those that are kept: common ones tell nothing."""
    return sorted(set(keys) - set(common))[:KEYS_A_PAGE]


def terms(line: str) -> list[str]:
    words = [word for token in line.split() for word in _words(token)]
    found = [word for word in words if _tells_alone(word)]
    for one, other in zip(words, words[1:], strict=False):
        if len(one) + len(other) >= PAIR_LETTERS and min(len(one), len(other)) >= 2:
            found.append(f"{one} {other}")
    return found


def _tells_alone(word: str) -> bool:
    return len(word) >= (LONG_NUMBER if word.isdigit() else LONG_WORD)


def _words(token: str) -> list[str]:
    """The folded word; where a script has no spaces, every two characters that follow."""
    plain = unicodedata.normalize("NFKD", token.casefold())
    kept = [c for c in plain if c.isalnum()]
    if not kept:
        return []
    if any(unicodedata.name(c, "").startswith(NO_SPACES) for c in kept[:2]):
        return ["".join(pair) for pair in zip(kept, kept[1:], strict=False)] or kept
    ascii_digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in kept)
    if sum(map(str.isdigit, ascii_digits)) * 2 >= len(ascii_digits):
        return [ascii_digits.translate(AS_DIGITS)]
    return [ascii_digits.translate(LOOKALIKES)]


def _hashed(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=4).digest(), "big", signed=True)
