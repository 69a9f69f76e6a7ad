"""Which way up and in which script a page is written, told from its glyphs in a few hundredths of
a second. A small convolutional network looks at a hundred windows of ink, each about three letters
wide (`network`).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.optics import geometry, network

SCRIPTS = (
    "Latn", "Cyrl", "Arab", "Grek", "Hebr", "Armn", "Geor", "Ethi",
    "Deva", "Beng", "Taml", "Thai", "Hans", "Jpan", "Kore",
)  # fmt: skip
GLYPH = 12  # pixels that the page's middling mark of ink is scaled to
WINDOWS = 140
CERTAIN = 0.85  # chance from which a window counts as one of a script
ROUNDS = 40
SHORT_LABELS = 1 << 16
FEW = 0.3  # share of the marks that are i, l and 1 at most; 0.14 was the most of 25 pages
FLAT, LOW = 2.3, 0.5  # times as wide as high, and of the usual height, at most: a dash
SURE = 6.0  # a window says no more than this, in nats: one oddity decides nothing


@dataclass(frozen=True)
class Opinion:
    """What the windows say together."""

    likelihood: np.ndarray  # log, a row a script, a column a quarter turn (clockwise, to stand up)
    shares: np.ndarray  # of each script among the letters, a column a quarter turn
    certain: int  # windows that leave no doubt about their script
    clear: int  # … or none but whether it is Latin or Cyrillic
    ink: "Ink"


@dataclass(frozen=True)
class Ink:
    """Marks of a letter's size."""

    centres: np.ndarray  # x, y in pixels, a row a mark
    size: float  # the middling one's side, in pixels; 0 where there are too few to tell


def opinion(grey: np.ndarray) -> Opinion:
    """Of every other window where they leave no doubt, else of all."""
    ink = ink_of(grey)
    if not ink.size:
        return Opinion(np.zeros((len(SCRIPTS), 4)), np.zeros((len(SCRIPTS), 4)), 0, 0, ink)
    found = _crops(grey, _spread(ink.centres, WINDOWS), GLYPH / ink.size)
    half = network.chances(found[::2])
    first = _opinion(np.concatenate([half, half]), ink)
    if _is_clear(first):
        return first
    return _opinion(np.concatenate([half, network.chances(found[1::2])]), ink)


def _opinion(chances: np.ndarray, ink: Ink) -> Opinion:
    ornament = chances[:, 4 * len(SCRIPTS) :].sum(axis=1)
    written = chances[:, : 4 * len(SCRIPTS)].reshape(len(chances), -1, 4)
    # An ornament may stand any way up and beside any script.
    spread = written + ornament[:, None, None] / written[0].size
    likelihood = np.maximum(np.log(spread + 1e-9), -SURE).sum(axis=0)
    shares = _shares(written, ornament)
    scripts = written.sum(axis=2)
    alike = np.column_stack([scripts[:, :2].sum(axis=1), scripts[:, 2:]])  # Latin or Cyrillic
    certain, clear = (int((each > CERTAIN).any(axis=1).sum()) for each in (scripts, alike))
    return Opinion(likelihood, shares, certain, clear, ink)


def _is_clear(found: Opinion) -> bool:
    """One script, one way up, far before all others."""
    second, first = np.sort(found.likelihood, axis=None)[-2:]
    name, way = np.unravel_index(found.likelihood.argmax(), found.likelihood.shape)
    is_alone = found.shares[name, way] > limit.CLEAR_SHARE
    return bool(first - second > limit.CLEAR_MARGIN and is_alone)


def _shares(written: np.ndarray, ornament: np.ndarray) -> np.ndarray:
    """For each way up, the mixture of scripts that explains the windows best (expectation-
    maximisation): a letter that two scripts have counts for the one that the page is written in
    anyway."""
    ways = written.transpose(2, 0, 1)
    beside = np.broadcast_to(ornament[:, None], (len(ways), len(ornament), 1))
    chances = np.concatenate([ways, beside], axis=2) + 1e-4
    shares = np.full((len(ways), 1, chances.shape[2]), 1 / chances.shape[2])
    for _ in range(ROUNDS):
        owed = chances * shares
        shares = (owed / owed.sum(axis=2, keepdims=True)).mean(axis=1, keepdims=True)
    real = shares[:, 0, :-1]
    return (real / real.sum(axis=1, keepdims=True)).T


def windows(grey: np.ndarray, most: int = WINDOWS) -> np.ndarray:
    """Crops around marks of ink of a usual size, spread over the page; 1 is ink."""
    ink = ink_of(grey)
    if not ink.size:
        return np.zeros((0, network.SIDE, network.SIDE), np.float32)
    return _crops(grey, _spread(ink.centres, most), GLYPH / ink.size)


def _spread(centres: np.ndarray, most: int) -> np.ndarray:
    return centres[np.linspace(0, len(centres) - 1, min(most, len(centres))).astype(int)]


def ink_of(page: np.ndarray) -> Ink:
    stats, centres = _marks_of(geometry.ink_of(page))
    sizes = np.sqrt(stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT].astype(float))
    usual = _usual(sizes, stats[:, cv2.CC_STAT_AREA], max(page.shape))
    usual &= ~_are_rules(stats, usual)
    if usual.sum() < 8:
        return Ink(np.zeros((0, 2)), 0.0)
    size = float(np.median(sizes[usual]))
    usual &= (sizes > size * 0.45) & (sizes < size * 3.2)
    return Ink(centres[usual], size)


def _marks_of(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes, areas and centres of what hangs together. Short labels halve the time; every one of
    them begins with a run of ink, so that they are enough where there are fewer runs."""
    runs = int(np.count_nonzero(ink[:, 1:] > ink[:, :-1])) + int(ink[:, 0].sum())
    labels = cv2.CV_16U if runs < SHORT_LABELS else cv2.CV_32S
    way = cv2.CCL_DEFAULT
    _, _, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, labels, way)
    return stats, centres


def _usual(sizes: np.ndarray, areas: np.ndarray, long_side: int) -> np.ndarray:
    return (sizes > 5) & (sizes < long_side / 12) & (areas > 12)


def _are_rules(stats: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """The dots of a line to be filled in run together to dashes, more of them than letters on a
    form: they would pass for its print, and what is written for titles. Joined letters are flat
    too, but as high as others."""
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    lying, standing = _dashes(wide, high, usual), _dashes(high, wide, usual)
    if standing[usual].sum() < FEW * usual.sum():  # i, l and 1 of an upright page
        standing = np.zeros_like(standing)
    return lying | standing | (wide > 2 * FLAT * high) | (high > 4 * FLAT * wide)


def _dashes(long: np.ndarray, short: np.ndarray, usual: np.ndarray) -> np.ndarray:
    flat = long > FLAT * short
    others = short[usual & ~flat]
    return flat & (short < LOW * np.median(others)) if others.size else flat


def _crops(page: np.ndarray, centres: np.ndarray, scale: float) -> np.ndarray:
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=way)
    half = network.SIDE // 2
    small = cv2.copyMakeBorder(small, half, half, half, half, cv2.BORDER_CONSTANT, value=245)
    corners = np.rint(centres * scale).astype(int)
    corners = np.clip(corners, 0, [small.shape[1] - network.SIDE, small.shape[0] - network.SIDE])
    crops = [small[y : y + network.SIDE, x : x + network.SIDE] for x, y in corners]
    ink = np.maximum(1.0 - np.asarray(crops, np.float32) / 245.0, 0)
    return np.minimum(ink / max(0.2, float(np.percentile(ink, 99))), 1.0)  # as dark as it gets
