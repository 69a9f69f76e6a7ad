"""The small convolutional network that looks at windows of ink: its weights are `data/glyphs.npz`,
the script that trained them `tests/bench/fit_glyphs.py`.
"""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

SIDE = 32  # pixels of a window
AT_ONCE = 10  # windows: so few multiplications that no thread is started for them
WEIGHTS = Path(__file__).parents[1] / "data" / "glyphs.npz"


def chances(found: np.ndarray) -> np.ndarray:
    """Of each class, a row a window; together 1."""
    return _softmax(forward(found, _weights()))


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@cache
def _weights() -> dict[str, np.ndarray]:
    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def forward(found: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Three rounds of convolve, halve, clip; then two dense layers. A few windows at a time, so
    that what is in between stays in the processor's cache."""
    parts = [found[n : n + AT_ONCE] for n in range(0, len(found), AT_ONCE)]
    return np.concatenate([_forward(part, weights) for part in parts])


def _forward(found: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    layer = _first(found, weights["c1"], weights["b1"])
    for n in "23":
        layer = _halved(_convolved(layer, weights[f"c{n}"]))
        layer = np.maximum(layer + weights[f"b{n}"], 0)
    flat = layer.reshape(len(layer), -1)
    hidden = np.maximum(flat @ weights["d1"] + weights["e1"], 0)
    return hidden @ weights["d2"] + weights["e2"]


def _first(found: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The first round, of pictures of one channel: OpenCV filters all of them in one column."""
    edge = kernel.shape[0] // 2
    padded = np.pad(found, ((0, 0), (edge, edge), (edge, edge)))
    column = padded.reshape(-1, padded.shape[2])
    layer = np.empty((len(found), SIDE // 2, SIDE // 2, len(bias)), np.float32)
    for n, own in enumerate(bias):
        seen = cv2.filter2D(column, cv2.CV_32F, kernel[:, :, 0, n]).reshape(padded.shape)
        layer[..., n] = _halved(seen[:, edge:-edge, edge:-edge]) + own
    return np.maximum(layer, 0)


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
    """The largest of each two by two."""
    tall = np.maximum(layer[:, 0::2], layer[:, 1::2])
    return np.maximum(tall[:, :, 0::2], tall[:, :, 1::2])
