"""Frames of certificates: bands of interlaced lines around the page, of which Tesseract makes words
in plenty. To read them costs up to as much as to read the act, so they are taken away before.

A frame is told from writing by what no writing at the edge of an upright page is: a narrow strip,
with nothing beside it, that goes on without a break along most of the side. Ruled lines stay, and a
column of figures between them.
"""

from itertools import pairwise

import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.optics import geometry

PAPER = 245
Box = tuple[int, int, int, int]  # left, top, right, bottom


def strips_of(grey: np.ndarray) -> list[Box]:
    """Of a page that is upright and straight. On a photograph the edge of the paper is one too."""
    step = max(1, round(max(grey.shape) / geometry.SMALL))
    ink = geometry.ink_of(np.ascontiguousarray(grey[::step, ::step]))
    found: list[Box] = []
    for _ in range(limit.FRAMES):
        strips = _strips(ink)
        for left, top, right, bottom in strips:
            ink[top:bottom, left:right] = 0
        found += strips
    return [(x0 * step, y0 * step, x1 * step, y1 * step) for x0, y0, x1, y1 in found]


def emptied(grey: np.ndarray, strips: list[Box]) -> np.ndarray:
    if not strips:
        return grey
    page = grey.copy()
    for left, top, right, bottom in strips:
        page[top:bottom, left:right] = PAPER
    return page


def are_within(points: np.ndarray, strips: list[Box]) -> np.ndarray:
    """Which of the points (x, y) lie in one of them."""
    within = np.zeros(len(points), bool)
    for left, top, right, bottom in strips:
        x, y = points[:, 0], points[:, 1]
        within |= (left <= x) & (x < right) & (top <= y) & (y < bottom)
    return within


def _strips(ink: np.ndarray) -> list[Box]:
    """On the left and on the right; above and below only where both of those are, for a line of
    writing is a strip too."""
    wide, high = ink.shape[1], ink.shape[0]
    left = [(x0, y0, x1, y1) for y0, y1, x0, x1 in _along(ink)]
    right = [(wide - x1, y0, wide - x0, y1) for y0, y1, x0, x1 in _along(ink[:, ::-1])]
    if not left or not right:
        return left + right
    above = [(x0, y0, x1, y1) for x0, x1, y0, y1 in _along(ink.T)]
    below = [(x0, high - y1, x1, high - y0) for x0, x1, y0, y1 in _along(ink.T[:, ::-1])]
    return left + right + above + below


def _along(ink: np.ndarray) -> list[Box]:
    """Strips of the left side, part by part since a photograph is no rectangle: from which row to
    which, from which column to which."""
    rows = np.flatnonzero(ink.any(axis=1))
    if len(rows) < limit.FRAME_PARTS:
        return []
    ends = np.linspace(rows[0], rows[-1] + 1, limit.FRAME_PARTS + 1).astype(int).tolist()
    parts = [ink[top:bottom] for top, bottom in pairwise(ends)]
    found = [_strip(part, ink.shape[1]) for part in parts]
    known = [n for n, strip in enumerate(found) if strip]
    if len(known) < limit.FRAME_MOST * len(parts):
        return []
    for n, part in enumerate(parts):  # at a corner, or under a stamp, something is beside it
        strip = found[n] or found[min(known, key=lambda other: abs(other - n))]
        found[n] = strip if strip and _goes_on(part[:, slice(*strip)].max(axis=1)) else None
    placed = zip(pairwise(ends), found, strict=True)
    return [(top, bottom, *strip) for (top, bottom), strip in placed if strip]


def _strip(part: np.ndarray, side: int) -> tuple[int, int] | None:
    """The first columns that hold ink, if they are a piece of a frame."""
    share = part[:, : side // 4].mean(axis=0)
    inky = np.flatnonzero(share > limit.FRAME_EMPTY)
    if not len(inky):
        return None
    breaks = np.flatnonzero(np.diff(inky, append=side) > limit.FRAME_GAP)
    first, last = int(inky[0]), int(inky[breaks[0]]) + 1
    if last > side // 4 - limit.FRAME_GAP or last - first > limit.FRAME_WIDTH * side:
        return None
    lattice = part[:, first:last][:, share[first:last] < limit.FRAME_RULE]
    return (first, last) if _goes_on(lattice.max(axis=1, initial=0)) else None


def _goes_on(inky: np.ndarray) -> bool:
    """Most rows hold ink, and many of them in a row."""
    edges = np.flatnonzero(np.diff((inky > 0).astype(np.int8), prepend=0, append=0))
    longest = max(edges[1::2] - edges[::2], default=0)
    return bool((inky > 0).mean() >= limit.FRAME_COVER and longest >= limit.FRAME_RUN * len(inky))
