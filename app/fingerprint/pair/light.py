"""Whether two captures were lit alike: the shades of bare paper, of which no two are the same.

A scan that was re-encoded keeps them, down to a tenth of a grey level where many pixels are taken
together; another capture of the same paper has its own lamp, its own folds and its own dust.
"""

import cv2
import numpy as np

from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.sheet import LONG_SIDE, Grey, Sheet

CELL = 32  # pixels of a patch of paper
DARK = 60  # of ink density over which a pixel is no bare paper
HALO, SLOW = 13, 1.0  # pixels around ink that are no bare paper; patches
BARE = 0.35  # of a patch, from which it tells
FEWEST_CELLS = 40
NONE = 0.05  # grey levels of deviation under which a page has no shades
ROUNDED, NOT_LINEAR = 1.0, 0.04  # of them that a JPEG rounds; of the deviation that a curve bends


def is_same_light(first: Sheet, second: Sheet, found: Alignment) -> bool | None:
    """Whether the shades of bare paper are the same: what they differ by is what a JPEG rounds.
    Two lamps may throw shadows that look alike, never the same. None where there are none."""
    own, other = shades(first, second, found.matrix)
    if len(own) < FEWEST_CELLS:
        return False
    spread = max(float(own.std()), float(other.std()))
    if spread < NONE:
        return None
    alike = float(np.corrcoef(own, other)[0, 1]) if own.std() and other.std() else 0.0
    differing = spread * np.sqrt(max(0.0, 1 - alike**2))
    return bool(alike >= limit.SAME_SHADES and differing <= ROUNDED + NOT_LINEAR * spread)


def shades(first: Sheet, second: Sheet, matrix: np.ndarray) -> tuple[Grey, Grey]:
    """How bright each patch of bare paper is that both pages show, from one to the next."""
    size = (first.shape[1], first.shape[0])
    over = cv2.warpPerspective(second.raw, matrix, size)
    bare = (cv2.warpPerspective(second.shown, matrix, size) & first.shown).astype(bool)
    plane_over = cv2.warpPerspective(second.plane, matrix, size)
    halo = np.ones((_halo(first, second),) * 2, np.uint8)
    for plane in (first.plane, plane_over):
        bare &= cv2.erode(plane, halo) > 255 - DARK
    weights = _cells(bare.astype(np.float32))
    kept = weights > BARE
    smooth = [_slow(_cells(page * bare), weights)[kept] for page in (first.raw, over)]
    return smooth[0], smooth[1]


def _halo(first: Sheet, second: Sheet) -> int:
    """Pixels around ink that a small picture, or its JPEG, darkens: more where it was enlarged."""
    return round(HALO * max(1.0, LONG_SIDE / min(first.native, second.native))) | 1


def _slow(values: Grey, weights: Grey) -> Grey:
    """Evened over neighbouring patches, for a JPEG rounds each of its own."""
    over = [cv2.GaussianBlur(part, (0, 0), SLOW) for part in (values, weights)]
    return over[0] / np.maximum(over[1], 1e-3)


def _cells(values: Grey) -> Grey:
    height, width = values.shape
    return cv2.resize(
        values.astype(np.float32), (width // CELL, height // CELL), interpolation=cv2.INTER_AREA
    )
