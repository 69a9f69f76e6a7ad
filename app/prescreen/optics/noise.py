"""Words that are none: what OCR makes of guilloches, emblems, stamps and the grain of the table."""

from collections.abc import Callable, Iterable
from statistics import median

from app.prescreen import thresholds as limit
from app.prescreen.content import lexicon, script
from app.prescreen.optics.ocr import Text
from app.prescreen.reading import Word

ROMAN = set("ixcm")  # of which three alike are a number
SURELY_A_WORD = 4  # letters
LETTERS_OF_ORNAMENT, DIGITS_OF_ORNAMENT = 3, 2  # different signs, at most, of a pattern


def cleaned(text: Text) -> Text:
    """Without the words that are more likely ornament than writing."""
    easy = _ease(text)
    likely = [word for word in text.words if _is_anchor(word, easy)]
    anchors = [word for word in likely if not _is_single(word) or _has_beside(word, likely)]
    inside = _within(anchors)
    written = [w for w in text.words if inside(w) and _is_written(w, easy, anchors)]
    return Text(tuple(_of_real_scripts(written, text.model)), text.model)


def _within(anchors: list[Word]) -> Callable[[Word], bool]:
    """Signs that stand alone outside of all that reads well are the frame of a certificate, however
    sure OCR is of them: a pattern of triangles is fluent Ethiopic."""
    usual = median(word.confidence for word in anchors) if anchors else 0.0
    sure = [word for word in anchors if word.confidence >= limit.SURE_ANCHOR * usual]
    if len(sure) < limit.ENOUGH_WORDS:
        return lambda word: True
    left, right, top, bottom = _extent(sure)

    def inside(word: Word) -> bool:
        across, down = word.left + word.width / 2, word.top + word.height / 2
        is_short = sum(map(str.isalnum, word.text)) <= limit.SHORT_WORD
        is_short |= _is_of_signs(word) and word.confidence < limit.SURE_SIGN
        return not is_short or (left <= across <= right and top <= down <= bottom)

    return inside


def _extent(words: list[Word]) -> tuple[int, int, int, int]:
    """Left, right, top and bottom of all of them."""
    left, right = min(w.left for w in words), max(w.left + w.width for w in words)
    return left, right, min(w.top for w in words), max(w.top + w.height for w in words)


def _of_real_scripts(words: list[Word], model: str) -> list[Word]:
    """Two models at once see some words in the script that is not there: those go."""
    seen = " ".join(word.text for word in words)
    if "+" not in model:
        return [word for word in words if not _is_stray(word, script.main_of(seen))]
    counts = script.counts(seen)
    false = {name for name, n in counts.items() if n < limit.REAL_SCRIPT * counts.total()}
    if set(counts) - false == LOOK_ALIKE:
        false |= _false_look_alike(seen)
    return [word for word in words if script.main_of(word.text) not in false]


def _is_stray(word: Word, name: str | None) -> bool:
    """Latin letters on a page in others, read by a model of these: guilloches, mostly; but not a
    number with letters, nor II."""
    if name in (None, "Latn") or script.main_of(word.text) != "Latn":
        return False
    letters = {c.casefold() for c in word.text if c.isalnum()}
    is_number = letters <= set("ivxlcdm")
    return word.confidence < limit.SURE_SIGN and word.text.isalpha() and not is_number


LOOK_ALIKE = {"Cyrl", "Latn"}  # A, B, C, E, H, K, M, O, P, T, X: a model of either reads the other


def is_false(model: str, words: Iterable[Word]) -> bool:
    """What this model added to the other's of Latin and Cyrillic is no language."""
    own = "Cyrl" if model == "Cyrillic" else "Latn"
    return own in _false_look_alike(" ".join(word.text for word in words))


def _false_look_alike(seen: str) -> set[str]:
    """Of Latin and Cyrillic, the one that has hardly a word of any language, if it has."""
    known = dict.fromkeys(LOOK_ALIKE, 0)
    total = dict.fromkeys(LOOK_ALIKE, 0)
    for token in lexicon.tokens(seen):
        if len(token) < SURELY_A_WORD:
            continue  # "he", "pa", "не": letters alike are words in both
        name = script.main_of(token)
        if name in LOOK_ALIKE:
            total[name] += 1
            known[name] += token in lexicon.owners()
    share = {name: known[name] / max(1, total[name]) for name in LOOK_ALIKE}
    least = min(LOOK_ALIKE, key=lambda name: share[name])
    is_real = known[least] >= limit.KNOWN_WORDS or share[least] >= limit.KNOWN_SHARE
    return set() if is_real or len(set(share.values())) == 1 else {least}


def _ease(text: Text) -> float:
    """How far to lower the bars: handwriting is read with less confidence throughout."""
    name = script.main_of(" ".join(word.text for word in text.words))
    least = 1 if name in script.WITHOUT_SPACES else SURELY_A_WORD
    own = [word for word in text.words if sum(map(str.isalpha, word.text)) >= least]
    if least == 1:  # what else is read there are frames
        own = [word for word in own if script.main_of(word.text) == name]
    usual = median(word.confidence for word in own) if len(own) >= 5 else 90.0
    return min(1.0, max(0.3, usual / limit.USUAL_CONFIDENCE))


def _is_anchor(word: Word, easy: float) -> bool:
    if _is_single(word):
        return word.confidence >= limit.SURE_SIGN
    is_long = _is_of_signs(word) or sum(map(str.isalnum, word.text)) >= 3
    return is_long and word.confidence >= limit.ANCHOR_CONFIDENCE * easy


def _is_of_signs(word: Word) -> bool:
    return script.main_of(word.text) in script.WITHOUT_SPACES


def _is_single(word: Word) -> bool:
    """One Chinese sign: a word, or a crossing of two lines."""
    return len(word.text) == 1 and _is_of_signs(word)


def _has_beside(word: Word, likely: list[Word]) -> bool:
    return any(other.line == word.line and _is_beside(word, other) for other in likely)


def _is_written(word: Word, easy: float, anchors: list[Word]) -> bool:
    kept = [c for c in word.text if c.isalnum()]
    if not kept or _is_ornament(kept):
        return False
    if _is_of_signs(word):
        is_sure = word.confidence >= limit.WORD_CONFIDENCE[-1] * easy
        return is_sure or any(_is_beside(word, other) for other in anchors)
    size = min(len(kept), len(limit.WORD_CONFIDENCE)) - 1
    if word.confidence >= limit.WORD_CONFIDENCE[size] * (easy if size > 1 else 1.0):
        return True
    beside = word.confidence >= limit.BESIDE_CONFIDENCE[size] * easy
    if beside and any(_is_beside(word, other) for other in anchors):
        return True
    return len(kept) > 1 and _is_filled_in(word, anchors)


def _is_filled_in(word: Word, anchors: list[Word]) -> bool:
    """In a row with a label, however far from it, and about as high: handwriting in a form."""
    if word.confidence < limit.ROW_CONFIDENCE or not anchors:
        return False
    left, right, *_ = _extent(anchors)
    middle = word.left + word.width / 2
    is_within = left - word.height <= middle <= right + word.height
    return is_within and any(_is_in_row(word, other) for other in anchors)


def _is_in_row(word: Word, other: Word) -> bool:
    apart = abs(other.top + other.height / 2 - word.top - word.height / 2)
    return apart < other.height / 2 and 0.5 < word.height / max(1, other.height) < 1.6


def _is_ornament(kept: list[str]) -> bool:
    """5252525, xxxx: a pattern that repeats; but 23.02.2003 is a date, and III a number."""
    different = {sign.casefold() for sign in kept}
    are_digits = all(map(str.isdigit, kept))
    if len(different) == 1 and len(kept) >= limit.SAME_SIGNS:
        return not are_digits and not different & ROMAN
    most = DIGITS_OF_ORNAMENT if are_digits else LETTERS_OF_ORNAMENT
    return len(kept) > 6 and len(different) <= most


def _is_beside(word: Word, other: Word) -> bool:
    if word is other:
        return False
    top, bottom = max(word.top, other.top), min(word.top + word.height, other.top + other.height)
    if bottom - top < 0.4 * min(word.height, other.height) or word.height > 2.2 * other.height:
        return False
    gap = max(other.left - word.left - word.width, word.left - other.left - other.width)
    return gap < limit.BESIDE_GAP * other.height
