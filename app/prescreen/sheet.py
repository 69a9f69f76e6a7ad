"""A page as OCR is given it: light evened, letters at the size that costs least for equal words."""

from functools import cached_property

import numpy as np

from app.prescreen import geometry, glyphs, legibility
from app.prescreen import thresholds as limit

SMALL_PRINT = {"chi_sim", "jpn", "kor"}  # whose signs need more pixels
SYLLABLES = {"Ethiopic", "amh", "tir"}  # a little more


class Sheet:
    """The picture at the sizes that are asked for; each is made once."""

    def __init__(self, picture: np.ndarray) -> None:
        self.picture = picture

    @cached_property
    def usual(self) -> np.ndarray:
        return geometry.even_light(geometry.shrunk(self.picture, limit.OCR_LONG_SIDE))

    @cached_property
    def fine(self) -> np.ndarray:
        return geometry.even_light(geometry.shrunk(self.picture, limit.FINE_LONG_SIDE))

    @cached_property
    def opinion(self) -> glyphs.Opinion:
        return glyphs.opinion(self.usual)

    @cached_property
    def small(self) -> np.ndarray:
        """With letters of the size that reads best for its price."""
        return geometry.scaled(self.usual, self._factor)

    @cached_property
    def ink(self) -> glyphs.Ink:
        """In pixels of `small`."""
        seen, factor = self.opinion.ink, self.small.shape[0] / self.usual.shape[0]
        return glyphs.Ink(seen.centres * factor, seen.size * factor)

    @cached_property
    def tiny(self) -> np.ndarray:
        """For what is measured of the page as a whole."""
        return geometry.shrunk(self.usual)

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
        size = self.opinion.ink.size
        return limit.LETTER / size if size else 1.0

    def at(self, model: str) -> np.ndarray:
        """The picture that this model reads best."""
        if model in SMALL_PRINT:
            return self.fine
        return self.usual if model in SYLLABLES else self.small
