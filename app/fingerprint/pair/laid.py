"""One page with the other laid over it, and the ink of the one looked for on the other."""

from dataclasses import dataclass

import numpy as np

from app.fingerprint.pair import glyphs, ink
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment, shifted
from app.fingerprint.pair.sheet import Box, Grey, Sheet
from app.fingerprint.pair.zone import Zone

GUIDES = 300  # marks that refine an alignment, about


@dataclass(frozen=True)
class Laid:
    """`there` takes a point of `own` to `other`; `to_first` to the first page, None if it is."""

    own: Sheet
    other: Sheet
    there: np.ndarray
    over: Grey
    shown: Grey
    to_first: np.ndarray | None

    @property
    def density(self) -> Grey:
        return ink.density(self.own)

    @property
    def scale(self) -> float:
        """How large the other page shows what stands on this one, about."""
        plain = self.there / self.there[2, 2]
        return float(np.sqrt(abs(np.linalg.det(plain[:2, :2]))))

    def texts(self, box: Box) -> tuple[str, str]:
        """What OCR read there on either page."""
        there = glyphs.carried(box, self.there)
        return glyphs.words_at(self.own, box), glyphs.words_at(self.other, there)

    def find(self, boxes: list[Box], reach: int = limit.NEAR_REACH) -> list[ink.Found]:
        return ink.find(self.density, self.over, self.shown, boxes, reach)

    def zone(self, box: Box, texts: tuple[str, str], score: float, whole: float) -> Zone:
        """`whole`: how well the ink as a whole is found at its place; if it is, it was not
        pushed."""
        lost = whole < limit.FOUND_MARK
        pushed = lost and ink.moved(self.density, self.over, box) >= limit.PUSHED
        there, score = glyphs.carried(box, self.there), round(score, 3)
        if self.to_first is None:
            return Zone(box, there, texts[0], texts[1], score, pushed)
        return Zone(there, box, texts[1], texts[0], score, pushed)


def refined(first: Sheet, second: Sheet, found: Alignment) -> Alignment:
    """The alignment by the marks themselves."""
    side = _laid(first, second, found.matrix, found.inverse, None)
    marks = ink.marks(first)
    some = marks[:: max(1, len(marks) // GUIDES)]
    good = [
        (m.box[0] + m.box[2] / 2, m.box[1] + m.box[3] / 2, m.dx, m.dy)
        for m in side.find(some, limit.FAR_REACH)
        if m.score > limit.GUIDING_MARK
    ]
    return shifted(found, good)


def both(first: Sheet, second: Sheet, found: Alignment) -> tuple[Laid, Laid]:
    """The second page over the first, and the first over the second."""
    return (
        _laid(first, second, found.matrix, found.inverse, None),
        _laid(second, first, found.inverse, found.matrix, found.matrix),
    )


def _laid(
    own: Sheet, other: Sheet, here: np.ndarray, there: np.ndarray, to_first: np.ndarray | None
) -> Laid:
    over, shown = ink.laid_over(ink.density(other), here, own.shape)
    return Laid(own, other, there, over, shown, to_first)
