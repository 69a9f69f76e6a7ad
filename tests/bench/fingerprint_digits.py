"""Another act, one digit away: a capture on which one digit was replaced by another of its page.

The hardest neighbour there is, made of any set: a number that OCR read is cut into its digits, one
of them is overlaid with another one of the page, of the same height. The reading follows, or is
lost, in turn: OCR does either.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from app.fingerprint import glyphs, ink
from app.fingerprint.sheet import Box, Capture, Grey, Seen, Sheet

LEAST_HEIGHT = 10  # pixels of a digit
AS_TALL = 0.15  # share by which two digits of one face may differ in height


def neighbour(capture: Capture, seed: str) -> tuple[Capture, str] | None:
    """The capture with one digit changed, and what was changed; None where no number was read."""
    rng = random.Random(seed)
    sheets = list(capture.sheets)
    rng.shuffle(sheets)
    for sheet in sheets:
        if changed := _changed(sheet, rng):
            other, what = changed
            pages = tuple(other if page is sheet else page for page in capture.sheets)
            return replace(capture, sha256=f"{capture.sha256}, changed", sheets=pages), what
    return None


def _changed(sheet: Sheet, rng: random.Random) -> tuple[Sheet, str] | None:
    found = list(_digits(sheet))
    pairs = [
        (one, other)
        for one in found
        for other in found
        if one[1] != other[1] and abs(one[2][3] - other[2][3]) <= AS_TALL * one[2][3]
    ]
    if not pairs:
        return None
    (word, digit, target, at), (_, new, source, _) = rng.choice(pairs)
    text = word.text[:at] + new + word.text[at + 1 :]
    others = tuple(seen for seen in sheet.words if seen is not word)
    words = (*others, Seen(text, word.box)) if rng.random() < 0.5 else others
    planes = [_pasted(plane, source, target) for plane in (sheet.plane, sheet.raw)]
    made = Sheet(sheet.number, planes[0], planes[1], sheet.native, words)
    return made, f"{word.text}, {digit} to {new}"


def _digits(sheet: Sheet) -> Iterator[tuple[Seen, str, Box, int]]:
    """Each digit that stands alone in a number: the word, what it is, where, and its rank."""
    dark = ink.dark_of(sheet.plane)
    for seen in sheet.words:
        x, y, w, h = seen.box
        if not w or len(seen.text) < 3 or glyphs.digits(seen.text) != seen.text:
            continue
        parts = cv2.connectedComponentsWithStats(dark[y : y + h, x : x + w])[2][1:, :4].tolist()
        tall = sorted(part for part in parts if part[3] >= max(LEAST_HEIGHT, 0.6 * h))
        if len(tall) == len(seen.text):
            for at, (left, top, wide, high) in enumerate(tall):
                yield seen, seen.text[at], (x + left, y + top, wide, high), at


def _pasted(plane: Grey, source: Box, target: Box) -> Grey:
    """The source's digit at the target's place, on paper as bright as there."""
    sx, sy, sw, sh = source
    x, y, w, h = target
    paper = np.percentile(plane[y : y + h, max(0, x - h) : x + w + h], 90)
    digit = plane[sy - 1 : sy + sh + 1, sx - 1 : sx + sw + 1].astype(np.float32)
    digit = np.minimum(digit * (paper / max(1.0, float(digit.max()))), paper)
    high, wide = h + 2, max(1, round((sw + 2) * (h + 2) / (sh + 2)))
    digit = cv2.resize(digit, (wide, high), interpolation=cv2.INTER_AREA)
    made = plane.copy()
    made[y - 1 : y + h + 1, x - 1 : x + w + 1] = paper
    left = max(0, x + w // 2 - wide // 2)
    room = made[y - 1 : y - 1 + high, left : left + wide]
    np.minimum(room, digit[: room.shape[0], : room.shape[1]].astype(made.dtype), out=room)
    return made
