"""What differs between two pages that may be copies of one record, and how much of it tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.fingerprint.pair import dates, glyphs
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.comparison import Comparison
from app.fingerprint.pair.dates import MACHINE_LINE
from app.fingerprint.pair.sheet import Box, Sheet
from app.fingerprint.pair.zone import Zone


@dataclass(frozen=True)
class Difference:
    """A zone with its page, the share of the page's words that stand above it."""

    zone: Zone
    page: Comparison
    depth: float

    @property
    def is_name(self) -> bool:
        return self.zone.letters >= 2 and not self.zone.has_digits

    @property
    def is_small(self) -> bool:
        """Words that begin with a small letter on either page, sharp enough to be sure of it, and
        no date stands beside: printed ones that a stamp covers, for names begin with a capital."""
        words = " ".join(self.zone.texts).split()
        is_sharp = self.page.sharpness >= limit.LEAST_SHARPNESS
        return is_sharp and not self.years and all(word[0].islower() for word in words)

    @property
    def place(self) -> tuple[int, int]:
        """The same for what both pages report of one place, about."""
        return self.zone.first[0] // 60, self.zone.first[1] // 12

    @property
    def is_number(self) -> bool:
        """Digits for the most part: OCR reads one into many a word."""
        plain = (glyphs.folded(text) for text in self.zone.texts)
        return any(text and 2 * len(glyphs.digits(text)) >= len(text) for text in plain)

    @property
    def words(self) -> set[str]:
        both = " ".join(self.zone.texts).split()
        return {w for text in both if glyphs.is_word(w := glyphs.folded(text))}

    @property
    def is_large(self) -> bool:
        return max(self.zone.first[2], self.zone.first[3]) > 2 * limit.SPECK

    @property
    def years(self) -> set[int]:
        """That stand on its line on either page."""
        page, zone = self.page, self.zone
        return dates.years_near(page.first, zone.first) | dates.years_near(page.second, zone.second)


def every(pages: Sequence[Comparison]) -> list[Difference]:
    return [Difference(z, page, _depth(page, z)) for page in pages for z in page.zones]


def telling(differences: list[Difference]) -> list[Difference]:
    """Without what follows from the rest, what was only moved, what a blurred page blurs."""
    return [d for d in differences if _differs(d.zone) and not _is_moved(d) and not _is_as_sharp(d)]


def _differs(zone: Zone) -> bool:
    """Neither what follows from the rest, nor an ornament that one of the devices lost."""
    machine = any(MACHINE_LINE in text for text in zone.texts)
    ornament = zone.is_pale and not all(glyphs.folded(text) for text in zone.texts)
    alike = glyphs.read_alike(*zone.texts) and not zone.is_character
    return not machine and not ornament and not alike


def _is_moved(one: Difference) -> bool:
    """The same ink further on; or, where a longer name pushed the text on, the same words."""
    if one.zone.pushed or one.page.agreement >= limit.FLOWING:
        return one.zone.pushed
    (of_first, of_second), page = (_words_of(text) for text in one.zone.texts), one.page
    known = of_first <= _words_near(page.second, one.zone.second)
    return known and of_second <= _words_near(page.first, one.zone.first) and bool(of_first)


def _words_of(text: str) -> set[str]:
    return {folded for word in text.split() if (folded := glyphs.folded(word))}


def _words_near(sheet: Sheet, box: Box) -> set[str]:
    """What is read on the lines around a box."""
    middle, reach = box[1] + box[3] / 2, 2.5 * max(box[3], 14)
    line = [w.text for w in sheet.words if abs(w.box[1] + w.box[3] / 2 - middle) <= reach]
    return _words_of(" ".join(line))


def _is_as_sharp(one: Difference) -> bool:
    """A number that agrees as well as the words of a blurred page do."""
    as_sharp = one.zone.score >= max(limit.BLURRED, one.page.sharpness)
    return one.zone.has_digits and as_sharp and not one.zone.is_character


def _depth(page: Comparison, zone: Zone) -> float:
    placed = [w.box[1] for w in page.first.words if w.box[2]]
    return sum(top < zone.first[1] for top in placed) / max(1, len(placed))
