"""The page as a plane of grey: light evened out, leaning measured, borders found."""

import cv2
import numpy as np
from PIL import Image

from app.prescreen import thresholds as limit

cv2.setNumThreads(1)

Grey = np.ndarray
SMALL = 877  # pixels of the long side on which geometry is measured: half of what OCR is given


def grey_of(image: Image.Image) -> Grey:
    return np.asarray(image if image.mode == "L" else image.convert("L"))


def even_light(grey: Grey) -> Grey:
    """Divide by the paper's own brightness, so that a shadow or a yellow lamp no longer counts."""
    height, width = grey.shape
    small = halved(grey, 8) if min(grey.shape) >= 64 else grey
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    paper = cv2.resize(np.maximum(paper, 30), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, paper, scale=245)


def halved(grey: Grey, times: int = 2) -> Grey:
    """A whole number of times smaller, which costs a tenth of any other; the odd row goes."""
    height, width = grey.shape[0] // times, grey.shape[1] // times
    whole = grey[: height * times, : width * times]
    return cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)


def tiny(grey: Grey) -> Grey:
    """`SMALL` pixels long, for what is measured of the page as a whole."""
    return halved(grey) if max(grey.shape) == 2 * SMALL else shrunk(grey, SMALL)


def shrunk(grey: Grey, long_side: int) -> Grey:
    factor = long_side / max(grey.shape)
    if factor >= 1:
        return grey
    return cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def scaled(grey: Grey, times: float, most: int = limit.OCR_LONG_SIDE) -> Grey:
    """Smaller, or larger up to `most` pixels of the long side: more of them only cost time."""
    if times < 1:
        return cv2.resize(grey, None, fx=times, fy=times, interpolation=cv2.INTER_AREA)
    factor = min(times, most / max(grey.shape))
    if factor <= 1:
        return grey
    return cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)


def ink_of(grey: Grey) -> Grey:
    """1 where there is ink, on an evened page."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.threshold(grey, min(level, 190), 1, cv2.THRESH_BINARY_INV)[1]


def turned(grey: Grey, rotation: int) -> Grey:
    """Turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(grey, -rotation // 90)) if rotation else grey


def turned_points(points: np.ndarray, shape: tuple[int, ...], rotation: int) -> np.ndarray:
    """Where `points` (x, y) of a page of `shape` stand once it is turned clockwise."""
    height, width = shape
    for _ in range(rotation // 90):
        points = np.stack([height - 1 - points[:, 1], points[:, 0]], axis=1)
        height, width = width, height
    return points


def lean_of(grey: Grey) -> float:
    """Degrees that lines of an upright page run down to the right; within ± MOST_SKEW. Of a page
    shrunk to `SMALL`, as `ink_share` is."""
    ink = ink_of(grey)
    ys, xs = np.nonzero(ink)
    if len(ys) < 200:
        return 0.0
    keep = slice(None, None, max(1, len(ys) // 20000))
    ys, xs = ys[keep].astype(np.float32), xs[keep].astype(np.float32)
    angles = np.arange(-limit.MOST_SKEW, limit.MOST_SKEW + 0.1, 0.5)
    best: float = max(angles, key=lambda angle: _sharpness(ys, xs, angle))
    fine = np.arange(best - 0.5, best + 0.51, 0.125)
    return float(round(max(fine, key=lambda angle: _sharpness(ys, xs, angle)), 2))


def _sharpness(ys: np.ndarray, xs: np.ndarray, degrees: float) -> float:
    rows = ys - xs * np.tan(np.deg2rad(degrees))
    counts = np.bincount((rows - rows.min()).astype(np.int32))
    return float(np.sum(np.diff(counts.astype(np.float64)) ** 2))


def straightened(grey: Grey, degrees: float) -> Grey:
    if abs(degrees) < limit.SKEW_WORTH_TURNING:
        return grey
    height, width = grey.shape
    matrix = _straightening(grey.shape, degrees)
    return cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=245)


def straightened_points(points: np.ndarray, shape: tuple[int, ...], degrees: float) -> np.ndarray:
    if abs(degrees) < limit.SKEW_WORTH_TURNING:
        return points
    matrix = _straightening(shape, degrees)
    return points @ matrix[:, :2].T + matrix[:, 2]


def _straightening(shape: tuple[int, ...], degrees: float) -> np.ndarray:
    return cv2.getRotationMatrix2D((shape[1] / 2, shape[0] / 2), degrees, 1.0)


def straightened_by(lean: float) -> float:
    """Degrees by which a page is straightened: not at all where it leans too little to show."""
    return lean if abs(lean) >= limit.SKEW_WORTH_TURNING else 0.0


def upright_image(image: Image.Image, rotation: int, lean: float) -> Image.Image:
    """The picture itself, for people: turned, and straightened where it leans enough to show."""
    turned_image = image.rotate(-rotation, expand=True) if rotation else image
    degrees = straightened_by(lean)
    if not degrees:
        return turned_image
    pixels = np.asarray(turned_image)
    matrix = _straightening(pixels.shape, degrees)
    size = (turned_image.width, turned_image.height)
    white = (255, 255, 255)
    return Image.fromarray(cv2.warpAffine(pixels, matrix, size, borderValue=white))


def reduced(image: Image.Image, long_side: int) -> Image.Image:
    """To `long_side` pixels, from less than twice as many; colours stay."""
    factor = long_side / max(image.size)
    if factor >= 1:
        return image
    size = (round(image.width * factor), round(image.height * factor))
    pixels = np.asarray(image.convert("RGB") if image.mode not in ("L", "RGB") else image)
    return Image.fromarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))


def ink_share(grey: Grey) -> float:
    ink = ink_of(grey)
    height, width = ink.shape
    inner = ink[height // 30 : height - height // 30, width // 30 : width - width // 30]
    return float(inner.mean()) if inner.size else 0.0
