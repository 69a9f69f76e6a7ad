"""Rows that a fax lost: a white line straight across the page, through whatever is written there.

A letter that it crosses looks like another one, a number like none. The ink above and below says
what stood there, and a line is known by sparing nothing on its way: letters have gaps of their own,
but never in every stroke of a row, from one edge of the writing to the other.
"""

import cv2
import numpy as np

Grey = np.ndarray

GAP = 5  # pixels that a lost row is not as high as
BRIGHT, INK = 60, 140  # grey levels of a gap above the ink around; of ink, at most
STROKE = 12  # pixels: a gap that is wider lies between two printed rules
RULE = 41  # pixels of ink across that are no letter
AROUND, DENSE = 31, 0.08  # pixels; share of gaps among them that is a pattern of thin lines
LEAN = 0.08  # radians that a page leant before it was straightened
STEPS = 160  # of angle
FEWEST, MOST = 24, 6000  # columns of ink that a line crosses; lines that are looked at
SPARING = 0.1  # share of the ink on its way that it may leave whole
BARE = (10, 250), 0.8  # black, white, and the share of them on a page that was faxed


def mended(grey: Grey) -> Grey:
    """The page with its lost rows filled by what is above and below; as it is if not a fax."""
    (black, white), least = BARE
    if ((grey <= black) | (grey >= white)).mean() < least:
        return grey
    filled = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((GAP, 1), np.uint8))
    rules = cv2.morphologyEx((grey < INK).astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, RULE)))
    filled[cv2.dilate(rules, np.ones((2 * GAP + 1, 1))) > 0] = white  # underlined is not torn
    gaps = ((cv2.subtract(grey, filled) > BRIGHT) & (filled < INK)).astype(np.uint8)
    return _filled(grey, filled, gaps, _lost_rows(gaps, filled))


def _lost_rows(gaps: Grey, filled: Grey) -> np.ndarray:
    """Where each lost row runs, column by column: of all lines through gaps those that spare no
    ink, looked for in one column of four first."""
    lone = gaps.copy()
    lone[cv2.morphologyEx(gaps, cv2.MORPH_OPEN, np.ones((1, STROKE), np.uint8)) > 0] = 0
    lone[cv2.blur(lone.astype(np.float32), (AROUND, AROUND)) > DENSE] = 0
    level, step = np.pi / 2, 2 * LEAN / STEPS
    found = cv2.HoughLines(lone, 1, step, FEWEST, None, 0, 0, level - LEAN, level + LEAN)
    if found is None:
        return np.zeros((0, gaps.shape[1]), np.int64)
    lines = found.reshape(-1, 2)[:MOST]
    lost = cv2.dilate(gaps, np.ones((3, 1), np.uint8)) > 0
    spared = (filled < INK) & ~lost
    for every in (4, 1):
        rows = _rows(lines, gaps.shape, every)
        across = np.arange(0, gaps.shape[1], every)
        crossed = lost[rows, across].sum(axis=1)
        kept = (spared[rows, across].sum(axis=1) <= SPARING * crossed) & (
            crossed >= FEWEST // every
        )
        lines, rows, crossed = lines[kept], rows[kept], crossed[kept]
    return _apart(rows[np.argsort(-crossed)])


def _apart(rows: np.ndarray) -> np.ndarray:
    """The first of those that run beside each other: one row, seen by several lines."""
    kept: list[np.ndarray] = []
    for line in rows:
        if all(np.abs(line - other).min() > GAP for other in kept):
            kept.append(line)
    return np.array(kept, np.int64).reshape(-1, rows.shape[1])


def _rows(lines: np.ndarray, shape: tuple[int, ...], every: int) -> np.ndarray:
    across = np.arange(0, shape[1], every)
    distance, angle = lines[:, :1], lines[:, 1:]
    down = (distance - across * np.cos(angle)) / np.sin(angle)
    return np.clip(np.round(down), 0, shape[0] - 1).astype(np.int64)


def _filled(page: Grey, filled: Grey, gaps: Grey, lines: np.ndarray) -> Grey:
    on = np.zeros(page.shape, np.uint8)
    on[lines, np.arange(page.shape[1])] = 1
    near, lost = (cv2.dilate(part, np.ones((3, 1), np.uint8)) > 0 for part in (on, gaps))
    return np.where(near & lost, filled, page)
