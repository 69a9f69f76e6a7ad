"""What is left of a mark when the other page is taken away from it: the second look at a zone.

Correlation of a small window falls with anything: a speck of a fax, a pale line of an ornament
that a fax draws in dashes, a fold. What a changed digit leaves behind is a piece of a stroke, as
thick and as dark as the writing, on one page and not on the other. Where nothing of the kind is
left, the pages say the same there. Lines that a fax drew across the page are no writing.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from app.fingerprint.pair import ink
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.sheet import Box, Grey, Sheet

ENLARGED = 3  # times
WINDOW = 2.0  # heights of a character, of what is laid on its own
PAD, REACH = 4, 4  # pixels of surroundings; that the mark may be off
BLUR = 0.75  # pixels: evens out the sharpness of two devices
GAIN = (0.6, 1.7)  # how much darker one device may draw a number than the other
PALE_GAIN = 3.0  # and a stamp, which one sees pale and a fax draws in black
FILLED = 0.5  # of the writing's ink: where there is no paper, nothing is written on it
PALEST = 60.0  # of 255: writing is darker
SMALLEST = 8  # pixels of a character's height
TALLEST = 18  # pixels beyond which strokes need not grow with the character
LONGEST_STROKE = 200  # pixels: what runs straight on for longer is a line, not writing
LINE_WIDTH = 5
SOLID = 0.9  # of a character's height: no stroke is as thick
DARK_HALF = 80  # of 255: what two by two pixels are, of which about one is ink
SEEN = 0.97  # of a place, from which the other page shows it


@dataclass(frozen=True)
class Look:
    """One page, the other laid over it, equally dark: 1 is the ink of the writing."""

    mine: Grey
    other: Grey
    shown: Grey
    away: Grey  # no writing: lines that a fax drew, filled areas
    character: float  # pixels of height


def look(own: Sheet, other: Sheet, matrix: np.ndarray) -> Look:
    """`matrix` takes a point of `other` to `own`."""
    size = (own.shape[1], own.shape[0])
    over = cv2.warpPerspective(written(other), matrix, size)
    shown = cv2.warpPerspective(np.ones(other.shape, np.uint8), matrix, size)
    away = cv2.warpPerspective(_lines(other) | _solids(other), matrix, size)
    return Look(written(own), over, shown, away | _lines(own) | _solids(own), ink.character(own))


def is_left(pages: Look, box: Box, *, number: bool, lost: bool = False) -> bool:
    """Whether a piece of writing stands on one page alone.

    A number, and a mark that is not there at all, are held to their own ink, however pale: a pen
    may be. The rest is held to that of the page's writing, for ornaments and stamps are paler and
    a fax draws them in dashes.
    """
    height = max(SMALLEST, min(box[3], pages.character))
    return any(_is_left(pages, part, height, number, lost) for part in _windows(box, height))


def written(sheet: Sheet) -> Grey:
    """Ink, as a share of that of the page's writing: ornaments are paler."""
    if "written" not in sheet.memory:
        dark = 255.0 - sheet.plane.astype(np.float32)
        peaks = [
            float(np.percentile(dark[y : y + h, x : x + w], 95)) for x, y, w, h in ink.marks(sheet)
        ]
        usual = float(np.percentile(peaks, 60)) if peaks else 255.0
        sheet.memory["written"] = dark / max(PALEST, usual)
    return sheet.memory["written"]


def _lines(sheet: Sheet) -> Grey:
    """Looked for at half size, where it costs a fifth and finds the same."""
    if "lines" not in sheet.memory:
        dark = ink.dark_of(sheet.plane)
        half = (dark.shape[1] // 2, dark.shape[0] // 2)
        small = cv2.resize(dark * 255, half, interpolation=cv2.INTER_AREA)
        seen = (small > DARK_HALF).astype(np.uint8) * 255
        found = cv2.HoughLinesP(seen, 1, np.pi / 720, 60, None, LONGEST_STROKE / 2, 2)
        mask = np.zeros_like(dark)
        for line in found.reshape(-1, 4) if found is not None else ():
            x0, y0, x1, y1 = (2 * int(value) for value in line)
            cv2.line(mask, (x0, y0), (x1, y1), (1,), LINE_WIDTH)
        sheet.memory["lines"] = mask
    return sheet.memory["lines"]


def _solids(sheet: Sheet) -> Grey:
    """Areas far thicker than a stroke, a photograph or a bar: one device fills them, a fax draws
    their outline."""
    if "solids" not in sheet.memory:
        thick = max(9, round(SOLID * ink.character(sheet)) | 1)
        piece = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick))
        found = cv2.morphologyEx(ink.dark_of(sheet.plane), cv2.MORPH_OPEN, piece)
        around = np.ones((thick, thick), np.uint8)
        sheet.memory["solids"] = cv2.dilate(found, around) if found.any() else found
    return sheet.memory["solids"]


def _windows(box: Box, height: float) -> list[Box]:
    x, y, w, h = box
    wide, step = round(WINDOW * height), round(WINDOW * height / 2)
    if w <= wide + step:
        return [box]
    return [(min(at, x + w - wide), y, wide, h) for at in range(x, x + w - wide + step, step)]


def _is_left(pages: Look, box: Box, height: float, number: bool, lost: bool) -> bool:
    strict = number or lost
    parts = _parts(pages, box, GAIN[1] if strict else PALE_GAIN)
    if parts is None:
        return number
    if not number and max(np.percentile(part, 10) for part in parts[:2]) > FILLED:
        return False
    return largest(*parts, height, strict) >= (limit.NUMBER_LEFT if strict else limit.LEFT)[1]


def largest(mine: Grey, other: Grey, kept: Grey, height: float, strict: bool) -> float:
    """The largest piece that one has and not the other, as a share of a character's square."""
    share = limit.NUMBER_LEFT[0] * _darkest(mine, other) if strict else limit.LEFT[0]
    thick = max(3, round(limit.STROKE * min(height, TALLEST) * ENLARGED) | 1)
    piece = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick))
    found = 0
    for rest in (mine - other, other - mine):
        mask = ((rest > share) & kept).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, piece)
        areas = cv2.connectedComponentsWithStats(mask)[2][1:, cv2.CC_STAT_AREA]
        found = max([found, *areas.tolist()])
    return found / (ENLARGED * height) ** 2


def _darkest(mine: Grey, other: Grey) -> float:
    return max(0.25, float(max(np.percentile(mine, 97), np.percentile(other, 97))))


def _parts(pages: Look, box: Box, most: float) -> tuple[Grey, Grey, Grey] | None:
    """Both inks of the place, one laid on the other, equally dark; and what of it counts."""
    x, y, w, h = box
    rows, columns = pages.mine.shape
    x0, y0 = max(0, x - PAD), max(0, y - PAD)
    x1, y1 = min(columns, x + w + PAD), min(rows, y + h + PAD)
    u0, v0 = max(0, x0 - REACH), max(0, y0 - REACH)
    u1, v1 = min(columns, x1 + REACH), min(rows, y1 + REACH)
    shown = pages.shown[y0 : max(0, y1), x0 : max(0, x1)]
    if shown.sum() < SEEN * w * h or shown.mean() < SEEN:
        return None
    mine, around = _enlarged(pages.mine[y0:y1, x0:x1]), _enlarged(pages.other[v0:v1, u0:u1])
    across, down = cv2.minMaxLoc(cv2.matchTemplate(around, mine, cv2.TM_CCOEFF_NORMED))[3]
    other = around[down : down + mine.shape[0], across : across + mine.shape[1]]
    gain = float((mine * other).sum() / max(1e-6, float((other * other).sum())))
    plain = cv2.erode(shown, np.ones((3, 3), np.uint8)) * (1 - pages.away[y0:y1, x0:x1])
    kept = cv2.resize(plain, (mine.shape[1], mine.shape[0]), interpolation=cv2.INTER_NEAREST)
    return mine, other * min(max(gain, GAIN[0]), most), kept > 0


def _enlarged(part: Grey) -> Grey:
    large = cv2.resize(part, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    return cv2.GaussianBlur(large, (0, 0), BLUR * ENLARGED)
