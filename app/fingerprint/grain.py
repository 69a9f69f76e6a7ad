"""Same scan or another scan of the same paper: what is not ink tells.

Two scans light the sheet differently, and no speck falls twice in one place; a scan that was
re-encoded keeps its shades and its specks.
"""

import cv2
import numpy as np

from app.fingerprint.comparison import Comparison

CELL = 32  # pixels of a patch of paper
DARK = 60  # of ink density over which a pixel is no bare paper
SAME_SHADES = 0.9  # correlation
FEWEST_CELLS = 40
FLAT = 0.35  # grey levels of deviation under which a page has no shades


def is_same_scan(found: Comparison) -> bool:
    return likeness(found) >= SAME_SHADES


def likeness(found: Comparison) -> float:
    """Correlation of the shades of bare paper, -1 … 1; 1 where neither page has any."""
    first, second = _shades(found)
    if len(first) < FEWEST_CELLS:
        return 0.0
    spread = float(first.std()), float(second.std())
    if max(spread) < FLAT:
        return 1.0
    if min(spread) < FLAT:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _shades(found: Comparison) -> tuple[np.ndarray, np.ndarray]:
    """Mean grey of each patch of bare paper that both pages show."""
    height, width = found.first.shape
    matrix = found.alignment.matrix
    over = cv2.warpPerspective(found.second.raw, matrix, (width, height))
    shown = cv2.warpPerspective(np.ones(found.second.shape, np.uint8), matrix, (width, height))
    bare = shown.astype(bool)
    plane_over = cv2.warpPerspective(found.second.plane, matrix, (width, height))
    for plane in (found.first.plane, plane_over):
        bare &= cv2.erode(plane, np.ones((5, 5), np.uint8)) > 255 - DARK
    weights = _cells(bare.astype(np.float32))
    kept = weights > 0.5
    first = _cells(found.first.raw * bare) / np.maximum(weights, 1e-3)
    second = _cells(over * bare) / np.maximum(weights, 1e-3)
    return first[kept], second[kept]


def _cells(values: np.ndarray) -> np.ndarray:
    height, width = values.shape
    return cv2.resize(
        values.astype(np.float32), (width // CELL, height // CELL), interpolation=cv2.INTER_AREA
    )
