"""Which way is up, and which OCR models fit what is written: candidates, likeliest first."""

from dataclasses import dataclass

import numpy as np

from app.prescreen import glyphs, ocr
from app.prescreen import thresholds as limit

BESIDE_LATIN = ("Cyrl", "Arab")  # whose own models do not read Latin letters, or read them badly


@dataclass(frozen=True)
class Candidate:
    rotation: int  # degrees clockwise to turn by
    model: str
    is_close: bool = True  # to the likeliest; the others are for when that one reads badly


def candidates(grey: np.ndarray) -> list[Candidate]:
    """Likeliest first; then the same way up in other scripts, or in two."""
    found = glyphs.opinion(grey)
    flat = found.likelihood.flatten()
    order = [int(n) for n in np.argsort(flat)[::-1][: limit.MOST_READINGS]]
    named: dict[tuple[int, str], Candidate] = {}
    for n in order:
        close = flat[order[0]] - flat[n] <= limit.GLYPH_MARGIN
        if not close and n % 4 != order[0] % 4:
            continue
        for model in _models(glyphs.SCRIPTS[n // 4], found.shares):
            named.setdefault((n % 4, model), Candidate(n % 4 * 90, model, bool(close)))
    return list(named.values())


def _models(name: str, shares: np.ndarray) -> list[str]:
    """Both models at once where two scripts are surely there, one first where perhaps."""
    alone = ocr.MODEL_OF_SCRIPT[name]
    share = dict(zip(glyphs.SCRIPTS, shares, strict=True))
    for other in BESIDE_LATIN:
        less = min(share["Latn"], share[other])
        if name in ("Latn", other) and less >= limit.PERHAPS_MIXED:
            both = f"{ocr.MODEL_OF_SCRIPT[other]}+{ocr.MODEL_OF_SCRIPT['Latn']}"
            return [both] if less >= limit.SURELY_MIXED else [alone, both]
    return [alone]
