"""Which marks stand on the paper: what lies beyond what both pages surely show may be the table."""

import cv2
import numpy as np

from app.fingerprint.pair import glyphs
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.ink import Found
from app.fingerprint.pair.laid import Laid
from app.fingerprint.pair.sheet import Box, Grey, Sheet

Marks = list[Found]


def within(sides: tuple[Laid, Laid], marks: tuple[Marks, Marks], found: Alignment) -> list[Marks]:
    """The marks of either page that its paper bears."""
    worded = [_worded(side, rows) for side, rows in zip(sides, marks, strict=True)]
    paper = _hull(worded, found)
    paper = _hull(list(marks), found) if paper is None else paper
    if paper is None:
        return list(marks)
    return [_within(side, rows, paper) for side, rows in zip(sides, marks, strict=True)]


def _worded(side: Laid, marks: Marks) -> Marks:
    """Marks that bear a word: the grain of a table top may agree by chance, words do not."""
    return [mark for mark in marks if _is_read(side.own, mark.box)]


def _hull(marks: list[Marks], found: Alignment) -> np.ndarray | None:
    """Around what both pages surely show, on the first."""
    corners: list[tuple[float, float]] = []
    for rows, matrix in zip(marks, (None, found.matrix), strict=True):
        sure = [m.box for m in rows if _is_sure(m)]
        points = [(x + w * u, y + h * v) for x, y, w, h in sure for u in (0, 1) for v in (0, 1)]
        if points and matrix is not None:
            points = cv2.perspectiveTransform(np.array([points], np.float32), matrix)[0].tolist()
        corners += points
    return cv2.convexHull(np.array(corners, np.float32)) if len(corners) >= 12 else None


def _is_sure(mark: Found) -> bool:
    return mark.score >= limit.SURE_MARK and mark.weakest >= limit.SURE_WINDOW


def _within(side: Laid, rows: Marks, paper: np.ndarray) -> Marks:
    """Marks between those surely found, as bright around as there, or read."""
    light = _light(side.own)
    sure = [_light_at(light, mark.box) for mark in rows if _is_sure(mark)]
    bright = limit.AS_BRIGHT * float(np.median(sure)) if sure else 255.0
    return [
        mark
        for mark in rows
        if _is_inside(side, mark.box, paper)
        or _light_at(light, mark.box) >= bright
        or _is_read(side.own, mark.box)
    ]


def _is_inside(side: Laid, box: Box, paper: np.ndarray) -> bool:
    x, y, w, h = box
    centre = (x + w / 2, y + h / 2)
    if side.to_first is not None:
        point = np.array([[centre]], np.float32)
        centre = cv2.perspectiveTransform(point, side.to_first)[0, 0]
    inside = cv2.pointPolygonTest(paper, (float(centre[0]), float(centre[1])), True)
    return inside > -limit.PAPER_MARGIN


def _light(sheet: Sheet) -> Grey:
    """The brightness of what a mark is written on, on a sixteenth of the plane."""
    height, width = sheet.shape
    size = (max(8, width // 16), max(8, height // 16))
    small = cv2.resize(sheet.raw, size, interpolation=cv2.INTER_AREA)
    return cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 5)


def _light_at(light: Grey, box: Box) -> float:
    x, y, w, h = box
    row, column = (y + h // 2) // 16, (x + w // 2) // 16
    return float(light[min(row, light.shape[0] - 1), min(column, light.shape[1] - 1)])


def _is_read(sheet: Sheet, box: Box) -> bool:
    return len(glyphs.folded(glyphs.words_at(sheet, box))) > 2
