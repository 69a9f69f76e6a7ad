"""The printed rules of forms go before OCR: what stands in a cell is lost where its frame is taken
for part of a letter, and Tesseract's own search for rules misses thin ones that lean a little."""

import cv2
import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.optics import geometry

PAPER = np.uint8(245)
EDGE = np.ones((3, 3), np.uint8)  # a rule and the grey pixels beside it


def unruled(grey: np.ndarray) -> np.ndarray:
    """The page without its long thin strokes that stand free; the page itself where it has none.
    They are looked for at half its size, a pixel being ink if any of its four was."""
    ink = _halved(geometry.ink_of(grey))
    length = max(ink.shape) // limit.RULES_A_PAGE
    lying, standing = _rules(ink, length), _rules(ink.T, length).T
    if lying.any():
        standing = standing | _sides(ink, lying, length)
    rules = lying | standing
    if not rules.any():
        return grey
    size = (2 * ink.shape[1], 2 * ink.shape[0])
    light = cv2.resize(cv2.dilate(rules, EDGE) * PAPER, size, interpolation=cv2.INTER_NEAREST)
    page = grey.copy()
    whole = page[: size[1], : size[0]]
    cv2.max(whole, light, dst=whole)
    return page


def _halved(ink: np.ndarray) -> np.ndarray:
    high, wide = (side // 2 * 2 for side in ink.shape)
    rows = ink[:high:2, :wide] | ink[1:high:2, :wide]
    return np.ascontiguousarray(rows[:, ::2] | rows[:, 1::2])


def _sides(ink: np.ndarray, lying: np.ndarray, length: int) -> np.ndarray:
    """Of cells: shorter than other rules, but they stand between two. Not the stems of a title."""
    runs = np.ascontiguousarray(_rules(ink.T, length // 3).T)
    if not runs.any():
        return runs
    near = cv2.dilate(lying, np.ones((2 * limit.RULE_BESIDE + 1, 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    kept = np.zeros(count, np.uint8)
    for n, (left, top, wide, high, _) in enumerate(boxes[1:].tolist(), 1):
        across = slice(left, left + wide)
        kept[n] = near[top, across].any() and near[top + high - 1, across].any()
    return kept[labels]


def _rules(ink: np.ndarray, length: int) -> np.ndarray:
    """Lying ones; not the bar that joins the letters of a Bengali word, from which they hang."""
    ink, length = np.ascontiguousarray(ink), length | 1
    ends = (_sums(ink, length) == length).astype(np.uint8)  # the middles of runs so long
    if not ends.any():
        return ends
    runs = _near(ends, length)
    thick = np.ones((limit.RULE_THICK, limit.RULE_THICK), np.uint8)
    bars = cv2.dilate(cv2.morphologyEx(runs, cv2.MORPH_OPEN, thick), thick)
    thin = cv2.subtract(runs, bars)
    beside = cv2.subtract(ink, cv2.dilate(runs, EDGE))
    crowd = _sums(beside, length, 2 * limit.RULE_BESIDE + 1)
    free = ((crowd <= limit.RULE_CROWD * length) & (thin > 0)).astype(np.uint8)
    return thin & _near(free, 2 * length)  # to the rule's end


def _near(marks: np.ndarray, length: int) -> np.ndarray:
    """What lies within half of `length` along the line."""
    return (_sums(np.ascontiguousarray(marks), length | 1) > 0).astype(np.uint8)


def _sums(ink: np.ndarray, wide: int, high: int = 1) -> np.ndarray:
    """Of a window around each pixel: as cheap for a long one as for a short one, which OpenCV's own
    erosions are not. Beyond the page there is nothing."""
    border = cv2.BORDER_CONSTANT
    return cv2.boxFilter(ink, cv2.CV_16U, (wide, high), normalize=False, borderType=border)
