"""A few lines are read before the page is: which way up it stands, and in which languages, so that
the whole of it is read once only, and by the model of its language.

A language's own model reads a page better than its script's, in less time; but which language it
is, only reading tells. A band of dense lines tells it, or three where one does not read surely.
"""

from dataclasses import dataclass, replace

import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.content import language, lexicon, script
from app.prescreen.optics import beside, frame, geometry, ocr
from app.prescreen.optics.glyphs import Ink
from app.prescreen.optics.ocr import Text
from app.prescreen.optics.orientation import Candidate
from app.prescreen.optics.sheet import Sheet

PAPER = 245
MARGIN = 1.6  # letters above and below a band
SCRIPTS_OF = {model: [name for name, of in ocr.MODEL_OF_SCRIPT.items() if of == model]
              for model in ocr.MODEL_OF_SCRIPT.values()}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A page turned and straightened, as one candidate would have it."""

    grey: np.ndarray
    rotation: int
    lean: float
    ink: Ink  # moved with the page


def stand(sheet: Sheet, rotation: int) -> Standing:
    """Made once for each way up."""
    if rotation not in sheet.standing:
        sheet.standing[rotation] = _stood(sheet, rotation)
    return sheet.standing[rotation]


def _stood(sheet: Sheet, rotation: int) -> Standing:
    grey, lean = sheet.small, sheet.lean(rotation)
    upright = geometry.turned(grey, rotation)
    points = geometry.turned_points(sheet.ink.centres, grey.shape, rotation)
    points = geometry.straightened_points(points, upright.shape, lean)
    straight = geometry.straightened(upright, lean)
    strips = frame.strips_of(straight)
    outside = ~frame.are_within(points, strips)
    points = points[outside] if outside.any() else points
    return Standing(frame.emptied(straight, strips), rotation, lean, Ink(points, sheet.ink.size))


def read(page: Standing, model: str) -> Text:
    """The words of the densest lines, with the model of a script. Raises PageFailed."""
    return beside.read(lines_of(page, _bands(page, 1)), model)


def more(page: Standing, model: str, first: Text) -> Text:
    """With those of other parts of the page. Raises PageFailed."""
    (top, bottom), *_ = _bands(page, 1)
    others = [band for band in _bands(page, limit.MORE_BANDS) if band[1] < top or band[0] > bottom]
    if not others:
        return first
    words = beside.read(lines_of(page, others), model).words
    after = 1 + max((word.line for word in first.words), default=0)
    return Text(first.words + tuple(replace(w, line=w.line + after) for w in words), model)


def lines_of(page: Standing, bands: list[tuple[float, float]]) -> np.ndarray:
    """Bands of the page, one under the other."""
    high, wide = page.grey.shape
    margin = MARGIN * page.ink.size
    left, right = _clipped(page.ink.centres[:, 0], 2 * margin, wide)
    gap = np.full((int(2 * margin), right - left), PAPER, np.uint8)
    parts: list[np.ndarray] = [gap]
    for top, bottom in bands:
        parts += [page.grey[max(0, int(top)) : min(high, int(bottom)), left:right], gap]
    return np.vstack(parts)


def _clipped(values: np.ndarray, margin: float, most: int) -> tuple[int, int]:
    return max(0, int(values.min() - margin)), min(most, int(values.max() + margin))


def _bands(page: Standing, count: int) -> list[tuple[float, float]]:
    """The densest of as many parts of the page's letters: top and bottom."""
    heights, margin = np.sort(page.ink.centres[:, 1]), MARGIN * page.ink.size
    bands: list[tuple[float, float]] = []
    for part in np.array_split(heights, count):
        marks = min(len(part), limit.PROBE_GLYPHS)
        spans = part[marks - 1 :] - part[: len(part) - marks + 1]
        first = int(np.argmin(spans))
        top, bottom = part[first] - margin, part[first + marks - 1] + margin
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
    by_script = _attested(by_script, text)
    is_one = len(of_candidate) == 1
    models = {
        ocr.MODEL_OF_SCRIPT[name]: _own(codes if is_one else codes[:1], name)
        for name, codes in by_script.items()
        if name
    }
    named = [models[model] for model in of_candidate if model in models]
    return "+".join(named) or candidate.model


def with_other(model: str, candidate: Candidate) -> str:
    """This one and, of the two scripts of the candidate, the other one's; French reads what Latin
    letters stand beside Arabic ones as well as the model of all of them, which is slow to load."""
    parts = candidate.model.split("+")
    own = next((part for part in parts if part in _scripts_of_model(model)), parts[0])
    others = ["fra" if part == "Latin" else part for part in parts if part != own]
    return "+".join([model, *others])


def _scripts_of_model(model: str) -> set[str]:
    codes = [code for code, own in ocr.MODEL_OF_LANGUAGE.items() if own == model]
    return {model} | {ocr.MODEL_OF_SCRIPT[name] for c in codes for name in script.scripts_of(c)}


def _own(codes: list[str], name: str) -> str:
    """Of one language its own; of several their script's."""
    return ocr.model_of(codes[0], name) if len(codes) == 1 else ocr.MODEL_OF_SCRIPT[name]


def _attested(by_script: dict[str, list[str]], text: Text) -> dict[str, list[str]]:
    """Of two scripts, without the one that has not a word of any language: letters that look alike
    and ornament make it, and a second model doubles the price of the page."""
    seen: dict[str, list[str]] = {}
    for word in text.words:
        seen.setdefault(script.main_of(word.text) or "", []).append(word.text)
    real = {name: codes for name, codes in by_script.items() if lexicon.known(seen.get(name, ()))}
    return real or by_script


def narrowed(text: Text, model: str) -> str:
    """Of two models at once, the one whose script nearly all that was read is in."""
    if "+" not in model or not text.words:
        return model
    found = script.counts(" ".join(word.text for word in text.words))
    own = {part: sum(found[name] for name in SCRIPTS_OF[part]) for part in model.split("+")}
    first = max(own, key=lambda part: own[part])
    return first if own[first] >= limit.ONE_SCRIPT * found.total() else model
