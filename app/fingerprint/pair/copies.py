"""Is it a later copy of the same record? Same facts, another date of issue, another registrar.

A date can only be the date of issue when no later one stands on the paper. What else differs must
stand on its line or below, where offices sign, or be a name that stands there too: a registrar is
named again beside the signature, and a first name that differs higher up is a twin's.
"""

from collections.abc import Sequence

from app.fingerprint.pair import dates, differences, glyphs, wording
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.comparison import Comparison
from app.fingerprint.pair.differences import Difference


def is_later_copy(pages: Sequence[Comparison]) -> bool:
    if any(page.agreement < limit.COPY_AGREEMENT for page in pages):
        return False
    pages = [wording.by_words(page) for page in pages]
    every = differences.every(pages)
    found = differences.telling(every)
    issue = _issue(pages, found)
    if issue is None:
        return _is_signed_by_another(found)
    if not _is_signed_anew(found, issue) and not _is_stamped_anew(every, issue):
        return False
    near = [d for d in found if _is_near(d, issue)]
    above = [d for d in found if d not in near and not _is_below(d, issue)]
    below = [d for d in found if d not in near and d not in above]
    return _may_precede(above, [*near, *below]) and _may_follow(below, issue)


def _is_signed_by_another(found: list[Difference]) -> bool:
    """No date of issue stands on the paper: only a name at its foot differs, no number."""
    signed = all(d.depth >= limit.SIGNED and not d.is_number for d in found)
    return signed and any(d.is_name for d in found)


def _issue(pages: Sequence[Comparison], found: list[Difference]) -> Difference | None:
    """The first difference on a line that bears the latest year of the whole paper."""
    latest = max(
        (year for p in pages for s in (p.first, p.second) for year in dates.years(s)), default=0
    )
    dated = [d for d in found if _may_date(d) and latest in d.years]
    return min(dated, key=lambda d: (d.page.first.number, d.depth), default=None)


def _is_signed_anew(found: list[Difference], issue: Difference) -> bool:
    """Another day means another signature or stamp: where all the ink but a number is the same,
    it is that number that tells another act."""
    return any(not (d.zone.has_digits and _is_beside(d, issue)) for d in found)


def _is_stamped_anew(every: list[Difference], issue: Difference) -> bool:
    stamp = [d for d in every if d.zone.is_pale and (_is_near(d, issue) or _is_below(d, issue))]
    return len(stamp) >= limit.STAMPED


def _is_beside(one: Difference, issue: Difference) -> bool:
    reach = max(14, issue.zone.first[3])
    return one.page is issue.page and abs(one.zone.first[1] - issue.zone.first[1]) <= reach


def _may_date(one: Difference) -> bool:
    """Part of a date; or a word, a month's name, in the lower half where no child is named."""
    if one.zone.has_digits:
        surely = one.zone.score < limit.SURELY_OTHER
        alone = any(text and not glyphs.digits(text) for text in one.zone.texts)
        return surely and not alone and any(dates.is_part_of_date(t) for t in one.zone.texts)
    return one.zone.letters >= 3 and one.depth >= limit.MONTHS


def _is_near(one: Difference, issue: Difference) -> bool:
    """Within three lines: a passport's dates of issue and expiry, a date over two lines. A name
    above the date is not: it may be the person's."""
    step = one.zone.first[1] - issue.zone.first[1]
    reach = 3 * max(14, issue.zone.first[3])
    is_above = one.is_name and step < -issue.zone.first[3]
    return one.page is issue.page and abs(step) <= reach and not is_above


def _is_below(one: Difference, issue: Difference) -> bool:
    """Pages follow each other; on a page without the date, its end is where offices sign."""
    if one.page is issue.page:
        return one.zone.first[1] > issue.zone.first[1]
    return one.depth >= limit.SIGNED


def _may_precede(above: list[Difference], rest: list[Difference]) -> bool:
    """No other date, no name that is not signed below, few printed words that a stamp covers and
    few marks that nobody can read."""
    if any(d.zone.has_digits and d.years for d in above):
        return False
    signed = set().union(*(d.words for d in rest)) if rest else set()
    strange = [d for d in above if d.is_name and not d.words & signed]
    if not all(d.is_small for d in strange) or len({d.place for d in strange}) > limit.SMALL_ABOVE:
        return False
    if any(d.zone.is_character and not d.zone.is_read for d in above):
        return False
    unread = [d for d in above if not d.zone.is_read and d.is_large]
    numbers = {d.zone.first[1] // 12 for d in above if d.zone.has_digits}
    return len(unread) <= limit.UNREAD_ABOVE and len(numbers) <= limit.NUMBERS_ABOVE


def _may_follow(below: list[Difference], issue: Difference) -> bool:
    """Under a date at the head of a letter, a name must stand at its foot as well; on a card that
    nobody signs by name, every name and date must be the same."""
    if issue.depth >= 1 - limit.LAST_LINES:
        return True
    if any(d.zone.has_digits and d.years for d in below):
        return False
    names = [d for d in below if d.is_name and d.words]  # a title alone, "Dr", is no name
    if not names:
        unread = [d for d in below if not d.zone.is_read and d.is_large]
        return len(unread) <= limit.UNREAD_ABOVE
    foot = set().union(*(d.words for d in names if d.depth >= limit.SIGNED))
    return bool(foot) and all(d.words & foot for d in names)
