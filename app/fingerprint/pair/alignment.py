"""One page laid over another: local features, a homography, and its refinement on the ink.

Measured on the development set: other captures of one paper keep 150 to 1,200 features in
agreement, pages that share nothing 5 to 11.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from app.fingerprint.pair.sheet import Sheet

FEATURES = 1800  # a page, at most
FEATURE_SIDE = 1100  # pixels of the long side on which features are looked for
RATIO = 0.85  # of the distances to the best and the second best match (Lowe 2004)
REACH = 5.0  # pixels that a feature may stand off
FEWEST = 25  # features in agreement, under which two pages share nothing
_SIFT = cv2.SIFT_create(nfeatures=FEATURES)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Alignment:
    """`matrix` takes a point of the second page to the first."""

    matrix: np.ndarray
    features: int

    @property
    def inverse(self) -> np.ndarray:
        return np.linalg.inv(self.matrix)


def align(first: Sheet, second: Sheet) -> Alignment | None:
    """None where the pages have not enough in common to be laid over each other."""
    (points_a, marks_a), (points_b, marks_b) = features(first), features(second)
    if min(len(points_a), len(points_b)) < FEWEST:
        return None
    of_a, of_b = _matches(marks_a, marks_b)
    if len(of_a) < FEWEST:
        return None
    matrix, kept = cv2.findHomography(
        points_b[of_b], points_a[of_a], cv2.USAC_MAGSAC, REACH, maxIters=5000, confidence=0.999
    )
    if matrix is None or int(kept.sum()) < FEWEST or not _is_sane(matrix, second):
        return None
    return Alignment(matrix, int(kept.sum()))


def features(sheet: Sheet) -> tuple[np.ndarray, np.ndarray]:
    if "features" not in sheet.memory:
        factor = FEATURE_SIDE / max(sheet.shape)
        small = cv2.resize(sheet.plane, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        found, marks = _SIFT.detectAndCompute(small, None)
        points = np.array([p.pt for p in found], np.float32).reshape(-1, 2) / np.float32(factor)
        rows = np.zeros((0, 128), np.float32) if marks is None else marks
        rooted = np.sqrt(rows / (rows.sum(axis=1, keepdims=True) + 1e-6))  # RootSIFT
        sheet.memory["features"] = points, rooted.astype(np.float32)
    return sheet.memory["features"]


def _matches(marks_a: np.ndarray, marks_b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each other's best, and clearly better than the second best."""
    likeness = marks_a @ marks_b.T
    rows = np.arange(len(marks_a))
    best = likeness.argmax(axis=1)
    value = likeness[rows, best].copy()
    mutual = likeness.argmax(axis=0)[best] == rows
    likeness[rows, best] = -1
    second = likeness.max(axis=1)
    kept = mutual & ((1 - value) < RATIO**2 * (1 - second))
    return rows[kept], best[kept]


def _is_sane(matrix: np.ndarray, page: Sheet) -> bool:
    """A page never folds over itself nor shrinks to a tenth."""
    height, width = page.shape
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float32)
    moved = cv2.perspectiveTransform(corners, matrix)[0]
    area = cv2.contourArea(moved, oriented=True)
    return cv2.isContourConvex(moved) and 0.1 < area / (height * width) < 10


def shifted(alignment: Alignment, found: Sequence[tuple[float, float, float, float]]) -> Alignment:
    """Refined by what moved on the first page: (x, y) of a mark, and how far off it lies."""
    if len(found) < 12:
        return alignment
    where = np.array([(x + dx, y + dy) for x, y, dx, dy in found], np.float32)
    meant = np.array([(x, y) for x, y, _, _ in found], np.float32)
    step, _ = cv2.findHomography(where, meant, cv2.USAC_MAGSAC, 2.0)
    if step is None:
        return alignment
    return Alignment(step @ alignment.matrix, alignment.features)
