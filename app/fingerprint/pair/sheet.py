"""A page as the comparison needs it: an evened plane of grey, and the words that OCR read on it.

The words come as arguments: who reads pages (`prescreen`) is a sibling of this slice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image

from app.fingerprint.pair import faxed

cv2.setNumThreads(1)

Grey = np.ndarray
Box = tuple[int, int, int, int]  # left, top, width, height
LONG_SIDE = 1600  # pixels at which pages are compared: 137 dots per inch on A4
WHITE = 245  # what bare paper becomes once the light is evened
DARKEST = 30  # of paper: what is darker is no paper


@dataclass(frozen=True)
class Seen:
    """A word as OCR read it, in pixels of the plane; width 0 where its place is not known."""

    text: str
    box: Box


@dataclass(eq=False)
class Sheet:
    """One upright page. `native` is the long side as received, in pixels."""

    number: int
    plane: Grey  # light evened, long side LONG_SIDE
    raw: Grey  # the same before the light was evened: its shades tell one scan from another
    native: int
    words: tuple[Seen, ...] = ()
    lean: float = 0.0  # degrees by which it was straightened: what came in at the corners is white
    memory: dict = field(default_factory=dict, repr=False)  # what was already computed of it

    @property
    def shape(self) -> tuple[int, int]:
        return self.plane.shape[0], self.plane.shape[1]

    @property
    def shown(self) -> Grey:
        """1 where the picture shows what was captured, 0 where straightening filled a corner."""
        if "shown" not in self.memory:
            self.memory["shown"] = _straightened(self.shape, self.lean)
        return self.memory["shown"]


@dataclass(eq=False)
class Capture:
    """A file: its digest and its pages. `legible` is the prescreen's opinion, if it has one."""

    sha256: str
    sheets: tuple[Sheet, ...]
    legible: bool = True


def sheet_of(
    number: int,
    image: Image.Image,
    words: Iterable[tuple[str, Box]],
    words_width: int,
    lean: float = 0.0,
) -> Sheet:
    """From the upright image; `words_width` is the width of the page on which words were boxed,
    `lean` the degrees by which it was straightened, if it was."""
    grey = np.asarray(image if image.mode == "L" else image.convert("L"))
    factor = LONG_SIDE / max(grey.shape)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    raw = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way)
    ratio = raw.shape[1] / max(1, words_width)
    seen = tuple(Seen(text, _scaled(box, ratio)) for text, box in words if text.strip())
    return Sheet(number, evened(faxed.mended(raw)), raw, max(grey.shape), seen, lean)


def _straightened(shape: tuple[int, int], lean: float) -> Grey:
    height, width = shape
    whole = np.ones(shape, np.uint8)
    if not lean:
        return whole
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
    return cv2.warpAffine(whole, matrix, (width, height), flags=cv2.INTER_NEAREST)


def _scaled(box: Box, ratio: float) -> Box:
    left, top, width, height = (round(value * ratio) for value in box)
    return left, top, width, height


def evened(grey: Grey) -> Grey:
    """Divided by the paper's own brightness, so that a shadow or a yellow lamp no longer counts."""
    return cv2.divide(grey, light_of(grey), scale=WHITE)


def light_of(grey: Grey) -> Grey:
    """How bright the paper is at each pixel, whatever is written there."""
    height, width = grey.shape
    size = (max(8, width // 8), max(8, height // 8))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    return np.maximum(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), DARKEST)
