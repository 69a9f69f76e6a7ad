"""A place where two pages differ, and what OCR read there."""

from dataclasses import dataclass

from app.fingerprint.pair import glyphs
from app.fingerprint.pair.sheet import Box

FLAT = 2.5  # times as wide as high


@dataclass(frozen=True)
class Zone:
    """A place where the pages differ, in pixels of each; what OCR read there on either."""

    first: Box
    second: Box
    text_first: str
    text_second: str
    score: float
    pushed: bool  # the same ink stands a little further on the line: text that was moved
    is_character: bool = False  # one character of a word of which the rest is the same
    is_pale: bool = False  # it is paler than the writing: an ornament, a stamp, or a pale pen

    @property
    def texts(self) -> tuple[str, str]:
        return self.text_first, self.text_second

    @property
    def has_digits(self) -> bool:
        return any(glyphs.digits(text) for text in self.texts)

    @property
    def is_number(self) -> bool:
        return any(len(glyphs.digits(text)) >= 2 for text in self.texts)

    @property
    def letters(self) -> int:
        return max(sum(c.isalpha() for c in text) for text in self.texts)

    @property
    def is_flat(self) -> bool:
        return self.first[2] >= FLAT * self.first[3]

    @property
    def is_word(self) -> bool:
        return any(len(glyphs.folded(text)) >= 2 for text in self.texts)

    @property
    def is_read(self) -> bool:
        return any(glyphs.folded(text) for text in self.texts)
