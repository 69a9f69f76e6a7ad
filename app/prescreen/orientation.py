"""Which way is up, and which OCR models fit what is written: candidates, likeliest first."""

from dataclasses import dataclass

import numpy as np

from app.prescreen import glyphs, ocr
from app.prescreen import thresholds as limit

BESIDE_LATIN = ("Cyrl", "Arab")  # whose own models do not read Latin letters, or read them badly


@dataclass(frozen=True)
class Candidate:
    rotation: int  # degrees clockwise to turn by
    script: str
    model: str


def candidates(grey: np.ndarray) -> list[Candidate]:
    """Those that the glyphs leave possible."""
    found = glyphs.opinion(grey)
    flat = found.likelihood.flatten()
    order = np.argsort(flat)[::-1][: limit.MOST_READINGS]
    close = [int(n) for n in order if flat[order[0]] - flat[n] <= limit.GLYPH_MARGIN]
    named = [_candidate(n % 4 * 90, glyphs.SCRIPTS[n // 4], found) for n in close]
    return list(dict.fromkeys(named))


def _candidate(rotation: int, name: str, found: glyphs.Opinion) -> Candidate:
    share = dict(zip(glyphs.SCRIPTS, found.shares, strict=True))
    for other in BESIDE_LATIN:
        if name in ("Latn", other) and min(share["Latn"], share[other]) >= limit.MIXED_SHARE:
            both = f"{ocr.MODEL_OF_SCRIPT[other]}+{ocr.MODEL_OF_SCRIPT['Latn']}"
            return Candidate(rotation, other, both)
    return Candidate(rotation, name, ocr.MODEL_OF_SCRIPT[name])
