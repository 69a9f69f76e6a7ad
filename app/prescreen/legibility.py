"""Can a person read it? What the eye would see, and what OCR made of it: either is enough.

OCR that reads well proves legibility; OCR that fails proves nothing (handwriting), unless the
picture itself is small, blurred, dark or pale.
"""

import cv2
import numpy as np

from app.prescreen import geometry
from app.prescreen import thresholds as limit
from app.prescreen.ocr import Text
from app.prescreen.reading import Reason

A4_LONG_INCHES = 11.69


def judge(picture: np.ndarray, text: Text, dpi: float | None) -> tuple[float, tuple[Reason, ...]]:
    """Score from 0 to 1, and the reasons that lower it; `picture` is the page as captured."""
    read = share_read(text)
    if read >= limit.READS_WELL:
        return read, ()
    parts, reasons = _seen(picture, dpi)
    score = max(read, limit.SEEN_WEIGHT * min(parts))
    if not reasons and text.words:
        reasons = (Reason("handwritten", round(1 - read, 2)),)
    return round(score, 3), reasons


def share_read(text: Text) -> float:
    """Share of the letters in words that OCR is fairly sure of, less where there are few."""
    letters = sum(len(word.text) for word in text.words)
    sure = sum(len(word.text) for word in text.words if word.confidence >= limit.SURE_WORD)
    if letters < limit.FEWEST_LETTERS:
        return 0.0
    return round(sure / letters * min(1.0, sure / 40), 3)


def _seen(picture: np.ndarray, dpi: float | None) -> tuple[tuple[float, ...], tuple[Reason, ...]]:
    small = geometry.shrunk(picture, 2000)
    dark, pale = (float(level) for level in np.percentile(small, (1, 90)))
    contrast, size = pale - dark, max(picture.shape)
    steep = sharpness(small, contrast)
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


def sharpness(grey: np.ndarray, contrast: float) -> float:
    """How fast the steepest edges rise, against the contrast of the page; under 0.1 is a blur."""
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3)
    return float(np.percentile(cv2.magnitude(across, down), 99.5) / 8 / max(contrast, 1.0))
