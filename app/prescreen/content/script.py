"""Which script a text is written in (ISO 15924), and which languages that leaves."""

from collections import Counter
from functools import cache

RANGES = (
    ("Latn", 0x41, 0x24F), ("Latn", 0x1E00, 0x1EFF), ("Grek", 0x370, 0x3FF),
    ("Grek", 0x1F00, 0x1FFF), ("Cyrl", 0x400, 0x52F), ("Armn", 0x531, 0x58F),
    ("Hebr", 0x591, 0x5F4), ("Arab", 0x600, 0x6FF), ("Arab", 0x750, 0x77F),
    ("Arab", 0xFB50, 0xFDFF), ("Arab", 0xFE70, 0xFEFC), ("Deva", 0x900, 0x97F),
    ("Beng", 0x980, 0x9FF), ("Taml", 0xB80, 0xBFF), ("Thai", 0xE00, 0xE7F),
    ("Geor", 0x10A0, 0x10FF), ("Geor", 0x1C90, 0x1CBF), ("Kore", 0x1100, 0x11FF),
    ("Ethi", 0x1200, 0x139F), ("Ethi", 0x2D80, 0x2DDF), ("Jpan", 0x3041, 0x30FA),
    ("Kore", 0x3130, 0x318F), ("Hans", 0x3400, 0x9FFF), ("Kore", 0xAC00, 0xD7AF),
)  # fmt: skip

LANGUAGES = {
    "Latn": "fr en de es pt it ro nl pl cs sk hr bs sl sr sq tr hu lt lv et fi sv no da vi so mg ca"
    " az id",
    "Cyrl": "uk ru bg mk sr be",
    "Arab": "ar fa prs ps ur",
    "Deva": "hi mr ne",
    "Ethi": "am ti",
    "Hans": "zh",
    "Jpan": "ja",
    "Kore": "ko",
    "Beng": "bn",
    "Taml": "ta",
    "Thai": "th",
    "Grek": "el",
    "Hebr": "he",
    "Armn": "hy",
    "Geor": "ka",
}


@cache
def of_character(character: str) -> str | None:
    code = ord(character)
    if not character.isalpha() and not 0x900 <= code <= 0xE7F:
        return None
    for name, first, last in RANGES:
        if first <= code <= last:
            return name
    return None


WITHOUT_SPACES = {"Hans", "Jpan", "Kore", "Thai"}
IN_SYLLABLES = {"Deva", "Beng", "Taml"}  # whose words come apart at every vowel sign
KANA_AMONG = 7  # Chinese characters for each kana, at most, in Japanese forms
ONLY_JAPANESE = "届証戸続柄沢広辺円売読変鉄対図気込働畑浜"  # signs that Chinese writes otherwise


def counts(text: str) -> Counter[str]:
    """Letters by script; Chinese characters beside kana or Hangul count with them."""
    found: Counter[str] = Counter()
    for character, n in Counter(text).items():
        if name := of_character(character):
            found[name] += n
    own = found["Jpan"] + sum(map(text.count, ONLY_JAPANESE)) if found["Jpan"] else 0
    if found["Hans"] and own * KANA_AMONG > found["Hans"]:
        found["Jpan"] += found.pop("Hans")
    elif found["Hans"] and found["Kore"] > found["Hans"]:
        found["Kore"] += found.pop("Hans")
    return found


def of_language(language: str | None, text: str) -> str | None:
    """The script that this text writes the language in; the text's own where that is unknown."""
    found, own = counts(text), scripts_of(language) if language else []
    return max(own, key=lambda name: found[name]) if own else main_of(text)


def main_of(text: str) -> str | None:
    found = counts(text)
    return max(found, key=lambda name: found[name] * weight_of(name)) if found else None


def weight_of(name: str) -> float:
    """A sign of these scripts is worth several letters."""
    return 3.0 if name in ("Hans", "Jpan") else 2.0 if name == "Kore" else 1.0


def scripts_of(language: str) -> list[str]:
    return [name for name, codes in LANGUAGES.items() if language in codes.split()]
