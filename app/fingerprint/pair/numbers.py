"""The numbers of two pages: what tells one act from its neighbour in the register.

A PDF as its office made it says its numbers exactly but not where they stand, so that no word of
the other page has a reading beside it. There the numbers of the whole page are held against each
other: one that only stands on one page, beside one almost like it that only stands on the other,
is another number. A number that the other page cuts off is not known to be the same.
"""

import re
from collections import Counter

import numpy as np

from app.fingerprint.pair import glyphs, ink, residue
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.sheet import Box, Seen, Sheet


def contradicted(first: Sheet, second: Sheet) -> list[tuple[str, str]]:
    """Numbers of either page that the other shows changed; only where one page is exact."""
    if is_placed(first) and is_placed(second):
        return []
    own, others = _runs(first), _runs(second)
    left, right = list((own - others).elements()), list((others - own).elements())
    if not is_placed(first) and not is_placed(second):  # both exact
        return [(one, "") for one in left] + [("", one) for one in right]
    return [(one, other) for one in left for other in right if is_almost(one, other)]


def is_almost(one: str, other: str) -> bool:
    """As long, and a digit or two apart."""
    if len(one) != len(other) or len(one) < 2:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= min(2, len(one) - 1)


def cut_off(own: Sheet, other: Sheet, there: np.ndarray) -> list[Seen]:
    """Numbers in the page's own ink that the other page does not show whole: nothing tells them.

    `there` takes a point of `own` to `other`. What is paler or lower than the writing is an
    ornament that OCR took for digits.
    """
    height, width = other.shape
    found = []
    for seen in own.words:
        if len(glyphs.digits(seen.text)) >= 2 and seen.box[2] and _is_written(own, seen.box):
            x, y, wide, tall = glyphs.carried(seen.box, there)
            if min(x, y, width - x - wide, height - y - tall) < -limit.CUT:
                found.append(seen)
    return found


def _is_written(sheet: Sheet, box: Box) -> bool:
    x, y, wide, tall = box
    part = residue.written(sheet)[max(0, y) : y + tall, max(0, x) : x + wide]
    if tall < limit.LEGIBLE_DIGIT * ink.character(sheet) or not part.size:
        return False
    return float(np.percentile(part, 95)) >= limit.AS_DARK


def is_placed(sheet: Sheet) -> bool:
    return any(word.box[2] for word in sheet.words)


def _runs(sheet: Sheet) -> Counter[str]:
    return Counter(runs(" ".join(word.text for word in sheet.words)))


def runs(text: str) -> list[str]:
    """Digits that stand together, in 0-9."""
    plain = "".join(glyphs.digits(c) if c.isdigit() else c for c in text)
    return re.findall(r"[0-9]+", plain)
