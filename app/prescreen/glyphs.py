"""Which way up and in which script a page is written, told from its glyphs in a few hundredths of
a second. A small convolutional network looks at a hundred windows of ink, each about three letters
wide; weights and the script that trained them: `data/glyphs.npz`, `tests/bench/fit_glyphs.py`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from app.prescreen import geometry

SCRIPTS = (
    "Latn", "Cyrl", "Arab", "Grek", "Hebr", "Armn", "Geor", "Ethi",
    "Deva", "Beng", "Taml", "Thai", "Hans", "Jpan", "Kore",
)  # fmt: skip
SIDE = 32  # pixels of a window
GLYPH = 12  # pixels that the page's middling mark of ink is scaled to
WINDOWS = 140
CERTAIN = 0.85  # chance from which a window counts as one of a script
ROUNDS = 40
SURE = 6.0  # a window says no more than this, in nats: one oddity decides nothing
WEIGHTS = Path(__file__).with_name("data") / "glyphs.npz"


@dataclass(frozen=True)
class Opinion:
    """What the windows say together."""

    likelihood: np.ndarray  # log, a row a script, a column a quarter turn (clockwise, to stand up)
    shares: np.ndarray  # of each script among the letters, the likeliest way up
    certain: int  # windows that leave no doubt about their script
    ink: "Ink"


@dataclass(frozen=True)
class Ink:
    """Marks of a letter's size."""

    centres: np.ndarray  # x, y in pixels, a row a mark
    size: float  # the middling one's side, in pixels; 0 where there are too few to tell


def opinion(grey: np.ndarray) -> Opinion:
    ink = ink_of(grey)
    if not ink.size:
        return Opinion(np.zeros((len(SCRIPTS), 4)), np.zeros(len(SCRIPTS)), 0, ink)
    found = _crops(grey, _spread(ink.centres, WINDOWS), GLYPH / ink.size)
    chances = _softmax(forward(found, _weights()))
    ornament = chances[:, 4 * len(SCRIPTS) :].sum(axis=1)
    written = chances[:, : 4 * len(SCRIPTS)].reshape(len(found), -1, 4)
    # An ornament may stand any way up and beside any script.
    spread = written + ornament[:, None, None] / written[0].size
    likelihood = np.maximum(np.log(spread + 1e-9), -SURE).sum(axis=0)
    way_up = int(likelihood.max(axis=0).argmax())
    certain = int((written.sum(axis=2) > CERTAIN).any(axis=1).sum())
    return Opinion(likelihood, _shares(written[:, :, way_up], 1e-4 + ornament), certain, ink)


def _shares(written: np.ndarray, ornament: np.ndarray) -> np.ndarray:
    """The mixture of scripts that explains the windows best (expectation-maximisation): a letter
    that two scripts have counts for the one that the page is written in anyway."""
    chances = np.column_stack([written + 1e-4, ornament])
    shares = np.full(chances.shape[1], 1 / chances.shape[1])
    for _ in range(ROUNDS):
        owed = chances * shares
        shares = (owed / owed.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares[:-1] / shares[:-1].sum()


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def windows(grey: np.ndarray, most: int = WINDOWS) -> np.ndarray:
    """Crops around marks of ink of a usual size, spread over the page; 1 is ink."""
    ink = ink_of(grey)
    if not ink.size:
        return np.zeros((0, SIDE, SIDE), np.float32)
    return _crops(grey, _spread(ink.centres, most), GLYPH / ink.size)


def _spread(centres: np.ndarray, most: int) -> np.ndarray:
    return centres[np.linspace(0, len(centres) - 1, min(most, len(centres))).astype(int)]


def ink_of(page: np.ndarray) -> Ink:
    _, _, stats, centres = cv2.connectedComponentsWithStats(geometry.ink_of(page), connectivity=8)
    sizes = np.sqrt(stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT].astype(float))
    usual = _usual(sizes, stats[:, cv2.CC_STAT_AREA], max(page.shape))
    if usual.sum() < 8:
        return Ink(np.zeros((0, 2)), 0.0)
    size = float(np.median(sizes[usual]))
    usual &= (sizes > size * 0.45) & (sizes < size * 3.2)
    return Ink(centres[usual], size)


def _usual(sizes: np.ndarray, areas: np.ndarray, long_side: int) -> np.ndarray:
    return (sizes > 5) & (sizes < long_side / 12) & (areas > 12)


def _crops(page: np.ndarray, centres: np.ndarray, scale: float) -> np.ndarray:
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=way)
    half = SIDE // 2
    small = cv2.copyMakeBorder(small, half, half, half, half, cv2.BORDER_CONSTANT, value=245)
    corners = np.rint(centres * scale).astype(int)
    corners = np.clip(corners, 0, [small.shape[1] - SIDE, small.shape[0] - SIDE])
    crops = [small[y : y + SIDE, x : x + SIDE] for x, y in corners]
    ink = np.maximum(1.0 - np.asarray(crops, np.float32) / 245.0, 0)
    return np.minimum(ink / max(0.2, float(np.percentile(ink, 99))), 1.0)  # as dark as it gets


@cache
def _weights() -> dict[str, np.ndarray]:
    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def forward(found: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Three rounds of convolve, clip, halve; then two dense layers."""
    layer = found[..., None]
    for n in "123":
        layer = np.maximum(_convolved(layer, weights[f"c{n}"]) + weights[f"b{n}"], 0)
        layer = _halved(layer)
    flat = layer.reshape(len(layer), -1)
    hidden = np.maximum(flat @ weights["d1"] + weights["e1"], 0)
    return hidden @ weights["d2"] + weights["e2"]


def _convolved(layer: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Same-size convolution as one matrix product a row of the kernel, which copies a fifth of what
    a single one would; kernel is height × width × in × out."""
    high, wide, deep, out = kernel.shape
    count, rows = layer.shape[:2]
    padded = np.pad(layer, ((0, 0), (high // 2,) * 2, (wide // 2,) * 2, (0, 0)))
    flat = padded.reshape(count, rows + high - 1, -1)
    seen = np.lib.stride_tricks.sliding_window_view(flat, wide * deep, axis=2)[:, :, ::deep]
    seen = np.ascontiguousarray(seen)
    parts = kernel.reshape(high, wide * deep, out)
    found = seen[:, :rows] @ parts[0]
    for down in range(1, high):
        found += seen[:, down : down + rows] @ parts[down]
    return found


def _halved(layer: np.ndarray) -> np.ndarray:
    count, high, wide, deep = layer.shape
    return layer.reshape(count, high // 2, 2, wide // 2, 2, deep).max(axis=(2, 4))
