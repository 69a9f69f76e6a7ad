"""A page in Latin and Cyrillic letters: read by the model of the one, and what that reads badly by
the other's.

Tesseract itself takes two models at once, tries both on every word that either doubts, and so costs
two to four times one. Here the second reads the page without what the first is sure of, and only
where a sample shows that there is something to read. With Arabic and Latin letters, which stand in
each other's lines, that lost a fifth of the words: they are left to Tesseract.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.content import lexicon, script
from app.prescreen.optics import noise, ocr
from app.prescreen.optics.ocr import Text
from app.prescreen.reading import Word

PAPER = 245
ARABIC = {"Arabic", "ara", "fas", "pus", "urd"}
EDGE = 2  # pixels around a word, with which it goes
ROOM = 20  # pixels around the words of a sample
MARGIN = 0.25  # of a word's height, around it


def read(grey: np.ndarray, model: str, known: Text | None = None) -> Text:
    """By one model, by two at once, or by one and then the other; `known` is what the first of them
    made of it already. Raises PageFailed."""
    own, _, other = model.partition("+")
    if not other or ARABIC & {own, other}:
        return ocr.read(grey, model)
    first = known or ocr.read(grey, own)
    doubted = [word for word in first.words if _is_doubted(word)]
    few = _first(doubted, limit.SAMPLE_LETTERS)
    if _letters(doubted) < limit.DOUBTED_LETTERS or not _is_other(grey, few, other):
        return Text(first.words, model)
    merged = _merged(first, ocr.read(_without(grey, first.words, doubted), other))
    if noise.is_false(other, merged):  # handwriting, which either model makes something of
        return Text(first.words, model)
    return Text(merged, model)


def _first(words: list[Word], letters: int) -> list[Word]:
    total = list(accumulate(len(word.text) for word in words))
    return [word for word, before in zip(words, [0, *total], strict=False) if before < letters]


def _is_other(grey: np.ndarray, few: list[Word], model: str) -> bool:
    """Whether the other model reads some of the doubted words: handwriting nobody reads surely."""
    found = ocr.read(_closed_up(_only(grey, few), few), model)
    sure = [word for word in found.words if word.confidence >= limit.SAMPLE_WORD]
    sure = [word for word in sure if script.main_of(word.text)]
    return _letters(sure) >= limit.SAMPLE_SHARE * _letters(few)


def is_mixed(text: Text) -> bool:
    """So much is doubted that it may be in another script."""
    words = [word for word in text.words if script.main_of(word.text)]
    doubted = [word for word in words if _is_doubted(word)]
    return _letters(doubted) > limit.DOUBTED_SHARE * _letters(words)


def _letters(words: list[Word]) -> int:
    return sum(len(word.text) for word in words)


def _is_doubted(word: Word) -> bool:
    """Figures are the same in both; a word of a list is what it says, however badly it is read,
    unless it is hardly read."""
    if word.confidence >= limit.OWN_WORD or script.main_of(word.text) is None:
        return False
    return word.confidence < limit.DOUBTED_WORD or not lexicon.known([word.text])


def _without(grey: np.ndarray, words: tuple[Word, ...], doubted: list[Word]) -> np.ndarray:
    """The page without what was read surely: of another script some is not even seen as words."""
    page = grey.copy()
    for word in set(words) - set(doubted):
        left, top = max(0, word.left - EDGE), max(0, word.top - EDGE)
        page[top : word.top + word.height + EDGE, left : word.left + word.width + EDGE] = PAPER
    return page


def _only(grey: np.ndarray, words: list[Word]) -> np.ndarray:
    """An empty page but for these words and what stands between those of a line."""
    page = np.full_like(grey, PAPER)
    for left, top, right, bottom in _boxes(words):
        page[top:bottom, left:right] = grey[top:bottom, left:right]
    return page


def _closed_up(page: np.ndarray, words: list[Word]) -> np.ndarray:
    """Without what is empty around and between: to look for lines in it costs as much as to read
    those that there are."""
    rows = np.zeros(len(page), bool)
    for word in words:
        rows[max(0, word.top - ROOM) : word.top + word.height + ROOM] = True
    left, right = min(w.left for w in words), max(w.left + w.width for w in words)
    return page[rows, max(0, left - ROOM) : right + ROOM]


def _boxes(words: list[Word]) -> Iterator[tuple[int, int, int, int]]:
    before: Word | None = None
    for word in words:
        edge = round(MARGIN * word.height) + 1
        left, right = word.left - edge, word.left + word.width + edge
        if before and before.line == word.line and abs(word.left - before.left) < _far(word):
            left, right = min(left, before.left), max(right, before.left + before.width)
        yield max(0, left), max(0, word.top - edge), right, word.top + word.height + edge
        before = word


def _far(word: Word) -> int:
    return word.width + 12 * word.height


def _merged(first: Text, second: Text) -> tuple[Word, ...]:
    """The second's words where it is sure of them and surer than the first; lines from the top."""
    found = [word for word in second.words if _is_better(word, first.words)]
    kept = [word for word in first.words if not any(_covers(new, word) for new in found)]
    if _letters(found) > _letters(kept):  # what neither reads is the noise of the other script
        kept = [word for word in kept if word.confidence >= limit.OTHER_WORD]
    after = 1 + max((word.line for word in first.words), default=0)
    return _from_the_top(kept + [replace(word, line=word.line + after) for word in found])


def _is_better(word: Word, others: tuple[Word, ...]) -> bool:
    if word.confidence < limit.OTHER_WORD or script.main_of(word.text) is None:
        return False
    covered = [other for other in others if _covers(word, other)]
    best = max((other.confidence for other in covered), default=0.0)
    return word.confidence > best


def _covers(new: Word, old: Word) -> bool:
    """Most of the old one lies under the new one, or the other way round."""
    across = min(new.left + new.width, old.left + old.width) - max(new.left, old.left)
    down = min(new.top + new.height, old.top + old.height) - max(new.top, old.top)
    least = min(new.width * new.height, old.width * old.height)
    return across > 0 and down > 0 and across * down > least / 2


def _from_the_top(words: list[Word]) -> tuple[Word, ...]:
    tops: dict[int, int] = {}
    for word in words:
        tops[word.line] = min(word.top, tops.get(word.line, word.top))
    order = {line: n for n, line in enumerate(sorted(tops, key=lambda line: tops[line]))}
    return tuple(
        replace(word, line=order[word.line]) for word in sorted(words, key=lambda w: order[w.line])
    )
