"""Which way is up, and which OCR models fit what is written: candidates, likeliest first."""

from dataclasses import dataclass

import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.optics import glyphs, ocr

BESIDE_LATIN = ("Cyrl", "Arab")  # whose own models do not read Latin letters, or read them badly


@dataclass(frozen=True)
class Candidate:
    rotation: int  # degrees clockwise to turn by
    model: str
    is_close: bool = True  # to the likeliest; the others are for when that one reads badly


def candidates(found: glyphs.Opinion) -> list[Candidate]:
    """Likeliest first; then the same way up in other scripts, and upside down."""
    flat = found.likelihood.flatten()
    if not flat.any():
        return [Candidate(0, ocr.MODEL_OF_SCRIPT["Latn"])]  # no glyphs at all
    ranked = [int(n) for n in np.argsort(flat)[::-1]]
    first = ranked[0]
    close = [n for n in ranked if flat[first] - flat[n] <= limit.GLYPH_MARGIN]
    same_way = [n for n in ranked if n % 4 == first % 4 and n not in close]
    opposite = first // 4 * 4 + (first + 2) % 4
    order = [*close[: limit.MOST_READINGS], opposite, *same_way[:2]]
    order = _kana_first(order)
    named: dict[tuple[int, str], Candidate] = {}
    for n in order:
        for model in _models(glyphs.SCRIPTS[n // 4], found, n % 4):
            named.setdefault((n % 4, model), Candidate(n % 4 * 90, model, n in close))
    return list(named.values())


def beside(found: glyphs.Opinion, candidate: Candidate) -> str | None:
    """The model of what Latin or Cyrillic letters may stand beside the other ones."""
    pairs = {"Latin": ("Latn", "Cyrl", "Cyrillic"), "Cyrillic": ("Cyrl", "Latn", "eng")}
    if candidate.model not in pairs:
        return None
    own, other, model = pairs[candidate.model]
    share = found.shares[glyphs.SCRIPTS.index(other), candidate.rotation // 90]
    is_card = own == "Latn" and found.certain < limit.FEW_CERTAIN
    return model if share >= limit.MIXED[own] or is_card else None


def are_both(found: glyphs.Opinion, candidate: Candidate) -> bool:
    """Arabic and Latin letters, so much of each that no second look is needed."""
    shares = found.shares[[glyphs.SCRIPTS.index(name) for name in ("Arab", "Latn")]]
    return "+" in candidate.model and bool(shares[:, candidate.rotation // 90].min() > limit.BOTH)


def by_likelihood(found: glyphs.Opinion, rotation: int) -> list[str]:
    """Models of all scripts, the likeliest first, for a page that is turned so."""
    order = np.argsort(found.likelihood[:, rotation // 90])[::-1]
    return [ocr.MODEL_OF_SCRIPT[glyphs.SCRIPTS[n]] for n in order]


def _kana_first(order: list[int]) -> list[int]:
    """Of Chinese and Japanese, Japanese is tried first: finding no kana decides."""
    chinese, japanese = (glyphs.SCRIPTS.index(name) for name in ("Hans", "Jpan"))
    if order[0] // 4 == chinese and japanese * 4 + order[0] % 4 in order:
        return [japanese * 4 + order[0] % 4, *order]
    return order


def _models(name: str, found: glyphs.Opinion, way: int) -> list[str]:
    """The likelier first where two scripts may be there; Arabic and Latin letters, which are never
    taken for each other, are looked for together."""
    alone = ocr.MODEL_OF_SCRIPT[name]
    share = dict(zip(glyphs.SCRIPTS, found.shares[:, way], strict=True))
    others = [other for other in BESIDE_LATIN if name in ("Latn", other)]
    other = max(others, key=lambda script: share[script], default="")
    if not other:
        return [alone]
    order = sorted(("Latn", other), key=lambda script: -share[script])
    both = [ocr.MODEL_OF_SCRIPT[script] for script in order]
    if share["Latn" if name == other else other] >= limit.MIXED[name]:
        return ["+".join(both)] if other == "Arab" else both
    if name == "Latn" and found.certain < limit.FEW_CERTAIN:  # a card: fine print over ornaments
        return ["Latin", "Cyrillic"]
    return [alone]
