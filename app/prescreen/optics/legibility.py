"""Can a person read it? What the eye would see, and what OCR made of it: either is enough.

OCR that reads well proves legibility; OCR that fails proves nothing (handwriting), unless the
picture itself is small, blurred, dark or pale.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.optics import geometry
from app.prescreen.optics.ocr import Text
from app.prescreen.reading import Reason, Word

A4_LONG_INCHES = 11.69
SEEN_LONG_SIDE = 2000  # pixels of a page at which edges are measured
STRIP, EVERY = 24, 4  # rows looked at together, and one strip in so many
STEEPEST = 99.5  # percentile of the slopes


def judge(
    picture: np.ndarray, text: Text, dpi: float | None, size: tuple[int, int]
) -> tuple[float, tuple[Reason, ...]]:
    """Score from 0 to 1, and the reasons that lower it; `picture` is the page as captured, `size`
    (width and height) that of the page as it was read."""
    read, cut = share_read(text), cut_sides(text, *size)
    if read >= limit.READS_WELL:
        return read, cut
    parts, reasons = _seen(picture, dpi)
    score = max(read, limit.SEEN_WEIGHT * min(parts))
    if not reasons and text.words:
        reasons = (Reason("handwritten", round(1 - read, 2)),)
    return round(score, 3), reasons + cut


def looks_sound(picture: np.ndarray) -> bool:
    """Large, sharp and dark enough to be read: where it reads badly all the same, it is for another
    reason. Asked before other readings are tried, so whatever the file says of its resolution."""
    parts, _ = _seen(picture, None)
    return limit.SEEN_WEIGHT * min(parts) >= limit.LEGIBLE


def cut_sides(text: Text, width: int, height: int) -> tuple[Reason, ...]:
    """Sides where line after line runs into the edge of the picture: something is lost there."""
    lines: dict[int, list[Word]] = {}
    for word in text.words:
        if word.width and word.confidence >= limit.SURE_WORD and len(word.text) > 1:
            lines.setdefault(word.line, []).append(word)
    edge = limit.CUT_EDGE * max(width, height)
    touching = {
        "cut_left": [line for line in lines.values() if min(w.left for w in line) < edge],
        "cut_right": [
            line for line in lines.values() if max(w.left + w.width for w in line) > width - edge
        ],
        "cut_top": [line for line in lines.values() if _in_a_row(line, -1, edge)],
        "cut_bottom": [line for line in lines.values() if _in_a_row(line, height, edge)],
    }
    along, across = max(limit.CUT_LINES, limit.CUT_SHARE * len(lines)), 1
    least = {"cut_left": along, "cut_right": along, "cut_top": across, "cut_bottom": across}
    return tuple(Reason(code) for code, hit in touching.items() if len(hit) >= least[code])


def _in_a_row(line: list[Word], at: int, edge: float) -> bool:
    """Words of one line that all touch the upper edge, or the lower one where `at` is its place."""
    near = [w.top < edge if at < 0 else w.top + w.height > at - edge for w in line]
    return sum(near) >= limit.CUT_WORDS and all(near)


def share_read(text: Text) -> float:
    """Share of the letters in words that OCR is fairly sure of, less where there are few."""
    letters = sum(len(word.text) for word in text.words)
    sure = sum(len(word.text) for word in text.words if word.confidence >= limit.SURE_WORD)
    if letters < limit.FEWEST_LETTERS:
        return 0.0
    return round(sure / letters * min(1.0, sure / 40), 3)


def _seen(picture: np.ndarray, dpi: float | None) -> tuple[tuple[float, ...], tuple[Reason, ...]]:
    strips = list(_strips(picture))
    dark, pale = _levels(strips, (1, 90))
    contrast, size = pale - dark, max(picture.shape)
    steep = sharpness(strips, contrast)
    parts = (
        _between(size, limit.SMALLEST, limit.LARGE_ENOUGH),
        _between(contrast, limit.PALEST, limit.CONTRAST_ENOUGH),
        _between(steep, limit.BLURRED, limit.SHARP_ENOUGH),
    )
    resolution = round(min(dpi or 1e6, size / A4_LONG_INCHES))
    named = (
        (parts[0] < 1, Reason("too_small", resolution)),
        (parts[1] < 1 and pale < limit.DARK, Reason("too_dark", round(pale))),
        (parts[1] < 1 and pale >= limit.DARK, Reason("too_pale", round(contrast))),
        (parts[2] < 1 and parts[1] == 1, Reason("blurred", round(steep, 2))),
    )
    return parts, tuple(reason for holds, reason in named if holds)


def _between(value: float, worst: float, enough: float) -> float:
    return float(np.clip((value - worst) / (enough - worst), 0, 1))


def _strips(picture: np.ndarray) -> Iterator[np.ndarray]:
    """One row in four, in strips, as on a page of `SEEN_LONG_SIDE`: enough to tell."""
    times = min(1.0, SEEN_LONG_SIDE / max(picture.shape))
    band = round(STRIP / times)
    for top in range(0, max(1, picture.shape[0] - band), EVERY * band):
        yield geometry.scaled(picture[top : top + band], times)


def _levels(strips: list[np.ndarray], percent: tuple[float, ...]) -> list[float]:
    each = [cv2.calcHist([grey], [0], None, [256], [0, 256]) for grey in strips]
    counts = np.sum(each, axis=0).ravel().cumsum()
    return [float(np.searchsorted(counts, counts[-1] * share / 100)) for share in percent]


def sharpness(strips: list[np.ndarray], contrast: float) -> float:
    """How fast the steepest edges rise, against the contrast of the page; under 0.1 is a blur."""
    slopes = []
    for grey in strips:
        across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3)
        down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3)
        slopes.append(cv2.magnitude(across, down))
    steep = np.percentile(np.concatenate(slopes), STEEPEST) if slopes else 0.0
    return float(steep / 8 / max(contrast, 1.0))
