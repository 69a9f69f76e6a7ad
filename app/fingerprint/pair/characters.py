"""The characters of a page, cut from its marks and brought to one size.

Without OCR: ink that stands together and as high as a character is one, whatever it says. What is
too wide for one is several of equal width, for figures of one face are as wide as each other.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from app.fingerprint.pair import ink
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.sheet import Box, Grey, Sheet

TALL, WIDE, MARGIN = 20, 26, 2  # pixels of a character as compared, and of paper around it
HEIGHTS = (7, 60)  # pixels of a character on the page
LOW = 0.55  # of the mark's usual height, under which ink is a full stop or an accent
OVER = 0.5  # of the width, that stands above something else: an accent, the dot of an i
TOO_WIDE, USUAL_WIDTH = 1.05, 0.66  # of the height: two that touch; one figure
INKED = 0.4  # of the darkest of a place
RUNS_ON = 3  # times its height, beyond which a piece of ink is a line
LONGEST = 12  # characters that touch: beyond it is a line


@dataclass(frozen=True)
class Offset:
    """A character's box, and how far off its mark is found on the other page."""

    box: Box
    dx: int
    dy: int


def cut(sheet: Sheet, mark: Box) -> list[Box]:
    """The characters of a mark from left to right."""
    known = sheet.memory.setdefault("characters", {})
    if mark not in known:
        known[mark] = _cut(_dark(sheet), mark)
    return known[mark]


def has_figures(written: Grey, box: Box, usual: float) -> bool:
    """Whether a place shows ink as high as figures are, of characters `usual` pixels high, and not
    a line that runs on. `written` grows with the ink, which may be pale."""
    x, y, w, h = (max(0, value) for value in box)
    part = written[y : y + h, x : x + w]
    if h < limit.LEGIBLE_DIGIT * usual or not part.size:
        return False
    dark = (part > INKED * part.max()).astype(np.uint8)
    least = limit.LEGIBLE_DIGIT * min(h, usual)
    parts = cv2.connectedComponentsWithStats(dark)[2][1:, :4].tolist()
    return any(high >= least and wide <= RUNS_ON * high for _, _, wide, high in parts)


def _dark(sheet: Sheet) -> Grey:
    if "dark" not in sheet.memory:
        sheet.memory["dark"] = ink.dark_of(sheet.plane)
    return sheet.memory["dark"]


def _cut(dark: Grey, mark: Box) -> list[Box]:
    x, y, w, h = mark
    parts = cv2.connectedComponentsWithStats(dark[y : y + h, x : x + w])[2][1:, :4].tolist()
    whole = [p for p in _stacked(parts) if p[3] - p[1] >= HEIGHTS[0]]
    usual = float(np.median([bottom - top for _, top, _, bottom in whole])) if whole else 0.0
    found = []
    for left, top, right, bottom in whole:
        wide, high = right - left, bottom - top
        if high < LOW * usual:
            continue
        count = round(wide / (USUAL_WIDTH * high)) if wide > TOO_WIDE * high else 1
        if high <= HEIGHTS[1] and count <= LONGEST:
            edges = [left + wide * n // count for n in range(count + 1)]
            found += [(x + a, y + top, b - a, high) for a, b in zip(edges, edges[1:], strict=False)]
    return found


def _stacked(parts: list[list[int]]) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each piece; what stands above each other is one."""
    whole: list[tuple[int, int, int, int]] = []
    for left, top, wide, high in sorted(parts):
        right, bottom = left + wide, top + high
        if whole:
            a, b, c, d = whole[-1]
            if min(c, right) - max(a, left) > OVER * min(wide, c - a):
                whole[-1] = (a, min(b, top), max(c, right), max(d, bottom))
                continue
        whole.append((left, top, right, bottom))
    return whole


def pictures(page: Grey, found: list[Offset], reach: int, *, moved: bool) -> Grey:
    """Each character in the middle of its own picture, as tall as every other, `reach` pixels
    more of its surroundings; where it is found on the other page if `moved`."""
    wide, tall = WIDE + 2 * reach, TALL + 2 * (MARGIN + reach)
    made = np.zeros((len(found), tall, wide), np.float32)
    for rank, one in enumerate(found):
        x, y, w, h = one.box
        factor = TALL / h
        across = x + (w - 1) / 2 + (one.dx if moved else 0)
        down = y + (h - 1) / 2 + (one.dy if moved else 0)
        step = ((wide - 1) / 2 - factor * across, (tall - 1) / 2 - factor * down)
        matrix = np.array([[factor, 0, step[0]], [0, factor, step[1]]])
        made[rank] = cv2.warpAffine(page, matrix, (wide, tall), borderMode=cv2.BORDER_REPLICATE)
    return made


def masks(found: list[Offset]) -> Grey:
    """What of each picture is the character's own, and not its neighbours'."""
    made = np.zeros((len(found), TALL + 2 * MARGIN, WIDE), np.float32)
    for rank, one in enumerate(found):
        half = one.box[2] * TALL / one.box[3] / 2 + 1.5
        first, last = round(WIDE / 2 - half), round(WIDE / 2 + half)
        made[rank, :, max(0, first) : min(WIDE, last)] = 1
    return made
