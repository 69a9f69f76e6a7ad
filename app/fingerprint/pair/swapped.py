"""A character that looks more like another of the page than like what stands at its own place.

A blurred 6 is not unlike a 0, so that no bar of agreement tells them on an unsharp capture. But the
page shows other figures of the same face, as blurred as this one: where the 6 of one page agrees
better with the other page's sixes than with what stands in its place, or what stands there with the
first page's noughts, another character stands there. Nothing is asked of OCR.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from app.fingerprint.pair import characters, glyphs
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.characters import Offset
from app.fingerprint.pair.ink import Found
from app.fingerprint.pair.laid import Laid
from app.fingerprint.pair.sheet import Box, Grey, Sheet
from app.fingerprint.pair.zone import Zone

NEAR, FAR = 2, 5  # pixels of a picture that a character may be off; in its own place
MOST = 120  # characters of a page that are looked at: those that agree least
AS_TALL = 0.15  # share by which characters of one face differ in height
SMALLEST, LARGE = 10, 15  # pixels of height of a character that tells; of one however thin
THIN, THIN_UNREAD = 0.38, 0.45  # of the height; any figure but a 1 is wider than that
FEWEST_LETTERS = 4  # of a word that is not read alike by chance
LOST = 0.3  # agreement under which an unread piece of ink is not a character at all
FAINT = 0.05  # of the character's own contrast, under which there is nothing to compare


@dataclass(frozen=True)
class Swap:
    """`here`: agreement with what stands in its place; the others: how much better another does."""

    box: Box
    tall: float  # pixels of height, on the page that shows it smaller
    here: float
    same: float  # what this page shows here, found elsewhere on the other
    other: float  # what the other page shows here, found elsewhere on this one


def zones(side: Laid, marks: list[Found]) -> list[Zone]:
    """Where another character stands on the other page."""
    found = ((swap, side.texts(swap.box)) for swap in swaps(side, marks))
    sure = [side.zone(s.box, texts, s.here, 1.0) for s, texts in found if is_sure(s, texts)]
    return [replace(zone, is_character=True) for zone in sure]


def is_sure(swap: Swap, texts: tuple[str, str]) -> bool:
    """Both say so by a little, or one by much where the other has nothing to compare with; less
    is enough of a figure, for a page shows few others and each is decisive."""
    if swap.here > limit.SURELY_HERE or _is_doubtful(swap, texts):
        return False
    little, much = limit.SWAPPED_LETTER  # of what nobody read, too: it may be a number
    if any(glyphs.digits(text) for text in texts):
        little, much = limit.SWAPPED_DIGIT
    elif any(texts) and swap.tall < limit.SMALL_LETTER:
        little, much = limit.SWAPPED_SMALL
    return min(swap.same, swap.other) > little or max(swap.same, swap.other) > much


def _is_doubtful(swap: Swap, texts: tuple[str, str]) -> bool:
    """What nobody read may be a piece of a rule or of a picture, a thin stroke of a word that is
    read alike on both pages is a piece of a letter that a line of a fax crossed."""
    _, _, wide, tall = swap.box
    if not any(texts):
        return wide < THIN_UNREAD * tall or swap.here < LOST
    own, other = (glyphs.folded(text) for text in texts)
    is_word = len(own) >= FEWEST_LETTERS and own.isalpha()
    return is_word and own == other and wide < THIN * tall


def swaps(side: Laid, marks: list[Found]) -> list[Swap]:
    known = [
        Offset(box, mark.dx, mark.dy)
        for mark in marks
        if mark.score >= limit.FOUND_MARK  # what is not found at all was looked at already
        for box in characters.cut(side.own, mark.box)
        if _is_whole(box, side.own)
    ]
    return _among(side.density, side.over, known, side.scale) if len(known) > 1 else []


def _among(own: Grey, over: Grey, known: list[Offset], scale: float) -> list[Swap]:
    """Those that agree less than well with what stands in their place; `scale`: how large the
    other page shows them."""
    shown = characters.pictures(own, known, FAR, moved=False)
    there = characters.pictures(over, known, FAR, moved=True)
    kept = characters.masks(known)
    ahead, place = _paired(shown, there, kept, NEAR)
    agreed = np.minimum(ahead, _paired(there, shown, kept, NEAR)[0])
    agreed[~_is_telling(known, scale)] = 1.0
    doubted = np.argsort(agreed)[:MOST]
    doubted = doubted[agreed[doubted] < limit.SURE_CHARACTER]
    if not len(doubted):
        return []
    like, mask = _as_tall(known, doubted), kept[doubted]
    here = _paired(shown[doubted], there[doubted], mask, FAR)[0]
    back = _paired(there[doubted], shown[doubted], mask, FAR)[0]
    there, shown = _around(there, place), _around(shown, np.full_like(place, FAR))
    mine, others = shown[doubted, 1:-1, 1:-1], there[doubted, 1:-1, 1:-1]
    same = np.where(like, _every(mine, there, mask), -1).max(axis=1) - here
    apart = like & (_every(mine, shown, mask) < limit.SAME_CHARACTER)
    other = np.where(apart, _every(others, shown, mask), -1).max(axis=1) - back
    rows = zip(doubted, here, same, other, strict=True)
    smaller = min(1.0, scale)
    return [
        Swap(known[k].box, known[k].box[3] * smaller, float(h), float(s), float(o))
        for k, h, s, o in rows
    ]


def _is_whole(box: Box, page: Sheet) -> bool:
    """Not cut by the edge of the page."""
    x, y, wide, tall = box
    height, width = page.shape
    return min(x, y, width - x - wide, height - y - tall) > limit.CUT


def _is_telling(known: list[Offset], scale: float) -> np.ndarray:
    """Small letters are a matter of single pixels, and a thin stroke of few of them is a piece of
    many letters: where a small l stands for an e, it is the e that tells."""
    sizes = np.array([one.box[2:] for one in known])
    tall = sizes[:, 1] * min(1.0, scale)
    return (tall >= SMALLEST) & ((sizes[:, 0] >= THIN * sizes[:, 1]) | (tall >= LARGE))


def _as_tall(known: list[Offset], doubted: np.ndarray) -> np.ndarray:
    """Whether each doubted one may be of a face with each known one."""
    heights = np.array([one.box[3] for one in known])
    like = np.abs(heights[doubted, None] - heights[None]) <= AS_TALL * heights[doubted, None]
    like[np.arange(len(doubted)), doubted] = False
    return like


def _paired(own: Grey, there: Grey, kept: Grey, reach: int) -> tuple[Grey, np.ndarray]:
    """Correlation of each picture with the one of the same rank at its best place, and where."""
    shape = len(own), -1
    mask = kept.reshape(shape)
    size = mask.sum(axis=1)
    flat = _inner(own).reshape(shape) * mask
    flat = (flat - (flat.sum(axis=1) / size)[:, None]) * mask
    power = (flat**2).sum(axis=1)
    best, place = np.full(len(own), -1.0, np.float32), np.full((len(own), 2), FAR)
    for step in product(range(FAR - reach, FAR + reach + 1), repeat=2):
        other = _part(there, step, own.shape[1] - 2 * FAR, own.shape[2] - 2 * FAR)
        other = other.reshape(shape) * mask
        spread = (other**2).sum(axis=1) - other.sum(axis=1) ** 2 / size
        scale = np.sqrt(np.maximum(power, 1e-3) * np.maximum(spread, FAINT * power + 1e-3))
        score = (flat * other).sum(axis=1) / scale
        better = score > best
        best[better], place[better] = score[better], step
    return best, place


def _every(own: Grey, there: Grey, kept: Grey) -> Grey:
    """Correlation of each picture of `own` with every one of `there`, which shows a pixel more to
    every side, at its best place."""
    mask = kept.reshape(len(own), -1)
    widths, of_width = np.unique(mask, axis=0, return_inverse=True)  # few: their sums are shared
    size = mask.sum(axis=1)[:, None]
    flat = own.reshape(len(own), -1) * mask
    flat = (flat - flat.sum(axis=1)[:, None] / size) * mask
    power = (flat**2).sum(axis=1)[:, None]
    best = np.full((len(own), len(there)), -1.0, np.float32)
    for step in product(range(3), repeat=2):
        other = _part(there, step, *own.shape[1:]).reshape(len(there), -1)
        total, squares = (widths @ other.T)[of_width], (widths @ (other**2).T)[of_width]
        spread = squares - total**2 / size
        scale = np.sqrt(np.maximum(power, 1e-3) * np.maximum(spread, FAINT * power + 1e-3))
        best = np.maximum(best, (flat @ other.T) / scale)
    return best


def _inner(pictures: Grey) -> Grey:
    return np.ascontiguousarray(pictures[:, FAR:-FAR, FAR:-FAR])


def _part(pictures: Grey, step: tuple[int, ...], tall: int, wide: int) -> Grey:
    down, across = step
    return np.ascontiguousarray(pictures[:, down : down + tall, across : across + wide])


def _around(pictures: Grey, place: np.ndarray) -> Grey:
    """Each picture at its best place, and a pixel more to every side."""
    tall, wide = pictures.shape[1] - 2 * FAR + 2, pictures.shape[2] - 2 * FAR + 2
    parts = (
        picture[down - 1 : down - 1 + tall, across - 1 : across - 1 + wide]
        for picture, (down, across) in zip(pictures, place, strict=True)
    )
    return np.stack(list(parts))
