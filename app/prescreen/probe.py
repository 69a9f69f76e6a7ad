"""A few lines are read before the page is: which way up it stands, and in which languages, so that
the whole of it is read once only, and by the model of its language.

A language's own model reads a page better than its script's, in less time; but which language it
is, only reading tells. Three bands of dense lines, a sixth of an average page, tell it.
"""

from dataclasses import dataclass

import numpy as np

from app.prescreen import geometry, language, ocr, script
from app.prescreen import thresholds as limit
from app.prescreen.glyphs import Ink
from app.prescreen.ocr import Text
from app.prescreen.orientation import Candidate

PAPER = 245


@dataclass(frozen=True)
class Standing:
    """A page turned and straightened, as one candidate would have it."""

    grey: np.ndarray
    rotation: int
    lean: float
    ink: Ink  # moved with the page


def stand(grey: np.ndarray, ink: Ink, rotation: int) -> Standing:
    upright = geometry.turned(grey, rotation)
    lean = geometry.lean_of(upright)
    points = geometry.turned_points(ink.centres, grey.shape, rotation)
    points = geometry.straightened_points(points, upright.shape, lean)
    straight = geometry.straightened(upright, lean)
    return Standing(straight, rotation, lean, Ink(points, ink.size))


def read(page: Standing, model: str) -> Text:
    """The words of a few lines, with the model of a script. Raises PageFailed."""
    return ocr.read(lines_of(page), model)


def lines_of(page: Standing) -> np.ndarray:
    """The densest band of each third of the page's letters, one under the other."""
    high, wide = page.grey.shape
    margin = 1.6 * page.ink.size
    left, right = _clipped(page.ink.centres[:, 0], 2 * margin, wide)
    gap = np.full((int(2 * margin), right - left), PAPER, np.uint8)
    parts: list[np.ndarray] = [gap]
    for top, bottom in _bands(np.sort(page.ink.centres[:, 1]), margin):
        parts += [page.grey[max(0, int(top)) : min(high, int(bottom)), left:right], gap]
    return np.vstack(parts)


def _clipped(values: np.ndarray, margin: float, most: int) -> tuple[int, int]:
    return max(0, int(values.min() - margin)), min(most, int(values.max() + margin))


def _bands(heights: np.ndarray, margin: float) -> list[tuple[float, float]]:
    bands: list[tuple[float, float]] = []
    for third in np.array_split(heights, 3):
        count = min(len(third), limit.PROBE_GLYPHS)
        spans = third[count - 1 :] - third[: len(third) - count + 1]
        first = int(np.argmin(spans))
        top, bottom = third[first] - margin, third[first + count - 1] + margin
        if bands and top <= bands[-1][1]:
            top = bands.pop()[0]
        bands.append((float(top), float(bottom)))
    return bands


def model_for(text: Text, candidate: Candidate, declared: str | None) -> str:
    """Of one language its own model; of several in one script, the script's."""
    found = language.identify(text.lines, declared)
    seen = " ".join(word.text for word in text.words)
    by_script: dict[str, list[str]] = {}
    for code in found.codes:
        by_script.setdefault(script.of_language(code, seen) or "", []).append(code)
    of_candidate = candidate.model.split("+")
    models = [
        ocr.model_of(codes[0], name) if len(codes) == 1 else ocr.MODEL_OF_SCRIPT[name]
        for name, codes in by_script.items()
        if name and ocr.MODEL_OF_SCRIPT[name] in of_candidate
    ]
    if "Arabic" in of_candidate and len(models) == 1:  # a few lines may miss the other half
        models += [m for m in of_candidate if m not in map(ocr.MODEL_OF_SCRIPT.get, by_script)]
    return "+".join(models) or candidate.model
