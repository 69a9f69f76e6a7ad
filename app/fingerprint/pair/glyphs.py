"""Words compared character by character: what tells 7219 from 7319 and Maria from Marie.

Each window of one character may move by a pixel on its own, so that a leaf that is not flat does
not count, and the worst window decides. The windows of the whole page say how well its two
captures can agree at all; one that stands out from them differs.
"""

import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np

from app.fingerprint.pair.sheet import Box, Grey, Sheet

ENLARGED = 3  # times: a third of a pixel is what two planes may be off
SEARCH = 2  # pixels that a word may be off
WINDOW = 0.62  # of a word's height: one character
HEIGHTS = (8, 60)  # pixels of a word that is compared
WIDEST = 500
FIRST_IDEOGRAM = 0x2E80
INKED = 0.5  # of the strongest window, under which a window is a gap


@dataclass(frozen=True)
class Compared:
    """A word of one page beside what stands there on the other."""

    box: Box
    text: str
    other: str  # as OCR read it on the other page; empty where it read nothing
    worst: float  # correlation of the worst window
    score: float  # of the whole word

    @property
    def has_digits(self) -> bool:
        return bool(digits(self.text))

    @property
    def reads_alike(self) -> bool:
        """OCR read the same on both, and enough of it not to be chance."""
        return read_alike(self.text, self.other)


def read_alike(own: str, other: str) -> bool:
    plain = digits if digits(own) or digits(other) else folded
    return len(plain(own)) >= 2 and plain(own) == plain(other)


def digits(text: str) -> str:
    """The digits of a text in 0-9, whatever script they are written in."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())


def folded(text: str) -> str:
    """Letters and digits only, without case nor accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def is_word(text: str) -> bool:
    """Three letters; in scripts without letters of an alphabet, one sign."""
    return len(text) >= 3 or any(ord(c) >= FIRST_IDEOGRAM for c in text)


def compare(
    own: Grey, over: Grey, shown: Grey, first: Sheet, second: Sheet, inverse: np.ndarray
) -> list[Compared]:
    """Every word of `first` that OCR placed and that the other page shows."""
    found = []
    for seen in first.words:
        width, height = seen.box[2:]
        if not (HEIGHTS[0] <= height <= HEIGHTS[1] and 0 < width <= WIDEST):
            continue
        scores = scores_of(own, over, shown, seen.box)
        if scores is not None:
            there = words_at(second, carried(seen.box, inverse))
            found.append(Compared(seen.box, seen.text, there, *scores))
    return found


def words_at(sheet: Sheet, box: Box) -> str:
    """What OCR read within `box`."""
    left, top, width, height = box
    x, y, wide, tall = _places(sheet)
    across = np.minimum(left + width, x + wide) - np.maximum(left, x)
    down = np.minimum(top + height, y + tall) - np.maximum(top, y)
    within = (across > 0.3 * np.minimum(width, wide)) & (down > 0.4 * np.minimum(height, tall))
    kept = np.flatnonzero(within & (wide > 0))
    return " ".join(sheet.words[rank].text for rank in kept)


def _places(sheet: Sheet) -> np.ndarray:
    """Left, top, width and height of every word: a row each."""
    if "places" not in sheet.memory:
        boxes = [seen.box for seen in sheet.words]
        sheet.memory["places"] = np.array(boxes, np.int64).reshape(-1, 4).T
    return sheet.memory["places"]


def carried(box: Box, matrix: np.ndarray) -> Box:
    """Where a box of one page lies on the other."""
    left, top, width, height = box
    corners = np.array(
        [[[left, top], [left + width, top], [left + width, top + height], [left, top + height]]],
        np.float32,
    )
    points = cv2.perspectiveTransform(corners, matrix)[0]
    x, y, wide, tall = cv2.boundingRect(points)
    return x, y, wide, tall


def scores_of(own: Grey, over: Grey, shown: Grey, box: Box) -> tuple[float, float] | None:
    """Of the worst window and of the whole; None where the other page does not show the place."""
    left, top, width, height = box
    x0, y0 = max(0, left - 1), max(0, top - 1)
    x1, y1 = min(own.shape[1], left + width + 1), min(own.shape[0], top + height + 1)
    margin = SEARCH + 1
    u0, v0 = max(0, x0 - margin), max(0, y0 - margin)
    u1, v1 = min(own.shape[1], x1 + margin), min(own.shape[0], y1 + margin)
    if not shown[v0:v1, u0:u1].all():
        return None
    word, around = _enlarged(own[y0:y1, x0:x1]), _enlarged(over[v0:v1, u0:u1])
    if word.shape[0] < 12 or around.shape[0] < word.shape[0] or around.shape[1] < word.shape[1]:
        return None
    _, score, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(around, word, cv2.TM_CCOEFF_NORMED))
    worst = _worst(word, around, x, y)
    return None if worst is None else (worst, float(score))


def _spread(part: Grey) -> float:
    return float(cv2.meanStdDev(part)[1][0, 0])


def _enlarged(part: Grey) -> Grey:
    return cv2.resize(part, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)


def _worst(word: Grey, around: Grey, x: int, y: int) -> float | None:
    tall, wide = word.shape
    size = max(8, int(WINDOW * tall))
    found = []
    for at in range(0, max(1, wide - size + 1), max(2, size // 4)):
        window = word[:, at : at + size]
        top, left = max(0, y - ENLARGED), max(0, x + at - ENLARGED)
        near = around[top : y + tall + ENLARGED, left : x + at + size + ENLARGED]
        if near.shape[0] < tall or near.shape[1] < window.shape[1]:
            continue
        score = cv2.minMaxLoc(cv2.matchTemplate(near, window, cv2.TM_CCOEFF_NORMED))[1]
        there = around[y : y + tall, x + at : x + at + size]
        found.append((max(_spread(window), _spread(there)), float(score)))
    if not found:
        return None
    strongest = max(weight for weight, _ in found)
    return min(score for weight, score in found if weight >= INKED * strongest)
