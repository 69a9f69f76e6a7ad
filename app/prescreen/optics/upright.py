"""A page brought upright and read: which way up, by which model, in as few readings as will do."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.content import language, script
from app.prescreen.optics import (
    beside,
    frame,
    geometry,
    noise,
    ocr,
    orientation,
    probe,
    ruling,
    search,
)
from app.prescreen.optics.ocr import PageFailed, Text
from app.prescreen.optics.orientation import Candidate
from app.prescreen.optics.search import Probe
from app.prescreen.optics.sheet import SMALL_PRINT, Sheet
from app.prescreen.optics.worth import (
    is_chinese,
    is_language,
    quality_of,
    says_words,
    share_lost,
    worth_of,
)

NOTHING = Text((), "")
ALONE = {  # models of the scripts that one language is written in: no need to know which
    model for name, model in ocr.MODEL_OF_SCRIPT.items() if len(script.LANGUAGES[name].split()) == 1
} | {"Devanagari"}


@dataclass(frozen=True)
class Upright:
    """A page as OCR saw it."""

    grey: np.ndarray
    rotation: int
    lean: float
    text: Text
    quality: float = 0.0
    worth: float = 0.0
    raw: Text = NOTHING  # with what is likely ornament
    lost: float = 0.0  # share of the letters that a second model took for another script's

    @classmethod
    def of(cls, grey: np.ndarray, rotation: int, lean: float, raw: Text) -> "Upright":
        text = noise.cleaned(raw)
        lost = share_lost(raw, text)
        return cls(grey, rotation, lean, text, quality_of(raw), worth_of(raw), raw, lost)


def read(sheet: Sheet, declared: str | None) -> Upright:
    """The page upright, read by the models of the scripts that are there. Raises PageFailed."""
    return _settled(sheet, _read(sheet, declared))


def _read(sheet: Sheet, declared: str | None) -> Upright:
    """A few lines tell how the page is to be read, and it is read once, by its language's own
    model; where they read badly, a few lines in other scripts and ways up are tried first."""
    likely = orientation.candidates(sheet.opinion)
    first = likely[0]
    if (as_declared := _as_declared(sheet, likely, declared)) is not None:
        return as_declared
    if not sheet.ink.size or (first.model in ALONE and sum(c.is_close for c in likely) == 1):
        best = _whole(sheet, first.rotation, first.model)
        if _reads(best) or not sheet.is_sound or not sheet.ink.size:
            return best
    tried = search.probed(sheet, likely)
    is_open = not tried[0].tells and sheet.is_sound  # of what is not sound nothing makes it legible
    if is_open and len(tried) > 1:
        tried = search.searched(sheet, likely, tried)
    best = _as_probed(sheet, tried[0], declared)
    if _reads(best) or not sheet.is_sound:
        return best
    if is_open and len(tried) == 1:
        tried = search.searched(sheet, likely, tried)
    others = [item for item in tried if item.candidate != tried[0].candidate][:1]
    return _better(sheet, best, others, declared)


def _better(sheet: Sheet, best: Upright, others: list[Probe], declared: str | None) -> Upright:
    """The page as another candidate has it, where that reads better; not one that stalls."""
    for other in others:
        with suppress(PageFailed):
            found = _as_probed(sheet, other, declared)
            best = found if found.worth > best.worth else best
    return best


def _reads(found: Upright) -> bool:
    """Surely, or words of a list among the noise: the script and the way up are right."""
    surely = found.quality >= limit.POOR_CONFIDENCE and is_language(found.text)
    return surely or says_words(found.text)


def _as_declared(sheet: Sheet, likely: list[Candidate], declared: str | None) -> Upright | None:
    """The page by the model of the declared language, where glyphs leave no doubt of script and
    way up. It stands only where it reads well, and as that language alone even without the hint."""
    first = likely[0]
    names = script.scripts_of(declared) if declared else []
    fits = declared and names and ocr.MODEL_OF_SCRIPT[names[0]] == first.model
    if not fits or sum(c.is_close for c in likely) > 1 or first.model in ALONE:
        return None
    found = _whole(sheet, first.rotation, ocr.model_of(str(declared), names[0]))
    if found.quality < limit.DECLARED_CONFIDENCE:
        return None
    said = language.identify(found.text.lines)
    is_so = said.codes == (declared,) and said.probability >= limit.DECLARED_SURE
    return found if is_so else None


def _settled(sheet: Sheet, found: Upright) -> Upright:
    """A model of a script that is not there takes words from the one that is: such a page is read
    again by its language's own."""
    if not found.text.words or "+eng" in found.text.model:
        return found
    seen = " ".join(word.text for word in found.text.words)
    if found.lost < limit.LOST_LETTERS and not _is_of_other(found.text.model, seen):
        return found
    name, codes = script.main_of(seen), language.identify(found.text.lines).codes
    if not codes or name not in script.scripts_of(codes[0]):
        return found
    try:
        again = _whole(sheet, found.rotation, ocr.model_of(codes[0], str(name)))
    except PageFailed:
        return found
    is_sure = again.quality > found.quality - limit.LESS_LIKELY
    return again if is_sure or _letters(again) > limit.MORE_LETTERS * _letters(found) else found


def _letters(found: Upright) -> int:
    """That stand once ornament is gone."""
    return sum(len(word.text) for word in found.text.words)


def _is_of_other(model: str, seen: str) -> bool:
    """All that was read is in the script of the second of two models, which is only asked for what
    the first leaves: handwriting is lost on the way."""
    return model.endswith("+Cyrillic") and set(script.counts(seen)) == {"Cyrl"}


def _as_probed(sheet: Sheet, found: Probe, declared: str | None) -> Upright:
    """The page read by the model that its lines call for."""
    if found.quality < limit.HOPELESS_CONFIDENCE and not sheet.is_sound:
        return Upright.of(found.page.grey, found.page.rotation, found.page.lean, NOTHING)
    rotation, model = found.candidate.rotation, _model_for(sheet, found, declared)
    whole = _whole(sheet, rotation, model)
    if "+" in model or not beside.is_mixed(whole.raw):
        return whole
    if "Arabic" in found.candidate.model:
        return _whole(sheet, rotation, probe.with_other(model, found.candidate))
    is_poor = whole.quality < limit.SURE_CONFIDENCE and sheet.is_sound
    if is_poor and found.candidate.model == "Latin":  # capitals of a card pass for either
        return _whole(sheet, rotation, f"{model}+Cyrillic")
    return whole


def _model_for(sheet: Sheet, found: Probe, declared: str | None) -> str:
    if is_chinese(found.lines):
        return ocr.MODEL_OF_SCRIPT["Hans"]
    lines = noise.cleaned(found.lines) if found.tells else found.lines
    model = probe.model_for(lines, found.candidate, declared)
    if orientation.are_both(sheet.opinion, found.candidate):  # a few lines may miss one
        return model if "+" in model else probe.with_other(model, found.candidate)
    other = orientation.beside(sheet.opinion, found.candidate)
    return f"{model}+{other}" if other and "+" not in model else model


def _whole(sheet: Sheet, rotation: int, model: str) -> Upright:
    """The page read so; it is read once only."""
    if (rotation, model) not in sheet.readings:
        sheet.readings[rotation, model] = _read_whole(sheet, rotation, model)
    return sheet.readings[rotation, model]


def _read_whole(sheet: Sheet, rotation: int, model: str) -> Upright:
    lean = sheet.lean(rotation)
    if sheet.at(model) is sheet.small:
        straight = probe.stand(sheet, rotation).grey
    else:
        straight = geometry.straightened(geometry.turned(sheet.at(model), rotation), lean)
        if model not in SMALL_PRINT:  # whose columns may stand like the side of a frame
            straight = frame.emptied(straight, frame.strips_of(straight))
    first = sheet.readings.get((rotation, model.partition("+")[0]))
    known = first.raw if first and first.grey.shape == straight.shape else None
    text = beside.read(ruling.unruled(straight), model, known)
    return Upright.of(straight, rotation, lean, text)
