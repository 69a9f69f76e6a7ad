"""Ink compared mark by mark, where two pages lie over each other.

A mark is a run of joined ink, about a word. Another capture of one paper shows every mark of the
other at its place; another act on the same form lacks those that were filled in. A digit weighs
little in a long number, so the worst window of one character counts beside the whole mark.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from app.fingerprint.pair.sheet import LONG_SIDE, Box, Grey, Sheet

BLUR = 1.0  # pixels: evens out the sharpness of two devices
JOIN = (3, 9)  # pixels closed between letters, down and across
RULES = (45, 70)  # pixels: ink longer than that, down and across, is a printed rule
HEIGHTS = (7, 90)  # pixels of a mark
WIDTHS = (4, 700)
FEWEST_DARK = 25  # pixels of ink in a mark
DARKEST_PAPER = 190
PAD = 2
SMALLEST = 700  # pixels of the long side as received, from which any page may be told
SMALLEST_CHARACTER = 10  # pixels as received
SEEN_SHARE = 0.98  # of a mark's surroundings that the other page must show


@dataclass(frozen=True)
class Found:
    """How well a mark is found on the other page, and how far off."""

    box: Box
    score: float  # correlation of the whole mark, -1 … 1
    weakest: float  # of its worst window of one character
    dx: int
    dy: int


def density(sheet: Sheet) -> Grey:
    if "density" not in sheet.memory:
        dark = 255.0 - sheet.plane.astype(np.float32)
        sheet.memory["density"] = cv2.GaussianBlur(dark, (0, 0), BLUR)
    return sheet.memory["density"]


def marks(sheet: Sheet) -> list[Box]:
    if "marks" not in sheet.memory:
        sheet.memory["marks"] = _marks(sheet.plane)
    return sheet.memory["marks"]


def character(sheet: Sheet) -> float:
    """The usual height of a word in pixels; of a mark, where OCR read none."""
    heights = [w.box[3] for w in sheet.words if w.box[2]] or [box[3] for box in marks(sheet)]
    return float(np.median(heights)) if heights else 0.0


def is_too_small(sheet: Sheet) -> bool:
    """Whether digits cannot be told: few pixels were received, a card's large characters aside."""
    received = character(sheet) * sheet.native / LONG_SIDE
    return sheet.native < SMALLEST and received < SMALLEST_CHARACTER


def dark_of(plane: Grey) -> Grey:
    level, _ = cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (plane <= min(level, DARKEST_PAPER)).astype(np.uint8)


def _marks(plane: Grey) -> list[Box]:
    dark = dark_of(plane)
    down, across = RULES
    rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, across), np.uint8))
    rules |= cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((down, 1), np.uint8))
    dark &= 1 - cv2.dilate(rules, np.ones((3, 3), np.uint8))
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones(JOIN, np.uint8))
    found = []
    for left, top, width, height, _ in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        sized = HEIGHTS[0] <= height <= HEIGHTS[1] and WIDTHS[0] <= width <= WIDTHS[1]
        if sized and dark[top : top + height, left : left + width].sum() >= FEWEST_DARK:
            found.append((left, top, width, height))
    return found


def laid_over(density_b: Grey, matrix: np.ndarray, shape: tuple[int, int]) -> tuple[Grey, Grey]:
    """The second page on the first one's grid, and where it has anything to show."""
    height, width = shape
    over = cv2.warpPerspective(density_b, matrix, (width, height), flags=cv2.INTER_LINEAR)
    whole = np.ones(density_b.shape, np.uint8)
    return over, cv2.warpPerspective(whole, matrix, (width, height))


def find(own: Grey, over: Grey, shown: Grey, boxes: list[Box], reach: int) -> list[Found]:
    """Each mark that the other page could show, looked for within `reach` pixels of its place."""
    height, width = own.shape
    found = []
    for box in boxes:
        left, top, wide, tall = box
        x0, y0 = max(0, left - PAD), max(0, top - PAD)
        x1, y1 = min(width, left + wide + PAD), min(height, top + tall + PAD)
        u0, v0, u1, v1 = max(0, x0 - reach), max(0, y0 - reach), x1 + reach, y1 + reach
        if shown[v0:v1, u0:u1].mean() < SEEN_SHARE:
            continue
        mark, around = own[y0:y1, x0:x1], over[v0:v1, u0:u1]
        _, score, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(around, mark, cv2.TM_CCOEFF_NORMED))
        there = around[y : y + mark.shape[0], x : x + mark.shape[1]]
        found.append(Found(box, score, weakest(mark, there, score), u0 + x - x0, v0 + y - y0))
    return found


def weakest(mark: Grey, other: Grey, score: float) -> float:
    """Correlation of the worst window one character wide; `score` for a mark of one character.

    Windows with little ink are compared on the scale of the best inked one, so that a gap
    between words does not count.
    """
    tall, wide = mark.shape
    size = max(5, round(0.8 * tall))
    if wide <= size + 2:
        return score
    n = size * tall
    sums = [_windows(z, size) for z in (mark, other, mark * mark, other * other, mark * other)]
    of_mark = sums[2] - sums[0] ** 2 / n
    of_other = sums[3] - sums[1] ** 2 / n
    both = sums[4] - sums[0] * sums[1] / n
    floor = 0.15 * max(of_mark.max(), of_other.max(), 1.0)
    scale = np.sqrt(np.maximum(of_mark, floor) * np.maximum(of_other, floor))
    blank = (of_mark < floor) & (of_other < floor)
    return float(np.where(blank, 1.0, both / scale).min())


def _windows(values: Grey, size: int) -> np.ndarray:
    total = np.concatenate([[0.0], np.cumsum(values.sum(axis=0, dtype=np.float64))])
    return total[size:] - total[:-size]


def moved(own: Grey, over: Grey, box: Box) -> float:
    """The best score of a mark anywhere on its own line or the next: text that was pushed."""
    left, top, wide, tall = box
    mark = own[max(0, top - 1) : top + tall + 1, max(0, left - 1) : left + wide + 1]
    reach = int(2.2 * tall) + 12
    band = over[max(0, top - reach) : top + tall + reach]
    if band.shape[0] < mark.shape[0] or band.shape[1] < mark.shape[1]:
        return 0.0
    return float(cv2.minMaxLoc(cv2.matchTemplate(band, mark, cv2.TM_CCOEFF_NORMED))[1])
