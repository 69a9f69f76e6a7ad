"""Can a person read it? A score from what the eye would see and from what OCR made of it."""

import cv2
import numpy as np

from app.prescreen import geometry
from app.prescreen import thresholds as limit
from app.prescreen.ocr import Text
from app.prescreen.reading import Reason

A4_LONG_INCHES = 11.69


def judge(grey: np.ndarray, text: Text, dpi: float | None) -> tuple[float, tuple[Reason, ...]]:
    """Score from 0 to 1, and the reasons that lower it."""
    reasons = []
    resolution = dpi or max(grey.shape) / A4_LONG_INCHES
    if max(grey.shape) < 800 or resolution < limit.TOO_SMALL_DPI * 0.7:
        reasons.append(
            Reason("too_small", round(min(resolution, max(grey.shape) / A4_LONG_INCHES)))
        )
    dark, pale = _light(grey)
    if pale < limit.DARK:
        reasons.append(Reason("too_dark", round(pale)))
    if pale - dark < limit.PALE:
        reasons.append(Reason("too_pale", round(pale - dark)))
    score = _score(text)
    if score < limit.LEGIBLE and not reasons:
        reasons.append(Reason("blurred", round(sharpness(grey), 2)))
    small = any(reason.code == "too_small" for reason in reasons) and max(grey.shape) < 600
    return (min(score, 0.2) if small else score), tuple(reasons)


def _score(text: Text) -> float:
    """Share of the letters in words that OCR is fairly sure of, scaled by how many there are."""
    letters = sum(len(word.text) for word in text.words)
    sure = sum(len(word.text) for word in text.words if word.confidence >= 55)
    if letters < 12:
        return 0.0
    share = sure / letters
    return round(min(1.0, share * min(1.0, sure / 40)), 3)


def _light(grey: np.ndarray) -> tuple[float, float]:
    small = geometry.shrunk(grey, 400)
    low, high = np.percentile(small, (2, 90))
    return float(low), float(high)


def sharpness(grey: np.ndarray) -> float:
    """How steep edges are against how strong they are: near 1 for a scan, near 0 when blurred."""
    small = geometry.shrunk(grey, 1600)
    edges = np.abs(cv2.Laplacian(small, cv2.CV_32F))
    slopes = np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0)) + 1
    return float(min(1.0, np.percentile(edges, 99) / np.percentile(slopes, 99)))
