"""The words of the data files, ready to be looked up."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "ʻ": "'"})
ARABIC_FORMS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه"})
THAI_SIGNS = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")  # OCR loses them first
MARKS = re.compile(r"[\u064b-\u065f\u0640\u200c-\u200f\u0591-\u05c7]")


def folded(text: str) -> str:
    """Lower case, one kind of apostrophe, no vowel points: accents stay."""
    text = unicodedata.normalize("NFC", text).casefold().translate(APOSTROPHES)
    return MARKS.sub("", text)


def bare(text: str) -> str:
    """Without accents either, Arabic letters merged: what survives a poor scan."""
    text = unicodedata.normalize("NFD", folded(text).translate(ARABIC_FORMS))
    kept = "".join(c for c in text if not unicodedata.combining(c) or ord(c) > 0x900)
    kept = THAI_SIGNS.sub("", kept)
    kept = kept.replace("ł", "l").replace("ø", "o").replace("đ", "d").replace("ı", "i")
    return " ".join(unicodedata.normalize("NFC", kept).split())


def tokens(text: str) -> list[str]:
    return TOKEN.findall(folded(text))


@cache
def phrases() -> dict[str, dict[str, tuple[tuple[str, float], ...]]]:
    """Language → kind → (bare phrase, weight)."""
    raw = tomllib.loads((DATA / "kinds.toml").read_text("utf-8"))
    return {
        language: {kind: tuple(_weighted(text)) for kind, text in kinds.items()}
        for language, kinds in raw.items()
    }


def _weighted(text: str):
    for phrase in dict.fromkeys(part.strip() for part in text.split(";")):
        if phrase:
            weight = 0.3 if phrase.startswith("~") else 1.0 + 0.45 * phrase.count(" ")
            yield bare(phrase.lstrip("~")), weight


@cache
def words() -> dict[str, frozenset[str]]:
    """Language → its words, those of its phrases included."""
    listed = tomllib.loads((DATA / "words.toml").read_text("utf-8"))
    raw = tomllib.loads((DATA / "kinds.toml").read_text("utf-8"))
    found = {code: set(tokens(text)) for code, text in listed.items()}
    for code, kinds in raw.items():
        own = (
            phrase
            for kind, text in kinds.items()
            if kind not in FOREIGN
            for phrase in text.split(";")
        )
        for phrase in own:
            found.setdefault(code, set()).update(t for t in tokens(phrase) if len(t) > 3)
    for key, months in tomllib.loads((DATA / "months.toml").read_text("utf-8")).items():
        for code in MONTHS_OF.get(key, (key,)):
            found.setdefault(code, set()).update(t for t in tokens(months) if len(t) > 2)
    return {code: frozenset(own - SHARED.get(code, set())) for code, own in found.items()}


MONTHS_OF = {  # tables of months that several languages or several States have
    "ar_maghreb": ("ar",), "ar_algeria": ("ar",), "ar_levant": ("ar",), "hijri": ("ar", "ur"),
    "solar_fa": ("fa",), "solar_prs": ("prs",), "solar_ps": ("ps",), "ethiopian": ("am", "ti"),
}  # fmt: skip
FOREIGN = {"passport", "identity_card", "apostille"}  # these lists hold English and French words
ENGLISH = {
    "birth", "certificate", "marriage", "death", "divorce", "family", "registration", "residence",
    "medical", "employment", "domicile", "famille", "livret", "résidence", "certificat",
}  # fmt: skip
SHARED = dict.fromkeys(("ur", "am", "ti", "so", "mg", "hi", "bn"), ENGLISH)


@cache
def owners() -> dict[str, tuple[str, ...]]:
    """Word → the languages that have it."""
    found: dict[str, list[str]] = {}
    for code, own in words().items():
        for word in own:
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def syllables() -> frozenset[str]:
    """Of Vietnamese, without the signs over them, which another language's model cannot read."""
    return frozenset(bare(word) for word in words()["vi"] if len(word) > 2)


def known(texts: Iterable[str]) -> int:
    """Words of four letters or more that some language has, each counted once."""
    found = {token for text in texts for token in tokens(text) if len(token) > 3}
    return sum(token in owners() for token in found)


def known_of(language: str, text: str) -> int:
    """Words of three letters or more of this language's own list, each counted once."""
    return len({t for t in tokens(text) if len(t) > 2} & words().get(language, frozenset()))
