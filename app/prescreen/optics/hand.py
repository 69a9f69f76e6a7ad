"""Is a word written by hand or printed? Of the shape of its strokes alone, whatever OCR made of it.

Gradients of the word's picture (as in HOG, Dalal and Triggs 2005) go through a small network of our
own (`data/hand.npz`), trained by `tests/bench/fit_hand.py` on words that the script draws.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.content.rows import cells_of, rows_of
from app.prescreen.reading import Word

WEIGHTS = Path(__file__).parents[1] / "data" / "hand.npz"
HIGH, WIDE = 24, 72  # pixels of a word's picture
CELL, WAYS = 4, 8  # pixels of a cell; ways that an edge may run
LEAST_LETTERS = 3  # of a word that is looked at
MOST_WORDS = 120  # of a page, evenly: a long letter is told by every other word
SCRIPTS = frozenset({"Latn", "Cyrl"})  # those it was trained in


def written(grey: np.ndarray, words: Sequence[Word], script: str | None) -> tuple[int, ...]:
    """Which of `words` are written by hand, by their place among them; `grey` is the page that they
    were read on. Items are told as a whole, and only on a page where they have a fair share."""
    seen = [n for n, word in enumerate(words) if _is_seen(word)]
    seen = seen[:: 1 + len(seen) // MOST_WORDS]
    letters = sum(len(words[n].text) for n in seen)
    if script not in SCRIPTS or letters < limit.HAND_PAGE_LETTERS:
        return ()
    likely = dict(zip(seen, shares(grey, [words[n] for n in seen]).tolist(), strict=True))
    place = {id(word): n for n, word in enumerate(words)}
    runs = [[place[id(w)] for w in run] for row in rows_of(words) for run in cells_of(row)]
    found = [n for run in runs if _mean(run, likely, words) > limit.HAND_RUN for n in run]
    told = sum(len(words[n].text) for n in found if n in likely)
    return tuple(found) if told >= limit.HAND_SHARE * letters else ()


def share_of(written: Sequence[int], words: Sequence[Word]) -> float:
    """Of the letters of a page."""
    total = sum(len(word.text) for word in words)
    return sum(len(words[n].text) for n in written) / total if total else 0.0


def _is_seen(word: Word) -> bool:
    return len(word.text) >= LEAST_LETTERS and min(word.width, word.height) > 4


def _mean(run: list[int], likely: dict[int, float], words: Sequence[Word]) -> float:
    seen = [(len(words[n].text), likely[n]) for n in run if n in likely]
    total = sum(count for count, _ in seen)
    return sum(count * share for count, share in seen) / total if total else 0.0


def shares(grey: np.ndarray, words: list[Word]) -> np.ndarray:
    """How likely each word is written by hand, 0 … 1."""
    seen = gradients(np.stack([picture(grey, word) for word in words]))
    weights = _weights()
    hidden = np.maximum(seen @ weights["w1"] + weights["b1"], 0)
    return np.asarray(1 / (1 + np.exp(-(hidden @ weights["w2"] + weights["b2"])[:, 0])))


def picture(grey: np.ndarray, word: Word) -> np.ndarray:
    """Ink of a word from 0 to 255, `HIGH` pixels high, its first `WIDE` columns."""
    edge = max(1, word.height // 8)
    top, left = max(0, word.top - edge), max(0, word.left - edge)
    crop = grey[top : word.top + word.height + edge, left : word.left + word.width + edge]
    return normal(crop)


def normal(crop: np.ndarray) -> np.ndarray:
    made = np.zeros((HIGH, WIDE), np.uint8)
    if min(crop.shape) < 3:
        return made
    wide = max(3, round(crop.shape[1] * HIGH / crop.shape[0]))
    small = cv2.resize(crop, (wide, HIGH), interpolation=cv2.INTER_AREA)[:, :WIDE]
    levels = np.cumsum(cv2.calcHist([small], [0], None, [256], [0, 256]))
    ink, paper = np.searchsorted(levels, (0.03 * small.size, 0.85 * small.size))
    shown = (paper - small.astype(np.float32)) * (255 / max(paper - ink, 24))
    made[:, : shown.shape[1]] = shown.clip(0, 255)
    return made


def gradients(made: np.ndarray) -> np.ndarray:
    """How much of the ink's edge runs which way, by cells; one row for each of `made`."""
    count, high, wide = made.shape
    ink = made.astype(np.float32)
    across, down = np.zeros_like(ink), np.zeros_like(ink)
    across[:, :, 1:-1] = ink[:, :, 2:] - ink[:, :, :-2]
    down[:, 1:-1] = ink[:, 2:] - ink[:, :-2]
    steep, angle = cv2.cartToPolar(across.ravel(), down.ravel(), angleInDegrees=True)
    ways = (angle.ravel() * (WAYS / 180)).astype(np.int64) % WAYS
    shape = (count, high // CELL, wide // CELL, WAYS)
    where = _cells(count, high, wide) * WAYS + ways
    cells = np.bincount(where, steep.ravel(), count * high * wide // CELL**2 * WAYS).reshape(shape)
    around = np.sqrt(_by_three(np.square(cells).sum(-1)))[..., None] + 1.0
    return np.asarray((cells / around).reshape(count, -1), np.float32)


def _cells(count: int, high: int, wide: int) -> np.ndarray:
    """Of each pixel, in a row: which cell it is in."""
    rows, columns = np.arange(high) // CELL, np.arange(wide) // CELL
    one = (rows[:, None] * (wide // CELL) + columns).ravel()
    return np.asarray((np.arange(count)[:, None] * (one[-1] + 1) + one).ravel())


def _by_three(values: np.ndarray) -> np.ndarray:
    """Sums of each cell and its neighbours."""
    wide = np.pad(values, ((0, 0), (1, 1), (1, 1)))
    high, across = values.shape[1:]
    parts = (wide[:, y : y + high, x : x + across] for y in range(3) for x in range(3))
    return np.asarray(sum(parts))


@cache
def _weights() -> dict[str, np.ndarray]:
    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
