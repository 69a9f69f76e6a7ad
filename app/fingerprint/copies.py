"""Is it a later copy of the same record? Same facts, another date of issue, another registrar.

A date can only be the date of issue when no later one stands on the paper. What else differs must
stand on its line or below, where offices sign, or be a name that stands there too: a registrar is
named again beside the signature, and a first name that differs higher up is a twin's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.fingerprint import glyphs, wording
from app.fingerprint import thresholds as limit
from app.fingerprint.comparison import Comparison
from app.fingerprint.sheet import Box, Sheet
from app.fingerprint.zone import Zone

YEAR = re.compile(r"(?<!\d)(?:19\d\d|20\d\d|1[34]\d\d)(?!\d)")  # civil, or of the hegira
MACHINE_LINE = "<"  # of a passport: follows from the rest


@dataclass(frozen=True)
class _Difference:
    """A zone with its page, the share of the page's words that stand above it."""

    zone: Zone
    page: Comparison
    depth: float

    @property
    def is_name(self) -> bool:
        return self.zone.letters >= 2 and not self.zone.has_digits

    @property
    def is_number(self) -> bool:
        """Digits for the most part: OCR reads one into many a word."""
        plain = (glyphs.folded(text) for text in self.zone.texts)
        return any(text and 2 * len(glyphs.digits(text)) >= len(text) for text in plain)

    @property
    def words(self) -> set[str]:
        both = " ".join(self.zone.texts).split()
        return {w for text in both if glyphs.is_word(w := glyphs.folded(text))}


def is_later_copy(pages: Sequence[Comparison]) -> bool:
    if any(page.agreement < limit.COPY_AGREEMENT for page in pages):
        return False
    pages = [wording.by_words(page) for page in pages]
    every = [_Difference(z, page, _depth(page, z)) for page in pages for z in page.zones]
    found = [d for d in every if _differs(d.zone) and not _is_moved(d) and not _is_as_sharp(d)]
    issue = _issue(pages, found)
    if issue is None:
        return _is_signed_by_another(found)
    if not _is_signed_anew(found, issue) and not _is_stamped_anew(every, issue):
        return False
    near = [d for d in found if _is_near(d, issue)]
    above = [d for d in found if d not in near and not _is_below(d, issue)]
    below = [d for d in found if d not in near and d not in above]
    return _may_precede(above, [*near, *below]) and _may_follow(below, issue)


def _differs(zone: Zone) -> bool:
    """Neither what follows from the rest, nor an ornament that one of the devices lost."""
    machine = any(MACHINE_LINE in text for text in zone.texts)
    ornament = zone.is_pale and not all(glyphs.folded(text) for text in zone.texts)
    alike = glyphs.read_alike(*zone.texts) and not zone.is_character
    return not machine and not ornament and not alike


def _is_moved(one: _Difference) -> bool:
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


def _is_as_sharp(one: _Difference) -> bool:
    """A number that agrees as well as the words of a blurred page do."""
    as_sharp = one.zone.score >= max(limit.BLURRED, one.page.sharpness)
    return one.zone.has_digits and as_sharp and not one.zone.is_character


def _is_signed_by_another(found: list[_Difference]) -> bool:
    """No date of issue stands on the paper: only a name at its foot differs, no number."""
    signed = all(d.depth >= limit.SIGNED and not d.is_number for d in found)
    return signed and any(d.is_name for d in found)


def _issue(pages: Sequence[Comparison], found: list[_Difference]) -> _Difference | None:
    """The first difference on a line that bears the latest year of the whole paper."""
    latest = max(
        (year for p in pages for s in (p.first, p.second) for year in _years(s)), default=0
    )
    dated = [d for d in found if _may_date(d) and latest in _years_beside(d)]
    return min(dated, key=lambda d: (d.page.first.number, d.depth), default=None)


def _is_signed_anew(found: list[_Difference], issue: _Difference) -> bool:
    """Another day means another signature or stamp: where all the ink but a number is the same,
    it is that number that tells another act."""
    return any(not (d.zone.has_digits and _is_beside(d, issue)) for d in found)


def _is_stamped_anew(every: list[_Difference], issue: _Difference) -> bool:
    stamp = [d for d in every if d.zone.is_pale and (_is_near(d, issue) or _is_below(d, issue))]
    return len(stamp) >= limit.STAMPED


def _is_beside(one: _Difference, issue: _Difference) -> bool:
    reach = max(14, issue.zone.first[3])
    return one.page is issue.page and abs(one.zone.first[1] - issue.zone.first[1]) <= reach


def _may_date(one: _Difference) -> bool:
    """Part of a date; or a word, a month's name, in the lower half where no child is named."""
    if one.zone.has_digits:
        surely = one.zone.score < limit.SURELY_OTHER
        alone = any(text and not glyphs.digits(text) for text in one.zone.texts)
        return surely and not alone and any(_is_part_of_date(text) for text in one.zone.texts)
    return one.zone.letters >= 3 and one.depth >= limit.MONTHS


def _is_part_of_date(text: str) -> bool:
    """Days, months and years only: 613/2019 is the number of an act."""
    plain = "".join(glyphs.digits(c) if c.isdigit() else c for c in text)
    groups = re.findall(r"\d+", plain)
    return bool(groups) and all(int(g) <= 31 or YEAR.fullmatch(g) for g in groups)


def _is_near(one: _Difference, issue: _Difference) -> bool:
    """Within three lines: a passport's dates of issue and expiry, a date over two lines. A name
    above the date is not: it may be the person's."""
    step = one.zone.first[1] - issue.zone.first[1]
    reach = 3 * max(14, issue.zone.first[3])
    is_above = one.is_name and step < -issue.zone.first[3]
    return one.page is issue.page and abs(step) <= reach and not is_above


def _is_below(one: _Difference, issue: _Difference) -> bool:
    """Pages follow each other; on a page without the date, its end is where offices sign."""
    if one.page is issue.page:
        return one.zone.first[1] > issue.zone.first[1]
    return one.depth >= limit.SIGNED


def _may_precede(above: list[_Difference], rest: list[_Difference]) -> bool:
    """No other date, no name that is not signed below, few marks that nobody can read."""
    if any(d.zone.has_digits and _years_beside(d) for d in above):
        return False
    signed = set().union(*(d.words for d in rest)) if rest else set()
    if any(d.is_name and not d.words & signed for d in above):
        return False
    if any(d.zone.is_character and not d.zone.is_read for d in above):
        return False
    unread = [d for d in above if not d.zone.is_read and _is_large(d.zone)]
    numbers = {d.zone.first[1] // 12 for d in above if d.zone.has_digits}
    return len(unread) <= limit.UNREAD_ABOVE and len(numbers) <= limit.NUMBERS_ABOVE


def _may_follow(below: list[_Difference], issue: _Difference) -> bool:
    """Under a date at the head of a letter, a name must stand at its foot as well; on a card that
    nobody signs by name, every name and date must be the same."""
    if issue.depth >= 1 - limit.LAST_LINES:
        return True
    if any(d.zone.has_digits and _years_beside(d) for d in below):
        return False
    names = [d for d in below if d.is_name and d.words]  # a title alone, "Dr", is no name
    if not names:
        unread = [d for d in below if not d.zone.is_read and _is_large(d.zone)]
        return len(unread) <= limit.UNREAD_ABOVE
    foot = set().union(*(d.words for d in names if d.depth >= limit.SIGNED))
    return bool(foot) and all(d.words & foot for d in names)


def _years_beside(one: _Difference) -> set[int]:
    """Years that stand on the difference's line on either page."""
    page, zone = one.page, one.zone
    return _years_near(page.first, zone.first) | _years_near(page.second, zone.second)


def _years_near(sheet: Sheet, box: Box) -> set[int]:
    _, top, _, height = box
    middle, reach = top + height / 2, 0.8 * max(height, 12)
    line = [w.text for w in sheet.words if abs(w.box[1] + w.box[3] / 2 - middle) <= reach]
    return _years_of(line)


def _years(sheet: Sheet) -> set[int]:
    return _years_of([word.text for word in sheet.words])


def _years_of(texts: list[str]) -> set[int]:
    found: set[int] = set()
    for text in texts:
        if MACHINE_LINE not in text:
            plain = "".join(glyphs.digits(c) if c.isdigit() else c for c in text)
            found |= {int(year) for year in YEAR.findall(plain)}
    return {year for year in found if year <= limit.LAST_YEAR}


def _depth(page: Comparison, zone: Zone) -> float:
    placed = [w.box[1] for w in page.first.words if w.box[2]]
    return sum(top < zone.first[1] for top in placed) / max(1, len(placed))


def _is_large(zone: Zone) -> bool:
    return max(zone.first[2], zone.first[3]) > 2 * limit.SPECK
