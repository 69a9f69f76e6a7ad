"""Same scan or another scan of the same paper: what is not ink tells, and ink to the pixel.

Two scans light the sheet differently, and no speck falls twice in one place; a scan that was
re-encoded keeps its shades and its specks. It needs no reading: window by window its ink is the
same, where another capture, or one changed digit, is not. Both pages are seen in the light of the
first, which is the light of both if they are one scan.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from app.fingerprint.pair import ink, light
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.sheet import WHITE, Grey, Sheet, light_of

WINDOW = 15  # pixels: about one character
EDGE = WINDOW + 8  # of a window, and of what the blur carries into it
INKED = 30.0  # grey levels of deviation from which a window has ink
FEWEST_INKED = 4000  # places of a window on a page with enough ink to tell
KEPT_FEATURES = 200  # a re-encoded scan keeps more of its local features than that
TABLE = 50, 0.45  # of 255; of the page's brightest light: what is darker is hardly paper
STEP, STEADY = 41, 0.85  # pixels around, and the least share of their brightest light
SPARED = 0.1  # percent of the windows: the grain of a table, a corner of the page
GAIN, FAINT, PALEST = (0.7, 1.4), 100.0, 60.0  # darker, lighter; squares, levels of what is no ink
LONE = 4  # pixels that may differ
FILL = (5, 250)  # grey levels of what a program puts around a page that it turned
DIM = 204  # of 255: a place that is darker all over is no paper that such a fill could be


@dataclass(frozen=True)
class Lit:
    """The ink of both pages in the light of the first, and where both have something to show."""

    own: Grey
    over: Grey
    shown: Grey


def is_same_scan(first: Sheet, second: Sheet, found: Alignment) -> bool:
    """Without a look at what is written: only where every window of ink is the same, and no piece
    of a stroke is left when one is taken from the other."""
    if found.features < KEPT_FEATURES or ink.is_too_small(first) or ink.is_too_small(second):
        return False
    if light.is_same_light(first, second, found) is False:  # a fax has none
        return False
    pages = lit(first, second, found)
    agreed = agreements(pages)
    if len(agreed) < FEWEST_INKED or float(np.percentile(agreed, SPARED)) < limit.SAME_INK:
        return False
    return leftover(pages) < limit.SAME_STROKES


def left_of_scan(first: Sheet, second: Sheet, found: Alignment) -> float | None:
    """Of pages that seem to show the same, in one light: what is left when the ink of the one is
    taken from the other. None where they were lit otherwise, or too much of their ink differs."""
    if not light.is_same_light(first, second, found):
        return None
    pages = lit(first, second, found)
    agreed = agreements(pages)
    if len(agreed) < FEWEST_INKED or float(np.percentile(agreed, 1)) < limit.SAME_INK:
        return None
    return leftover(pages)


def agreements(pages: Lit) -> Grey:
    """Correlation of every window of ink that both pages show, -1 … 1."""
    own, over = pages.own, pages.over
    of_own, of_over = _mean(own), _mean(over)
    spread_own = _mean(own * own) - of_own**2
    spread_over = _mean(over * over) - of_over**2
    both = _mean(own * over) - of_own * of_over
    inked = (np.maximum(spread_own, spread_over) > INKED**2) & (pages.shown > 0)
    least = INKED**2 / 4
    scale = np.sqrt(np.maximum(spread_own, least) * np.maximum(spread_over, least))
    return (both / scale)[inked]


def leftover(pages: Lit) -> float:
    """The most that is left anywhere, as a share of the ink around: no more than what a softer
    picture loses of its strokes where the scan is the same, half a stroke where a digit is not."""
    own, over = (cv2.GaussianBlur(page, (0, 0), ink.BLUR) for page in (pages.own, pages.over))
    both, alone = (_around(page * over * pages.shown) + FAINT for page in (own, over))
    rest = np.abs(own - np.clip(both / alone, *GAIN) * over)
    near = np.ones((WINDOW, WINDOW), np.uint8)
    contrast = cv2.dilate(np.maximum(own, over), near) - cv2.erode(np.minimum(own, over), near)
    rest = (rest / np.maximum(contrast, PALEST))[pages.shown > 0]
    return float(np.partition(rest, -LONE)[-LONE]) if len(rest) > LONE else 1.0


def _around(values: Grey) -> Grey:
    return cv2.blur(values, (2 * WINDOW + 1, 2 * WINDOW + 1))


def lit(first: Sheet, second: Sheet, found: Alignment) -> Lit:
    size = (first.shape[1], first.shape[0])
    over = cv2.warpPerspective(second.raw, found.matrix, size)
    shown = cv2.warpPerspective(second.shown, found.matrix, size) & first.shown
    around = cv2.warpPerspective(_fill(second.raw), found.matrix, size)
    shown &= 1 - _beyond(around, first.raw) & 1 - _beyond(_fill(first.raw), over)
    shown = cv2.erode(shown, np.ones((EDGE, EDGE), np.uint8), borderValue=0)
    lamp = light_of(first.raw)
    shown &= _is_paper(lamp) | _marked(first, second, found)
    return Lit(_density(first.raw, lamp), _density(over, lamp), shown)


def _is_paper(lamp: Grey) -> Grey:
    """Neither the table nor the edge of the paper on it, where a step of light is no ink."""
    darkest, share = TABLE
    least = max(darkest, share * float(np.percentile(lamp[::8, ::8], 75)))
    low, high = (way(lamp, np.ones((STEP, STEP), np.uint8)) for way in (cv2.erode, cv2.dilate))
    return ((low >= least) & (low > STEADY * high)).astype(np.uint8)


def _marked(first: Sheet, second: Sheet, found: Alignment) -> Grey:
    """What is as small as a word on either page."""
    size = (first.shape[1], first.shape[0])
    return np.maximum(_boxes(first), cv2.warpPerspective(_boxes(second), found.matrix, size))


def _boxes(sheet: Sheet) -> Grey:
    mask = np.zeros(sheet.shape, np.uint8)
    for x, y, w, h in ink.marks(sheet):
        mask[y : y + h, x : x + w] = 1
    return mask


def _density(grey: Grey, lamp: Grey) -> Grey:
    dark = 255 - cv2.divide(grey, lamp, scale=WHITE).astype(np.float32)
    return cv2.GaussianBlur(dark, (0, 0), ink.BLUR)


def _fill(raw: Grey) -> Grey:
    """Black or white all the way from the edge of the picture."""
    found = np.zeros_like(raw)
    for plain in (raw <= FILL[0], raw >= FILL[1]):
        edged = cv2.copyMakeBorder(plain.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
        marked = cv2.connectedComponents(edged, connectivity=4)[1]
        found |= (marked[1:-1, 1:-1] == marked[0, 0]).astype(np.uint8)
    return found


def _beyond(fill: Grey, other: Grey) -> Grey:
    """Where a page has nothing but fill and the other the table on which it lay."""
    near = np.ones((WINDOW, WINDOW), np.uint8)
    fill = cv2.dilate(fill, near)  # what a JPEG rounded, too
    return fill & (cv2.dilate(other, near) < DIM).astype(np.uint8)


def _mean(values: Grey) -> Grey:
    return cv2.blur(values, (WINDOW, WINDOW))
