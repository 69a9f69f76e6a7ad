"""A page as OCR is given it: light evened, letters at the size that costs least for equal words."""

from functools import cached_property
from typing import Any

import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.content import script
from app.prescreen.optics import geometry, glyphs, legibility, ocr

SMALL_PRINT = {"chi_sim", "jpn", "kor"}  # whose signs need more pixels
LETTERS = ("Latn", "Cyrl", "Arab", "Grek")  # scripts whose marks of ink are letters, or nearly
SMALL = {"Latin", "Cyrillic", "Arabic", "Greek", "srp_latn"} | {
    model
    for language, model in ocr.MODEL_OF_LANGUAGE.items()
    if script.scripts_of(language)[0] in LETTERS
}  # models that read letters at their smallest


class Sheet:
    """The picture at the sizes that are asked for; each is made once."""

    def __init__(self, picture: np.ndarray) -> None:
        self.picture = picture
        self.readings: dict[tuple[int, str], Any] = {}  # by rotation and model
        self.standing: dict[int, Any] = {}  # by rotation

    @cached_property
    def usual(self) -> np.ndarray:
        return geometry.even_light(geometry.shrunk(self.picture, limit.OCR_LONG_SIDE))

    @cached_property
    def fine(self) -> np.ndarray:
        if max(self.picture.shape) <= limit.OCR_LONG_SIDE:
            return self.large
        return geometry.even_light(geometry.shrunk(self.picture, limit.FINE_LONG_SIDE))

    @cached_property
    def large(self) -> np.ndarray:
        """As the usual one; a small picture of fine print is enlarged."""
        if self._is_card:
            return self._card
        return geometry.scaled(self.usual, max(1.0, self._enlarging))

    @cached_property
    def _card(self) -> np.ndarray:
        """Fine print over guilloches: the letters must stand out from the pattern."""
        times = max(1.0, limit.CARD_PRINT / self.opinion.ink.size)
        return geometry.scaled(self.usual, times, limit.CARD_LONG_SIDE)

    @cached_property
    def _is_card(self) -> bool:
        has_letters = self.opinion.clear >= limit.FEW_CLEAR
        return self._is_hard and not has_letters and self._is_small_paper and self.is_sound

    @property
    def _is_hard(self) -> bool:
        """Few marks, of which few are sure of their script: fine print, or handwriting."""
        seen = self.opinion
        return 0 < len(seen.ink.centres) < limit.CARD_MARKS and seen.certain < limit.FEW_CERTAIN

    @property
    def _is_small_paper(self) -> bool:
        """A card fills a small picture, or part of a page; a handwritten letter fills its page."""
        side = max(self.usual.shape)
        extent = np.ptp(np.percentile(self.opinion.ink.centres, (3, 97), axis=0), axis=0).max()
        return side < limit.SMALL_LONG_SIDE or bool(extent < limit.CARD_EXTENT * side)

    @cached_property
    def opinion(self) -> glyphs.Opinion:
        return glyphs.opinion(self.usual)

    @cached_property
    def small(self) -> np.ndarray:
        """With letters of the size that reads best for its price."""
        if self._is_card:
            return self._card
        return geometry.scaled(self.usual, self._factor)

    @cached_property
    def ink(self) -> glyphs.Ink:
        """In pixels of `small`."""
        seen, factor = self.opinion.ink, self.small.shape[0] / self.usual.shape[0]
        return glyphs.Ink(seen.centres * factor, seen.size * factor)

    @cached_property
    def tiny(self) -> np.ndarray:
        """For what is measured of the page as a whole."""
        return geometry.tiny(self.usual)

    def lean(self, rotation: int) -> float:
        """Of its lines, once turned; what stands on its head leans the same way."""
        return self._lying if rotation % 180 else self._standing

    @cached_property
    def _standing(self) -> float:
        return geometry.lean_of(self.tiny)

    @cached_property
    def _lying(self) -> float:
        return geometry.lean_of(geometry.turned(self.tiny, 90))

    @cached_property
    def is_sound(self) -> bool:
        """Where a sound picture reads badly, other readings are worth trying."""
        return legibility.looks_sound(self.picture)

    @property
    def _factor(self) -> float:
        side = max(self.usual.shape)
        if side < limit.SMALL_LONG_SIDE:
            return max(1.0, self._enlarging)
        least = 1.0 if self._is_hard else limit.SMALL_LONG_SIDE / side
        return min(1.0, max(self._enlarging * limit.LETTER / limit.FINE_PRINT, least))

    @property
    def _enlarging(self) -> float:
        """Times that fine print would have to grow."""
        size = self.opinion.ink.size
        return limit.FINE_PRINT / size if size else 1.0

    def at(self, model: str) -> np.ndarray:
        """The picture that this model reads best."""
        if model in SMALL_PRINT:
            return self.fine
        return self.small if SMALL.issuperset(model.split("+")) else self.large
