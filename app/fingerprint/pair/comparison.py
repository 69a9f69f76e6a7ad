"""Two pages side by side: where their ink agrees, and the zones where it does not."""

from dataclasses import dataclass, field, replace

from app.fingerprint.pair import (
    characters,
    differing,
    glyphs,
    grain,
    ink,
    laid,
    paper,
    residue,
    swapped,
)
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment, align
from app.fingerprint.pair.ink import Found
from app.fingerprint.pair.laid import Laid
from app.fingerprint.pair.sheet import Sheet
from app.fingerprint.pair.zone import Zone


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


def compare(first: Sheet, second: Sheet) -> Comparison | None:
    """None where the pages cannot be laid over each other."""
    found = align(first, second)
    if found is None:
        return None
    if grain.is_same_scan(first, second, found):
        return Comparison(first, second, found, len(ink.marks(first)), 1.0, 1.0, is_same_scan=True)
    return _compared(first, second, laid.refined(first, second, found))


def _compared(first: Sheet, second: Sheet, found: Alignment) -> Comparison:
    sides = laid.both(first, second, found)
    one, other = sides
    marks = paper.within(sides, (one.find(ink.marks(first)), other.find(ink.marks(second))), found)
    words = [glyphs.compare(s.density, s.over, s.shown, s.own, s.other, s.there) for s in sides]
    unread = [differing.unread(side, rows) for side, rows in zip(sides, marks, strict=True)]
    both = [*words[0], *words[1]]
    sharpness = differing.sharpness(both, [*unread[0], *unread[1]])
    zones: list[Zone] = []
    for rank, side in enumerate(sides):
        zones += differing.zones(side, marks[rank], words[rank], unread[rank], sharpness)
    zones = _second_look(first, second, found, zones)
    if not zones:  # else they are told apart already
        zones = _swapped(sides, marks)
    every = [mark.score >= limit.FOUND_MARK for rows in marks for mark in rows]
    agreement = sum(every) / max(1, len(every))
    told = differing.is_contradicted(one, both, sharpness)
    return Comparison(first, second, found, len(every), agreement, sharpness, tuple(zones), told)


def with_characters(page: Comparison) -> Comparison:
    """Its zones, and every single character that differs besides: what a later copy must not
    have in the text of the record. Of a page that is too blurred for that, its zones."""
    known = page.is_same_scan or any(zone.is_character for zone in page.zones)
    if known or page.sharpness < limit.LEAST_SHARPNESS:
        return page
    sides = laid.both(page.first, page.second, page.alignment)
    marks = [side.find(ink.marks(side.own)) for side in sides]
    within = paper.within(sides, (marks[0], marks[1]), page.alignment)
    return replace(page, zones=(*page.zones, *_swapped(sides, within)))


def _swapped(sides: tuple[Laid, Laid], marks: list[list[Found]]) -> list[Zone]:
    return [z for side, rows in zip(sides, marks, strict=True) for z in swapped.zones(side, rows)]


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
    """OCR reads digits into the waves of a ground pattern, and a fax draws those in dashes: what
    is low, or runs on, is no number, and a flat line that nobody can read is no writing."""
    inks = (pages.mine, pages.other)
    shown = any(characters.has_figures(page, zone.first, pages.character) for page in inks)
    if not shown and zone.is_flat and not zone.is_word:
        return False
    is_number = zone.is_number and shown
    return residue.is_left(pages, zone.first, number=is_number, lost=zone.score < limit.GONE)
