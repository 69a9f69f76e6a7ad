"""Foreign words inside a French text: each run in its own script is said to be so.

A run gets its language and direction, so that fonts, line breaks and screen readers are right.
"""

import unicodedata
from functools import cache

from markupsafe import Markup, escape

from app.translation.acts import ILLEGIBLE

# Script of a letter (first word of its Unicode name) -> the languages it may be in, usual first.
LANGUAGES = {
    "ARABIC": ("ar", "fa", "prs", "ps", "ur", "ku", "ckb"),
    "HEBREW": ("he", "yi"),
    "CYRILLIC": ("ru", "uk", "be", "bg", "sr", "mk", "mn", "kk"),
    "GREEK": ("el",),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
    "ETHIOPIC": ("am", "ti"),
    "DEVANAGARI": ("hi", "ne", "mr"),
    "BENGALI": ("bn",),
    "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "SINHALA": ("si",),
    "THAI": ("th",),
    "LAO": ("lo",),
    "KHMER": ("km",),
    "MYANMAR": ("my",),
    "TIBETAN": ("bo",),
    "CJK": ("zh", "ja"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "SYRIAC": ("syr",),
}
RIGHT_TO_LEFT = {"ARABIC", "HEBREW", "SYRIAC"}


def marked(text: str, language: str | None) -> Markup:
    """`text` as HTML, its foreign runs tagged; the case's own language is preferred."""
    parts = [_part(run, script, language) for run, script in _whole(text)]
    whole = Markup("").join(parts)
    mark = escape(ILLEGIBLE)
    return whole.replace(mark, Markup('<span class="illegible">') + mark + Markup("</span>"))


def _whole(text: str) -> list[tuple[str, str]]:
    """A text of one foreign script keeps its digits with it: « 1 رمضان 1405 » reads as one."""
    scripts = {script for letter in text if (script := script_of(letter)) is not None}
    only = next(iter(scripts)) if len(scripts) == 1 else ""
    return [(text, only)] if only else runs(text)


def runs(text: str) -> list[tuple[str, str]]:
    """Pieces of one script each; what has no script goes with what stands before it."""
    found: list[tuple[str, str]] = []
    waiting = ""
    for letter in text:
        script = script_of(letter)
        if script is None:
            waiting += letter
        elif found and found[-1][1] == script:
            found[-1] = (found[-1][0] + waiting + letter, script)
            waiting = ""
        else:
            if waiting:
                found.append((waiting, ""))
            found.append((letter, script))
            waiting = ""
    return [*found, (waiting, "")] if waiting else found


@cache
def script_of(letter: str) -> str | None:
    """None for what every script shares: spaces, digits, punctuation."""
    if unicodedata.category(letter)[0] in "ZPSNC":
        return None
    first = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    if unicodedata.combining(letter) and first == "COMBINING":
        return None
    return first if first in LANGUAGES else ""


def _part(run: str, script: str, language: str | None) -> Markup:
    if not script:
        return escape(run)
    usual = LANGUAGES[script]
    code = language if language in usual else usual[0]
    direction = "rtl" if script in RIGHT_TO_LEFT else "ltr"
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(code, direction, run)
