"""A page as it stands once it was turned and straightened, at the size that is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from PIL import Image

from app.prescreen.optics import geometry


@dataclass(frozen=True)
class UprightPage:
    """A page handed over as soon as it stands upright, for its renditions."""

    number: int
    captured: Image.Image
    rotation: int
    skew: float

    @cached_property
    def image(self) -> Image.Image:
        """In full, which costs as much as a tenth of reading it: made where it is asked for."""
        return geometry.upright_image(self.captured, self.rotation, self.skew)

    def reduced(self, long_side: int) -> Image.Image:
        """To `long_side` pixels."""
        small = geometry.reduced(self._nearly(long_side), long_side)
        return geometry.upright_image(small, self.rotation, self.skew)

    def at_least(self, long_side: int) -> Image.Image:
        """To about `long_side` pixels, not under it, in grey."""
        grey = self._nearly(long_side).convert("L")
        return geometry.upright_image(grey, self.rotation, self.skew)

    def _nearly(self, long_side: int) -> Image.Image:
        times = max(self.captured.size) // long_side
        return self.captured.reduce(times) if times > 1 else self.captured


OnPage = Callable[[UprightPage], None]
