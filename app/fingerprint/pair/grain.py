"""Same scan or another scan of the same paper: what is not ink tells, and ink to the pixel.

Two scans light the sheet differently, and no speck falls twice in one place; a scan that was
re-encoded keeps its shades and its specks. It needs no reading: window by window its ink is the
same, where another capture, or one changed digit, is not.
"""

import cv2
import numpy as np

from app.fingerprint.pair import ink
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.sheet import Grey, Sheet

CELL = 32  # pixels of a patch of paper
DARK = 60  # of ink density over which a pixel is no bare paper
FEWEST_CELLS = 40
FLAT = 0.35  # grey levels of deviation under which a page has no shades
ROUNDED = 1.0  # the same where neither has any to speak of: a JPEG rounds to whole levels
WINDOW = 15  # pixels: about one character
INKED = 30.0  # grey levels of deviation from which a window has ink
FEWEST_INKED = 4000  # places of a window on a page with enough ink to tell
KEPT_FEATURES = 200  # a re-encoded scan keeps more of its local features than that


def is_same_scan(first: Sheet, second: Sheet, found: Alignment) -> bool:
    """Without a look at what is written: only where every window of ink is the same."""
    if found.features < KEPT_FEATURES or ink.is_too_small(first) or ink.is_too_small(second):
        return False
    agreed = agreements(first, second, found)
    if len(agreed) < FEWEST_INKED or float(agreed.min()) < limit.SAME_INK:
        return False
    return likeness(first, second, found) >= limit.SAME_SHADES


def is_rescan(first: Sheet, second: Sheet, found: Alignment) -> bool:
    """Of pages known to show the same: a scan that was spoilt on its way may lose a few windows."""
    if likeness(first, second, found) < limit.SAME_SHADES:
        return False
    agreed = agreements(first, second, found)
    return len(agreed) >= FEWEST_INKED and float(np.percentile(agreed, 1)) >= limit.SAME_INK


def agreements(first: Sheet, second: Sheet, found: Alignment) -> Grey:
    """Correlation of every window of ink that both pages show, -1 … 1."""
    own, other = ink.density(first), ink.density(second)
    over, shown = ink.laid_over(other, found.matrix, first.shape)
    shown = cv2.erode(shown, np.ones((WINDOW, WINDOW), np.uint8), borderValue=0)
    of_own, of_over = _mean(own), _mean(over)
    spread_own = _mean(own * own) - of_own**2
    spread_over = _mean(over * over) - of_over**2
    both = _mean(own * over) - of_own * of_over
    inked = (np.maximum(spread_own, spread_over) > INKED**2) & (shown > 0)
    least = INKED**2 / 4
    scale = np.sqrt(np.maximum(spread_own, least) * np.maximum(spread_over, least))
    return (both / scale)[inked]


def _mean(values: Grey) -> Grey:
    return cv2.blur(values, (WINDOW, WINDOW))


def likeness(first: Sheet, second: Sheet, found: Alignment) -> float:
    """Correlation of the shades of bare paper, -1 … 1; 1 where neither page has any."""
    own, other = _shades(first, second, found.matrix)
    if len(own) < FEWEST_CELLS:
        return 0.0
    spread = float(own.std()), float(other.std())
    if max(spread) < ROUNDED:
        return 1.0
    if min(spread) < FLAT:
        return 0.0
    return float(np.corrcoef(own, other)[0, 1])


def _shades(first: Sheet, second: Sheet, matrix: np.ndarray) -> tuple[Grey, Grey]:
    """Mean grey of each patch of bare paper that both pages show."""
    size = (first.shape[1], first.shape[0])
    over = cv2.warpPerspective(second.raw, matrix, size)
    shown = cv2.warpPerspective(np.ones(second.shape, np.uint8), matrix, size)
    bare = shown.astype(bool)
    plane_over = cv2.warpPerspective(second.plane, matrix, size)
    for plane in (first.plane, plane_over):
        bare &= cv2.erode(plane, np.ones((5, 5), np.uint8)) > 255 - DARK
    weights = _cells(bare.astype(np.float32))
    kept = weights > 0.5
    own = _cells(first.raw * bare) / np.maximum(weights, 1e-3)
    other = _cells(over * bare) / np.maximum(weights, 1e-3)
    return own[kept], other[kept]


def _cells(values: Grey) -> Grey:
    height, width = values.shape
    return cv2.resize(
        values.astype(np.float32), (width // CELL, height // CELL), interpolation=cv2.INTER_AREA
    )
