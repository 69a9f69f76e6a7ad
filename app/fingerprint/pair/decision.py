"""From the comparison of pages to the relation of two captures: pure, files alone."""

from dataclasses import dataclass
from itertools import product

from app.fingerprint.pair import comparison, copies, grain, ink
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.comparison import Comparison
from app.fingerprint.pair.sheet import Capture, Sheet
from app.fingerprint.pair.zone import Zone
from app.fingerprint.relation import SERVES, Relation

ORDER = list(Relation)  # closest first


@dataclass(frozen=True)
class Verdict:
    relation: Relation
    score: float  # 0 … 1
    evidence: dict
    pages: tuple[Comparison, ...] = ()


def relate(first: Capture, second: Capture) -> Verdict:
    """What `second` is to `first`."""
    if first.sha256 == second.sha256:
        return Verdict(Relation.IDENTICAL, 1.0, {"sha256": first.sha256})
    pairs = matched(first.sheets, second.sheets)
    if not pairs:
        return Verdict(Relation.DIFFERENT, 0.0, {})
    whole = len(pairs) == len(first.sheets) == len(second.sheets)
    legible = first.legible and second.legible
    least = _least_sharpness(first, second)
    relation = max((relation_of(pair, least) for pair in pairs), key=ORDER.index)
    if relation not in SERVES and legible and _is_later_copy(pairs):
        relation = Relation.REISSUE
    if not whole and ORDER.index(relation) < ORDER.index(Relation.SAME_MODEL):
        relation = Relation.SAME_MODEL  # part of an act: its translation does not serve as it is
    score = min(pair.agreement for pair in pairs)
    return Verdict(relation, round(score, 3), _evidence(pairs, whole), tuple(pairs))


def _is_later_copy(pairs: list[Comparison]) -> bool:
    """A later copy differs by more than one character here and there, and by none in what the
    record says."""
    zones = [zone for pair in pairs for zone in pair.zones]
    if zones and all(zone.is_character for zone in zones):
        return False
    if not copies.is_later_copy(pairs):
        return False
    return copies.is_later_copy([comparison.with_characters(pair) for pair in pairs])


def matched(first: tuple[Sheet, ...], second: tuple[Sheet, ...]) -> list[Comparison]:
    """Pages in whatever order: each with the one it agrees with best, used once."""
    found: list[Comparison] = []
    for a, b in product(first, second):
        known = any(c.is_same_scan and (c.first is a or c.second is b) for c in found)
        if not known and (compared := comparison.compare(a, b)):
            found.append(compared)
    found.sort(key=lambda c: (c.agreement, c.alignment.features), reverse=True)
    kept: list[Comparison] = []
    for one in found:
        if all(one.first is not c.first and one.second is not c.second for c in kept):
            kept.append(one)
    return sorted(kept, key=lambda c: c.first.number)


def _least_sharpness(first: Capture, second: Capture) -> float:
    """A capture in which nothing could be read proves itself by agreeing sharply with one that
    was read; two of them prove nothing."""
    if first.legible and second.legible:
        return limit.LEAST_SHARPNESS
    return limit.PROVEN if first.legible or second.legible else 1.0


def relation_of(found: Comparison, least: float = limit.LEAST_SHARPNESS) -> Relation:
    if found.is_same_scan:
        return Relation.SAME_CAPTURE
    if is_same_paper(found) and found.sharpness >= least:
        return _same(grain.left_of_scan(found.first, found.second, found.alignment))
    known = found.alignment.features >= limit.MODEL_FEATURES
    if known and found.agreement >= limit.MODEL_AGREEMENT:
        return Relation.SAME_MODEL
    return Relation.DIFFERENT


def _same(left: float | None) -> Relation:
    """A scan that was spoilt on its way leaves a little more than one that was not; one in which a
    character was retouched leaves a stroke, and is not proposed."""
    if left is None:
        return Relation.SAME_ACT
    if left >= limit.RETOUCHED:
        return Relation.SAME_MODEL
    return Relation.SAME_CAPTURE if left < limit.SPOILT else Relation.SAME_ACT


def is_same_paper(found: Comparison) -> bool:
    """Every mark of either is on the other, and enough of them, sharp enough, to be sure."""
    readable = not (ink.is_too_small(found.first) or ink.is_too_small(found.second))
    sure = found.marks >= limit.LEAST_MARKS and found.sharpness >= limit.LEAST_SHARPNESS
    alike = found.agreement >= limit.LEAST_AGREEMENT and not found.zones
    return readable and sure and alike and not found.is_contradicted


def _evidence(pairs: list[Comparison], whole: bool) -> dict:
    return {
        "pages": [_page(pair) for pair in pairs],
        "whole": whole,
    }


def _page(pair: Comparison) -> dict:
    """Kept with the relation, to draw the overlay again: shares of a page, not pixels."""
    return {
        "first": pair.first.number,
        "second": pair.second.number,
        "features": pair.alignment.features,
        "agreement": round(pair.agreement, 3),
        "sharpness": round(pair.sharpness, 3),
        "matrix": [[round(float(v), 9) for v in row] for row in pair.alignment.matrix],
        "zones": [_zone(zone, pair) for zone in pair.zones[:40]],
    }


def _zone(zone: Zone, pair: Comparison) -> dict:
    height, width = pair.first.shape
    x, y, w, h = zone.first
    shares = [round(v, 4) for v in (x / width, y / height, w / width, h / height)]
    return {"box": shares, "texts": list(zone.texts), "score": zone.score, "pushed": zone.pushed}
