"""What a translator must not miss and OCR does not say: stamps, signatures, codes; each located."""

from collections.abc import Iterable
from statistics import median

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from app.prescreen import thresholds as limit
from app.prescreen.content.rows import Box, box_of, cells_of, middle_of, rows_of
from app.prescreen.optics import geometry, hand
from app.prescreen.optics.upright_page import UprightPage
from app.prescreen.reading import Mark, PageReading, Word

LONG_SIDE = 1000  # pixels at which marks are looked for
COLOURED = 45  # saturation of ink from a pad or a ballpoint, out of 255
STAMP = (0.04, 0.35)  # of the long side: width and height of a stamp
SIGNATURE = (0.035, 0.4)
LONGEST_STROKE = 7  # times as wide as high
RING_SIDE, RADIUS = 350, (0.035, 0.1)  # pixels at which rings are looked for; shares of them
RING_EDGE, RING_ROUND, HOLLOW = 80, 0.85, 25  # of OpenCV; levels of grey
EDGE, WRITTEN, WRITTEN_MUCH = 20, 0.05, 0.3  # levels; shares of a ring that are edges of letters
SOLID = 0.5  # share of coloured ink from which it is a picture
CODE_SQUARE, CODE_INK = 28, 0.46  # pixels of a square, and the share of ink that a code has there
CODE_CHANGES = 0.14  # to ink or to paper, a pixel across and one down: modules of seven pixels
CODED_SQUARE = 600  # characters of a code or of a note that are kept


def find(page: PageReading, upright: UprightPage) -> tuple[Mark, ...]:
    """Marks of one upright page, in the pixels of its reading."""
    small = upright.reduced(LONG_SIDE)
    grey = geometry.grey_of(small)
    ink = geometry.ink_of(geometry.even_light(grey))
    scale = (page.width or small.width) / small.width
    found = _stamps(page.number, small, grey, scale)
    found += _signatures(page.number, ink, page.boxes, scale, found)
    if _may_hold_code(ink):
        large = geometry.grey_of(upright.at_least(LONG_SIDE))
        found += _codes(page.number, large, scale * small.width / large.shape[1])
    return tuple(found + written(page))


def written(page: PageReading) -> list[Mark]:
    """Handwriting, as far as OCR gave words for it, and notes beside the text, with their words."""
    rows = rows_of(page.boxes)
    lines = _by_hand(page) if page.script in hand.SCRIPTS else filter(_is_hand, rows)
    found = [_mark("handwriting", page, block) for block in _blocks(lines)]
    return found + [_mark("margin", page, block) for block in _blocks(_notes(rows, page.width))]


def _by_hand(page: PageReading) -> Iterable[list[Word]]:
    return rows_of([page.boxes[n] for n in page.by_hand])


def _is_hand(row: list[Word]) -> bool:
    """OCR reads print surely and handwriting not: a line that it hardly reads is likely written."""
    letters = [(len(word.text), word.confidence) for word in row if len(word.text) > 2]
    total = sum(count for count, _ in letters)
    sure = sum(count * confidence for count, confidence in letters)
    return total >= limit.HAND_LETTERS and sure / total < limit.HAND_CONFIDENCE


def _notes(rows: list[list[Word]], width: int) -> list[list[Word]]:
    """Words that stand left or right of where the lines of the page begin and end."""
    wide = [row for row in rows if row[-1].left + row[-1].width - row[0].left > width * 0.4]
    if len(wide) < limit.BODY_LINES:
        return []
    left = median(row[0].left for row in wide)
    right = median(row[-1].left + row[-1].width for row in wide)
    body = [row for row in rows if middle_of(wide[0]) <= middle_of(row) <= middle_of(wide[-1])]
    runs = [run for row in body for run in cells_of(row)]
    beside = [run for run in runs if run[-1].left + run[-1].width < left or run[0].left > right]
    return [run for run in beside if sum(len(word.text) for word in run) >= limit.NOTE_LETTERS]


def _blocks(rows: Iterable[list[Word]]) -> list[list[Word]]:
    """Lines that follow each other closely make one mark."""
    blocks: list[list[Word]] = []
    for row in rows:
        high = max(word.height for word in row)
        if blocks and row[0].top - blocks[-1][-1].top < limit.BLOCK_GAP * high:
            blocks[-1] += row
        else:
            blocks.append(list(row))
    return blocks


def _mark(kind: str, page: PageReading, words: list[Word]) -> Mark:
    box = box_of(words) or (0, 0, 0, 0)
    return Mark(kind, page.number, box, " ".join(word.text for word in words)[:CODED_SQUARE])


def _stamps(number: int, small: Image.Image, grey: np.ndarray, scale: float) -> list[Mark]:
    """Rings, whatever their ink, and patches of coloured ink about as wide as high."""
    boxes = [*_rings(grey), *_coloured(small)]
    marks = [Mark("stamp", number, _box(*box, scale)) for box in boxes]
    return [m for n, m in enumerate(marks) if not any(_overlap(m.box, o.box) for o in marks[:n])]


def _rings(grey: np.ndarray) -> list[Box]:
    """Round stamps, dry seals and emblems: circles on paper, the largest first. A head on a
    photograph is round too, but filled."""
    share = min(1.0, RING_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (3, 3), 0)
    low, high = (round(part * max(small.shape)) for part in RADIUS)
    found = cv2.HoughCircles(
        soft, cv2.HOUGH_GRADIENT_ALT, 1.5, RING_SIDE / 24,
        param1=RING_EDGE, param2=RING_ROUND, minRadius=low, maxRadius=high,
    )  # fmt: skip
    rings = [] if found is None else sorted(found[0].tolist(), key=lambda ring: -ring[2])
    kept = [(x / share, y / share, r / share) for x, y, r in rings if _is_stamp(small, x, y, r)]
    return [(int(x - r), int(y - r), int(2 * r), int(2 * r)) for x, y, r in kept]


def _is_stamp(grey: np.ndarray, x: float, y: float, radius: float) -> bool:
    """As light within as without, and something is written there: a stain is empty, a head on a
    photograph is filled."""
    down, across = np.ogrid[: grey.shape[0], : grey.shape[1]]
    far = np.hypot(across - x, down - y)
    within, around = grey[far < 0.6 * radius], grey[(far > 1.2 * radius) & (far < 1.5 * radius)]
    if not around.size:
        return False
    edges = np.abs(cv2.Laplacian(grey, cv2.CV_16S))
    written = float((edges[far < 0.8 * radius] > EDGE).mean())
    filled = abs(float(np.median(within)) - float(np.median(around)))
    return written >= WRITTEN and filled < (HOLLOW if written >= WRITTEN_MUCH else HOLLOW / 2)


def _coloured(small: Image.Image) -> list[Box]:
    if small.mode != "RGB":
        return []
    hsv = cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2HSV)
    ink = cv2.inRange(hsv, (0, COLOURED + 1, 51), (255, 255, 234))
    share = cv2.countNonZero(ink) / ink.size
    if not 0 < share <= 0.3:
        return []  # a grey page; a tinted form or a table top, not ink
    low, high = (share * max(small.size) for share in STAMP)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    found = []
    for left, top, width, height, area in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        square = 0.5 < width / max(height, 1) < 2
        is_solid = ink[top : top + height, left : left + width].mean() > SOLID
        of_size = low < width < high and low < height < high
        if square and of_size and area > 0.1 * width * height and not is_solid:
            found.append((left, top, width, height))
    return sorted(found, key=lambda box: -box[2] * box[3])


def _signatures(
    number: int, ink: np.ndarray, words: tuple[Word, ...], scale: float, taken: list[Mark]
) -> list[Mark]:
    """Long thin strokes in the lower half where OCR has read nothing."""
    ink = ink.copy()
    for word in words:
        if word.confidence < limit.SURE_WORD:
            continue  # OCR makes letters of a signature too
        left, top = int(word.left / scale), int(word.top / scale)
        right, bottom = int((word.left + word.width) / scale), int((word.top + word.height) / scale)
        ink[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2] = 0
    height = ink.shape[0]
    low, high = (share * max(ink.shape) for share in SIGNATURE)
    below = height // 2
    joined = cv2.morphologyEx(ink[below:], cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    marks = []
    for left, top, wide, tall, area in cv2.connectedComponentsWithStats(joined)[2][1:]:
        fill = area / max(1, wide * tall)
        is_flat = wide > LONGEST_STROKE * tall  # a piece of a frame
        tall_enough = 0.012 * height < tall < 0.12 * height
        if low < wide < high and tall_enough and 0.04 < fill < 0.45 and not is_flat:
            box = _box(left, below + top, wide, tall, scale)
            if not any(_is_within(box, mark.box) for mark in taken):
                marks.append(Mark("signature", number, box))
    return marks


def _may_hold_code(ink: np.ndarray) -> bool:
    """Somewhere half of a square is ink, as no text has it, and ink and paper change places more
    often than on a table top: looking for codes costs as much as all other marks together."""
    dense = _by_square(ink) > CODE_INK
    if not dense.any():
        return False
    changes = np.zeros_like(ink)
    changes[1:, 1:] = (ink[1:, 1:] ^ ink[1:, :-1]) + (ink[1:, 1:] ^ ink[:-1, 1:])
    return bool(_by_square(changes)[dense].max() > CODE_CHANGES)


def _by_square(seen: np.ndarray) -> np.ndarray:
    """Mean of each square, four overlapping ones to a side."""
    return cv2.blur(geometry.halved(seen * 100, CODE_SQUARE // 4), (4, 4)) / 100


def _codes(number: int, grey: np.ndarray, scale: float) -> list[Mark]:
    """The page is upright, and so are they: to try every way up takes three times as long."""
    marks = []
    found = zxingcpp.read_barcodes(grey, try_rotate=False, try_invert=False, try_downscale=False)
    for code in found:
        corners = (code.position.top_left, code.position.bottom_right)
        left, top, right, bottom = (corners[0].x, corners[0].y, corners[1].x, corners[1].y)
        box = _box(min(left, right), min(top, bottom), abs(right - left), abs(bottom - top), scale)
        marks.append(Mark("code", number, box, code.text[:CODED_SQUARE]))
    return marks


def _box(left: int, top: int, width: int, height: int, scale: float) -> tuple[int, int, int, int]:
    return int(left * scale), int(top * scale), int(width * scale), int(height * scale)


def _is_within(one: Box, other: Box) -> bool:
    """Mostly: a signature often crosses the stamp."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 0 and down > 0 and across * down > 0.7 * one[2] * one[3]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 0 and down > 0
