"""Another act, one character away: a capture on which one was replaced by another of its page.

The hardest neighbour there is, made of any set: a word that OCR read is cut into its characters,
one of them is overlaid with another one of the page, as tall. Only words that OCR read right count,
or a 1 that it took for a 7 would be no change. The reading follows, or is lost, in turn: OCR does
either. Of each pair of captures, half of the neighbours are for fitting and half are
measured only (`is_held`).
"""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from app.fingerprint.pair import glyphs, ink
from app.fingerprint.pair.sheet import Box, Capture, Grey, Seen, Sheet

LEAST_HEIGHT = 10  # pixels of a digit
SMALLEST_LETTER = 6
SAME_INK = 0.93  # agreement of two characters that are one: a 3 and an 8 agree by less
AS_TALL = 0.15  # share by which two characters of one face may differ in height
PUNCTUATION = ".,:;-–'’·/"
ALIKE = ("0689", "38", "17", "56", "ae", "eo", "oa", "ce", "nu", "hn", "il", "OQCG", "EF", "PR")
KINDS = ("digit", "alike", "date", "letter")


@dataclass(frozen=True)
class _Character:
    word: Seen
    at: int  # rank in the word
    box: Box

    @property
    def sign(self) -> str:
        return self.word.text[self.at]


def is_held(first: str, second: str) -> bool:
    """Whether what is made of this pair is only measured, never fitted on."""
    return zlib.crc32(f"{first} {second}".encode()) % 2 == 1


@dataclass(frozen=True)
class Truth:
    """The words that truly stand on a file, and those of them that name a person."""

    said: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, row: dict) -> "Truth":
        names = " ".join(person["name"] for person in row["persons"])
        return cls(_words(" ".join(row["text"])), _words(f"{names} {names.upper()}"))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip(PUNCTUATION) for word in text.split())


def neighbour(
    capture: Capture, seed: str, truth: Truth, kind: str = "digit"
) -> tuple[Capture, str] | None:
    """The capture with one character changed, and what was; None where nothing fits `kind`.

    `alike` takes digits that are easily confused, `date` a digit of a date, `letter` a letter of
    a person's name.
    """
    rng = random.Random(seed)
    sheets = list(capture.sheets)
    rng.shuffle(sheets)
    for sheet in sheets:
        if changed := _changed(sheet, rng, kind, truth):
            other, what = changed
            pages = tuple(other if page is sheet else page for page in capture.sheets)
            return replace(capture, sha256=f"{capture.sha256}, changed", sheets=pages), what
    return None


def _changed(sheet: Sheet, rng: random.Random, kind: str, truth: Truth) -> tuple[Sheet, str] | None:
    known = [one for one in _characters(sheet) if one.word.text.strip(PUNCTUATION) in truth.said]
    pairs = [
        (target, source)
        for target in known
        for source in known
        if _is_wanted(target, kind, truth) and _may_replace(source, target, kind)
    ]
    rng.shuffle(pairs)
    differing = (p for p in pairs if not _is_same_ink(sheet.plane, p[1].box, p[0].box))
    target, source = next(differing, (None, None))
    if target is None or source is None:
        return None
    word, at = target.word, target.at
    changed = Seen(word.text[:at] + source.sign + word.text[at + 1 :], word.box)
    others = tuple(seen for seen in sheet.words if seen is not word)
    words = (*others, changed) if rng.random() < 0.5 else others
    planes = [_pasted(plane, source.box, target.box) for plane in (sheet.plane, sheet.raw)]
    made = Sheet(sheet.number, planes[0], planes[1], sheet.native, words, sheet.lean)
    return made, f"{word.text}, {target.sign} to {source.sign}, {target.box[3]} px"


def _is_wanted(one: _Character, kind: str, truth: Truth) -> bool:
    text = one.word.text
    if kind == "letter":
        return text.strip(PUNCTUATION) in truth.names and one.sign.isalpha()
    is_date = len(glyphs.digits(text)) >= 6 and any(sign in ".-/" for sign in text)
    return one.sign.isdigit() and (kind != "date" or is_date) and len(glyphs.digits(text)) >= 3


def _may_replace(source: _Character, target: _Character, kind: str) -> bool:
    tall = target.box[3]
    if source.sign == target.sign or abs(source.box[3] - tall) > AS_TALL * tall:
        return False
    if kind == "letter" and not (source.sign.isalpha() and _case(source) == _case(target)):
        return False
    if kind != "letter" and not source.sign.isdigit():
        return False
    alike = any({source.sign, target.sign} <= set(group) for group in ALIKE)
    return alike or kind not in ("alike", "letter")


def _is_same_ink(plane: Grey, source: Box, target: Box) -> bool:
    """Whether nothing would be changed: a full stop that counts as a figure shifts the ranks of a
    word, and a 9 is laid over a 9 as if it were a 1."""
    sx, sy, sw, sh = source
    x, y, w, h = target
    there = plane[y : y + h, x : x + w]
    here = cv2.resize(plane[sy : sy + sh, sx : sx + sw], (w, h), interpolation=cv2.INTER_AREA)
    return float(cv2.matchTemplate(here, there, cv2.TM_CCOEFF_NORMED)[0, 0]) > SAME_INK


def _case(one: _Character) -> bool:
    return one.sign.isupper()


def _characters(sheet: Sheet) -> Iterator[_Character]:
    """Each character that stands alone in a word of which every character does."""
    dark = ink.dark_of(sheet.plane)
    for seen in sheet.words:
        ranks = [at for at, sign in enumerate(seen.text) if sign not in PUNCTUATION]
        if not seen.box[2] or len(ranks) < 3:
            continue
        number = bool(glyphs.digits(seen.text))
        found = _pieces(dark, seen.box, LEAST_HEIGHT if number else SMALLEST_LETTER)
        if len(found) == len(ranks):
            for at, box in zip(ranks, found, strict=True):
                yield _Character(seen, at, box)


def _pieces(dark: Grey, box: Box, least: int) -> list[Box]:
    """Ink of a word from left to right; what stands above each other is one."""
    x, y, w, h = box
    parts = cv2.connectedComponentsWithStats(dark[y : y + h, x : x + w])[2][1:, :4].tolist()
    whole: list[list[int]] = []  # left, top, right, bottom
    for left, top, wide, high in sorted(parts):
        last = whole[-1] if whole else None
        if last and min(last[2], left + wide) - max(last[0], left) > 0.5 * min(
            wide, last[2] - last[0]
        ):
            last[1], last[2] = min(last[1], top), max(last[2], left + wide)
            last[3] = max(last[3], top + high)
        else:
            whole.append([left, top, left + wide, top + high])
    tall = [p for p in whole if p[3] - p[1] >= max(least, 0.35 * h)]
    return [(x + a, y + b, c - a, d - b) for a, b, c, d in tall]


def _pasted(plane: Grey, source: Box, target: Box) -> Grey:
    """The source's character at the target's place, on paper as bright as there."""
    sx, sy, sw, sh = source
    x, y, w, h = target
    paper = np.percentile(plane[y : y + h, max(0, x - h) : x + w + h], 90)
    digit = plane[max(0, sy - 1) : sy + sh + 1, max(0, sx - 1) : sx + sw + 1].astype(np.float32)
    digit = np.minimum(digit * (paper / max(1.0, float(digit.max()))), paper)
    high, wide = h + 2, max(1, round((sw + 2) * (h + 2) / (sh + 2)))
    digit = cv2.resize(digit, (wide, high), interpolation=cv2.INTER_AREA)
    made = plane.copy()
    made[max(0, y - 1) : y + h + 1, max(0, x - 1) : x + w + 1] = paper
    top, left = max(0, y - 1), max(0, x + w // 2 - wide // 2)
    room = made[top : top + high, left : left + wide]
    np.minimum(room, digit[: room.shape[0], : room.shape[1]].astype(made.dtype), out=room)
    return made
