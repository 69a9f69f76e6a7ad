"""Two pages side by side: where their ink agrees, and the zones where it does not."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from app.fingerprint import glyphs, grain, ink, numbers, residue
from app.fingerprint import thresholds as limit
from app.fingerprint.alignment import Alignment, align, shifted
from app.fingerprint.glyphs import Compared
from app.fingerprint.sheet import Box, Sheet
from app.fingerprint.zone import Zone


@dataclass(frozen=True)
class Comparison:
    """`agreement` is the share of marks found again; `sharpness` how well words can agree."""

    first: Sheet
    second: Sheet
    alignment: Alignment
    marks: int
    agreement: float
    sharpness: float
    zones: tuple[Zone, ...] = field(default=())
    is_contradicted: bool = False  # a PDF says another number exactly
    is_same_scan: bool = False


@dataclass(frozen=True)
class _Side:
    """One page with the other laid over it."""

    own: Sheet
    other: Sheet
    there: np.ndarray  # takes a point of `own` to `other`
    over: np.ndarray
    shown: np.ndarray
    to_first: np.ndarray | None  # takes a point of `own` to the first page; None: it is the first

    @property
    def density(self) -> np.ndarray:
        return ink.density(self.own)


def compare(first: Sheet, second: Sheet) -> Comparison | None:
    """None where the pages cannot be laid over each other."""
    found = align(first, second)
    if found is None:
        return None
    if grain.is_same_scan(first, second, found):
        return Comparison(first, second, found, len(ink.marks(first)), 1.0, 1.0, is_same_scan=True)
    found = _refined(first, second, found)
    sides = [
        _side(first, second, found.matrix, found.inverse, None),
        _side(second, first, found.inverse, found.matrix, found.matrix),
    ]
    marks = [_found(side) for side in sides]
    paper = _paper([_read(s, m) for s, m in zip(sides, marks, strict=True)], found)
    paper = _paper(marks, found) if paper is None else paper
    inner = [_within(side, rows, paper) for side, rows in zip(sides, marks, strict=True)]
    words = [glyphs.compare(s.density, s.over, s.shown, s.own, s.other, s.there) for s in sides]
    unread = [_unread(side, rows) for side, rows in zip(sides, inner, strict=True)]
    sharpness = _sharpness([*words[0], *words[1]], [*unread[0], *unread[1]])
    zones: list[Zone] = []
    for number, side in enumerate(sides):
        zones += _lost(side, inner[number]) + _other(side, words[number], sharpness)
        zones += _other_unread(side, unread[number], sharpness) + _cut_off(side)
    zones = _second_look(first, second, found, zones)
    every = [*inner[0], *inner[1]]
    good = sum(mark.score >= limit.FOUND_MARK for mark in every)
    agreement = good / max(1, len(every))
    told = _is_contradicted(first, second, [*words[0], *words[1]], sharpness)
    return Comparison(first, second, found, len(every), agreement, sharpness, tuple(zones), told)


def _refined(first: Sheet, second: Sheet, found: Alignment) -> Alignment:
    side = _side(first, second, found.matrix, found.inverse, None)
    rows = ink.find(side.density, side.over, side.shown, ink.marks(first), limit.FAR_REACH)
    good = [
        (m.box[0] + m.box[2] / 2, m.box[1] + m.box[3] / 2, m.dx, m.dy)
        for m in rows
        if m.score > limit.GUIDING_MARK
    ]
    return shifted(found, good)


def _side(
    own: Sheet, other: Sheet, here: np.ndarray, there: np.ndarray, to_first: np.ndarray | None
) -> _Side:
    over, shown = ink.laid_over(ink.density(other), here, own.shape)
    return _Side(own, other, there, over, shown, to_first)


def _found(side: _Side) -> list[ink.Found]:
    return ink.find(side.density, side.over, side.shown, ink.marks(side.own), limit.NEAR_REACH)


def _read(side: _Side, marks: list[ink.Found]) -> list[ink.Found]:
    """Marks that bear a word: the grain of a table top may agree by chance, words do not."""
    return [mark for mark in marks if _is_read(side.own, mark.box)]


def _paper(marks: list[list[ink.Found]], found: Alignment) -> np.ndarray | None:
    """The hull of what both pages surely show, on the first: the rest may be the table."""
    corners: list[tuple[float, float]] = []
    for rows, matrix in zip(marks, (None, found.matrix), strict=True):
        sure = [m.box for m in rows if _is_sure(m)]
        points = [(x + w * u, y + h * v) for x, y, w, h in sure for u in (0, 1) for v in (0, 1)]
        if points and matrix is not None:
            points = cv2.perspectiveTransform(np.array([points], np.float32), matrix)[0].tolist()
        corners += points
    return cv2.convexHull(np.array(corners, np.float32)) if len(corners) >= 12 else None


def _is_sure(mark: ink.Found) -> bool:
    return mark.score >= limit.SURE_MARK and mark.weakest >= limit.SURE_WINDOW


def _within(side: _Side, rows: list[ink.Found], paper: np.ndarray | None) -> list[ink.Found]:
    """Marks on the paper: between those surely found, as bright around as there, or read."""
    if paper is None:
        return rows
    light = _light(side.own)
    sure = [light_at(light, mark.box) for mark in rows if _is_sure(mark)]
    bright = limit.AS_BRIGHT * float(np.median(sure)) if sure else 255.0
    kept = []
    for mark in rows:
        x, y, w, h = mark.box
        centre = (x + w / 2, y + h / 2)
        if side.to_first is not None:
            point = np.array([[centre]], np.float32)
            centre = cv2.perspectiveTransform(point, side.to_first)[0, 0]
        inside = cv2.pointPolygonTest(paper, (float(centre[0]), float(centre[1])), True)
        on_paper = inside > -limit.PAPER_MARGIN or light_at(light, mark.box) >= bright
        if on_paper or _is_read(side.own, mark.box):
            kept.append(mark)
    return kept


def _light(sheet: Sheet) -> np.ndarray:
    """The brightness of what a mark is written on, on a sixteenth of the plane."""
    height, width = sheet.shape
    size = (max(8, width // 16), max(8, height // 16))
    small = cv2.resize(sheet.raw, size, interpolation=cv2.INTER_AREA)
    return cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 5)


def light_at(light: np.ndarray, box: Box) -> float:
    x, y, w, h = box
    row, column = (y + h // 2) // 16, (x + w // 2) // 16
    return float(light[min(row, light.shape[0] - 1), min(column, light.shape[1] - 1)])


def _is_read(sheet: Sheet, box: Box) -> bool:
    return len(glyphs.folded(glyphs.words_at(sheet, box))) > 2


def _unread(side: _Side, marks: list[ink.Found]) -> list[tuple[ink.Found, float]]:
    """Ink found at its place that OCR did not read alike on both pages, with its worst window.

    A mark beside a word is not the word: on a page read upside down a box that means nothing
    lies over a number that is never compared as such.
    """
    found = []
    for mark in marks:
        if mark.score >= limit.FOUND_MARK and not glyphs.read_alike(*_texts(side, mark)):
            scores = glyphs.scores_of(side.density, side.over, side.shown, mark.box)
            if scores is not None:
                found.append((mark, scores[0]))
    return found


def _second_look(first: Sheet, second: Sheet, found: Alignment, zones: list[Zone]) -> list[Zone]:
    """Zones where a piece of writing stands on one page alone; of two acts nothing is spared."""
    if not zones or len(zones) > limit.MOST_ZONES:
        return zones
    pages = residue.look(first, second, found.matrix)
    return [_weighed(zone, pages) for zone in zones if is_kept(zone, pages)]


def _weighed(zone: Zone, pages: residue.Look) -> Zone:
    pale = zone.score < limit.GONE and not residue.is_left(pages, zone.first, number=False)
    return replace(zone, is_pale=pale)


def is_kept(zone: Zone, pages: residue.Look) -> bool:
    """OCR reads digits into the waves of a border: what is too low is no number."""
    is_number = zone.is_number and zone.first[3] >= limit.LEGIBLE_DIGIT * pages.character
    return residue.is_left(pages, zone.first, number=is_number, lost=zone.score < limit.GONE)


def _texts(side: _Side, mark: ink.Found) -> tuple[str, str]:
    there = glyphs.carried(mark.box, side.there)
    return glyphs.words_at(side.own, mark.box), glyphs.words_at(side.other, there)


def _sharpness(words: list[Compared], unread: list[tuple[ink.Found, float]]) -> float:
    """The agreement that nineteen words of twenty reach: numbers excepted, they may differ.

    Of a page whose words have no place (a PDF as its office made it), nine marks of ten.
    """
    usual = sorted(w.worst for w in words if not w.has_digits and glyphs.is_word(w.text))
    if len(usual) >= limit.FEWEST_WORDS:
        return usual[len(usual) // 20]
    usual = sorted([*usual, *(worst for _, worst in unread)])
    return usual[len(usual) // 10] if len(usual) >= limit.FEWEST_WORDS else 0.0


def _lost(side: _Side, marks: list[ink.Found]) -> list[Zone]:
    """Marks that are not at their place on the other page."""
    lost = [(m, _texts(side, m)) for m in marks if m.score < limit.FOUND_MARK]
    return [_zone(side, m.box, t, m.score, m.score) for m, t in lost if not _is_excused(m, t)]


def _other(side: _Side, words: list[Compared], sharpness: float) -> list[Zone]:
    """Words of which a character differs."""
    found = [word for word in words if word.worst < bar(word, sharpness)]
    return [_zone(side, w.box, (w.text, w.other), w.worst, w.score) for w in found]


def _other_unread(
    side: _Side, unread: list[tuple[ink.Found, float]], sharpness: float
) -> list[Zone]:
    """Ink that was not read may be a number: where readings do not help, it is held to that."""
    level, below = (
        limit.UNREAD if numbers.is_placed(side.own) or numbers.is_placed(side.other) else limit.BARE
    )
    lowest = min(level, sharpness - below)
    found = [(m, worst) for m, worst in unread if worst < lowest and max(m.box[2:]) > limit.SPECK]
    return [_zone(side, m.box, _texts(side, m), worst, m.score) for m, worst in found]


def _is_contradicted(first: Sheet, second: Sheet, words: list[Compared], sharpness: float) -> bool:
    """Whether an exact text says another number, and ink does not prove that OCR misread it."""
    least = max(limit.DIGITS_CONTRADICTED[0], sharpness - limit.DIGITS_CONTRADICTED[1])
    proved = {run for word in words if word.worst >= least for run in numbers.runs(word.text)}
    return any(proved.isdisjoint(pair) for pair in numbers.contradicted(first, second))


def _cut_off(side: _Side) -> list[Zone]:
    """Numbers that the other page does not show whole."""
    cut = numbers.cut_off(side.own, side.other, side.there)
    return [_zone(side, seen.box, (seen.text, ""), 0.0, 1.0) for seen in cut]


def _is_excused(mark: ink.Found, texts: tuple[str, str]) -> bool:
    """Specks, and ink that OCR reads alike on both: a fold, a stain or a fax line crosses it."""
    _, _, width, height = mark.box
    own, other = (glyphs.folded(text) for text in texts)
    if not own and not other:
        return max(width, height) < limit.SPECK
    return len(own) >= 3 and own == other and mark.score >= limit.CROSSED_MARK


def bar(word: Compared, sharpness: float) -> float:
    """Agreement under which a word differs: highest where OCR reads another number there, low
    where it reads nothing or a piece of the same, for then it is OCR that fails."""
    own, other = glyphs.folded(word.text), glyphs.folded(word.other)
    count = len(glyphs.digits(word.text))
    if word.reads_alike:
        return limit.DIGITS_ALIKE if count else limit.READ_ALIKE
    if count:
        told = limit.DIGITS_CONTRADICTED if glyphs.digits(word.other) else limit.DIGITS_SILENT
        return max(told[0], sharpness - told[1])
    if min(len(own), len(other)) >= 3 and own not in other and other not in own:
        level, below = limit.LETTERS_CONTRADICTED
    else:
        level, below = limit.LETTERS_SILENT if len(own) >= 4 else limit.SCRAP
    return min(level, sharpness - below)


def _zone(side: _Side, own: Box, texts: tuple[str, str], score: float, whole: float) -> Zone:
    """`whole`: how well the ink as a whole is found at its place; if it is, it was not pushed."""
    lost = whole < limit.FOUND_MARK
    pushed = lost and ink.moved(side.density, side.over, own) >= limit.PUSHED
    there = glyphs.carried(own, side.there)
    if side.to_first is None:
        return Zone(own, there, texts[0], texts[1], round(score, 3), pushed)
    return Zone(there, own, texts[1], texts[0], round(score, 3), pushed)
