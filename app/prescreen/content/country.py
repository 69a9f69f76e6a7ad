"""Which country issued the paper: its own name at the top, or its language where one has it."""

import re
import tomllib
from collections import Counter
from functools import cache

from app.prescreen.content import lexicon

BY_LANGUAGE = {
    "uk": "UA", "bg": "BG", "mk": "MK", "sr": "RS", "hr": "HR", "bs": "BA", "sl": "SI", "cs": "CZ",
    "sk": "SK", "pl": "PL", "tr": "TR", "az": "AZ", "sq": "AL", "el": "GR", "hu": "HU", "lt": "LT",
    "lv": "LV", "et": "EE", "fi": "FI", "sv": "SE", "no": "NO", "da": "DK", "hy": "AM", "ka": "GE",
    "fa": "IR", "prs": "AF", "ps": "AF", "ur": "PK", "he": "IL", "bn": "BD", "th": "TH", "vi": "VN",
    "zh": "CN", "ja": "JP", "ko": "KR", "am": "ET", "ti": "ER", "so": "SO", "mg": "MG", "it": "IT",
    "ro": "RO", "ru": "RU", "de": "DE", "nl": "NL", "es": "ES", "pt": "PT", "hi": "IN", "be": "BY",
}  # fmt: skip


ALSO_SPOKEN = {
    "MA": "ar fr", "DZ": "ar fr", "TN": "ar fr", "MR": "ar fr", "LB": "ar fr", "DJ": "fr ar so",
    "EG": "ar", "SY": "ar", "IQ": "ar", "JO": "ar", "LY": "ar", "SD": "ar", "SA": "ar", "YE": "ar",
    "PS": "ar", "AF": "prs ps", "CH": "de fr it", "BE": "nl fr de", "AT": "de", "MD": "ro",
    "XK": "sq", "ME": "sr", "BA": "bs", "CY": "el", "TW": "zh", "MX": "es", "CO": "es",
    "EC": "es", "PE": "es", "VE": "es", "AR": "es", "CL": "es", "BO": "es", "CU": "es", "DO": "es",
    "BR": "pt", "AO": "pt", "CV": "pt", "GW": "pt", "MZ": "pt", "GB": "en", "IE": "en", "US": "en",
    "CA": "en fr", "NG": "en", "GH": "en", "PH": "en", "LK": "ta en", "IN": "hi ta en", "NP": "ne",
    "FR": "fr", "SN": "fr", "CI": "fr", "ML": "fr", "CM": "fr en", "CD": "fr", "CG": "fr",
    "GN": "fr", "KM": "fr ar", "HT": "fr", "BY": "be ru", "KZ": "ru", "PK": "ur en", "ID": "id",
    "MG": "mg fr", "SO": "so",
}  # fmt: skip
HEADING = 6  # lines


def heading_languages(lines: list[str]) -> tuple[str, ...]:
    """Languages of the State that the heading names: what tells Bosnian from Croatian."""
    text = " ".join(lexicon.bare(line) for line in lines[:HEADING])
    scores = Counter({code: _score(names, text) for code, names in _names().items()})
    scores.update({code: 0.5 * _score(names, text) for code, names in _names("cities").items()})
    best = max(scores, key=lambda code: scores[code])
    if not scores[best]:
        return ()
    return _spoken_in(best)


def _spoken_in(country: str) -> tuple[str, ...]:
    if country in ALSO_SPOKEN:
        return tuple(ALSO_SPOKEN[country].split())
    return tuple(code for code, home in BY_LANGUAGE.items() if home == country)


@cache
def _names(file: str = "countries") -> dict[str, tuple[str, ...]]:
    raw = tomllib.loads((lexicon.DATA / f"{file}.toml").read_text("utf-8"))
    return {
        code: tuple(lexicon.bare(name) for name in names.split(";")) for code, names in raw.items()
    }


@cache
def all_names() -> frozenset[str]:
    return frozenset(name for names in _names().values() for name in names)


def guess(lines: list[str], languages: tuple[str, ...]) -> str | None:
    """ISO 3166-1 code. A place of birth abroad weighs less than the heading."""
    text = " ".join(lexicon.bare(line) for line in lines)
    scores = {code: _score(names, text) for code, names in _names().items()}
    best = max(scores, key=lambda code: scores[code])
    if scores[best] > 0:
        return best
    towns = {code: _score(names, text) for code, names in _names("towns").items()}
    spoken = {code for code in towns if set(languages[:1]) & set(_spoken_in(code))}
    best = max(spoken, key=lambda code: towns[code], default="")
    if best and towns[best] > 0:
        return best
    return next((BY_LANGUAGE[code] for code in languages if code in BY_LANGUAGE), None)


def _score(names: tuple[str, ...], text: str) -> float:
    score = 0.0
    for name in names:
        for found in _pattern(name).finditer(text) if name in text else ():
            score += 1.0 + 2.0 * (found.start() < 120) + 0.2 * name.count(" ")
    return score


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """At the start of a word; endings do not matter."""
    return re.compile(rf"(?<!\w){re.escape(name)}")
