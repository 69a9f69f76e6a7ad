"""Two PDFs as their offices made them, compared by what they say: exact, but without places.

Their words are laid one under the other in reading order, so that what follows a difference can
be asked of a text as it is of a picture.
"""

from dataclasses import replace
from difflib import SequenceMatcher

from app.fingerprint.pair import numbers
from app.fingerprint.pair.comparison import Comparison
from app.fingerprint.pair.sheet import Box, Seen, Sheet
from app.fingerprint.pair.zone import Zone

STEP, HEIGHT = 4, 18  # so that about three words on either side stand on one line
WIDTH = 10


def by_words(page: Comparison) -> Comparison:
    """The page with zones where its words differ; itself where either page was read by OCR."""
    if numbers.is_placed(page.first) or numbers.is_placed(page.second):
        return page
    own = [seen.text for seen in page.first.words]
    other = [seen.text for seen in page.second.words]
    zones = tuple(
        Zone(_box(a), _box(b), " ".join(own[a:c]), " ".join(other[b:d]), 0.0, False)
        for tag, a, c, b, d in SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
        if tag != "equal"
    )
    return replace(page, first=_laid(page.first), second=_laid(page.second), zones=zones)


def _box(rank: int) -> Box:
    return 0, STEP * rank, WIDTH, HEIGHT


def _laid(sheet: Sheet) -> Sheet:
    words = tuple(Seen(seen.text, _box(rank)) for rank, seen in enumerate(sheet.words))
    return Sheet(sheet.number, sheet.plane, sheet.raw, sheet.native, words)
