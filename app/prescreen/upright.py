"""A page brought upright and read: which way up, by which model, in as few readings as will do."""

from dataclasses import dataclass

import numpy as np

from app.prescreen import geometry, language, noise, ocr, orientation, probe, script
from app.prescreen import thresholds as limit
from app.prescreen.document_type import is_machine_readable
from app.prescreen.ocr import PageFailed, Text
from app.prescreen.orientation import Candidate
from app.prescreen.sheet import Sheet
from app.prescreen.worth import (
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
    lost: float = 0.0  # share of the letters that a second model took for another script's

    @classmethod
    def of(cls, grey: np.ndarray, rotation: int, lean: float, raw: Text) -> "Upright":
        text = noise.cleaned(raw)
        told = quality_of(raw), worth_of(raw), share_lost(raw, text)
        return cls(grey, rotation, lean, text, *told)


def read(sheet: Sheet, declared: str | None) -> Upright:
    """The page upright, read by the models of the scripts that are there. Raises PageFailed."""
    return _settled(sheet, _read(sheet, declared))


def _read(sheet: Sheet, declared: str | None) -> Upright:
    """A few lines tell how the page is to be read, and it is read once, by its language's own
    model; where they read badly, the whole page is read in every likely way."""
    likely = orientation.candidates(sheet.opinion)
    first = likely[0]
    probed: _Probe | None = None
    best: Upright | None = None
    if (as_declared := _as_declared(sheet, likely, declared)) is not None:
        return as_declared
    if first.model in ALONE and sum(c.is_close for c in likely) == 1:
        best = _whole(sheet, first.rotation, first.model)
    else:
        probed = _probed(sheet, likely)
        best = _as_probed(sheet, probed, declared) if probed else None
    if best and best.quality >= limit.POOR_CONFIDENCE and is_language(best.text):
        return best
    if not sheet.is_sound:  # one reading will not make it legible, nor ten
        return best or _whole_as(sheet, probed, first)
    best = _likeliest(sheet, likely, probed, best)
    reads = best.quality >= limit.HOPELESS_CONFIDENCE and is_language(best.text)
    if reads or says_words(best.text) or not sheet.ink.size:
        return best
    return _in_another_script(sheet, likely, best)


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
    if found.lost < limit.LOST_LETTERS or not found.text.words:
        return found
    seen = " ".join(word.text for word in found.text.words)
    name, codes = script.main_of(seen), language.identify(found.text.lines).codes
    if not codes or name not in script.scripts_of(codes[0]):
        return found
    try:
        again = _whole(sheet, found.rotation, ocr.model_of(codes[0], str(name)))
    except PageFailed:
        return found
    return again if again.quality > found.quality - limit.LESS_LIKELY else found


def _in_another_script(sheet: Sheet, likely: list[Candidate], before: Upright) -> Upright:
    """Handwriting and display faces deceive the glyph model: a few lines in every other script."""
    page = probe.stand(sheet, before.rotation)
    tried = {candidate.model for candidate in likely if candidate.is_close}
    others = [model for model in ocr.MODEL_OF_SCRIPT.values() if model not in tried]
    read = ((_few_lines(page, model), model) for model in others)
    best, model = max((worth_of(lines), model) for lines, model in read)
    if best < limit.OTHER_SCRIPT:
        return before
    found = _whole(sheet, before.rotation, model)
    return found if found.worth > before.worth + limit.LESS_LIKELY else before


@dataclass(frozen=True)
class _Probe:
    """What a few lines gave, read as one candidate would have the page."""

    quality: float
    candidate: Candidate
    page: probe.Standing
    lines: Text


def _probed(sheet: Sheet, likely: list[Candidate]) -> _Probe | None:
    """The close candidate whose lines read best; the first that reads surely ends the search, and
    so does a picture that is too poor for any."""
    tried: list[_Probe] = []
    for candidate in likely if sheet.ink.size else []:
        if not candidate.is_close:
            break
        tried.append(_tried(sheet, candidate))
        poor = tried[-1].quality < limit.POOR_LINES
        if tried[-1].quality >= limit.SURE_LINES or (poor and not sheet.is_sound):
            break
    return max(tried, key=lambda item: item.quality, default=None)


def _tried(sheet: Sheet, candidate: Candidate) -> _Probe:
    page = probe.stand(sheet, candidate.rotation)
    lines = probe.read(page, candidate.model)
    quality = quality_of(lines)
    letters = sum(len(word.text) for word in lines.words if not is_machine_readable(word.text))
    if (quality < limit.SURE_LINES or letters < limit.PROBE_LETTERS) and sheet.is_sound:
        lines = probe.read(page, candidate.model, limit.MORE_BANDS)
        quality = quality_of(lines)
    return _Probe(quality, candidate, page, lines)


def _as_probed(sheet: Sheet, found: _Probe, declared: str | None) -> Upright | None:
    """The page read by the model that its lines call for; None where they read badly."""
    if is_chinese(found.lines):
        return None
    lines = noise.cleaned(found.lines)
    if found.quality < limit.POOR_LINES and not says_words(lines, limit.WORDS_OF_LINES):
        return None
    model = probe.model_for(lines, found.candidate, declared)
    if sheet.at(model) is not sheet.small:
        return _whole(sheet, found.candidate.rotation, model)
    page = found.page
    return Upright.of(page.grey, page.rotation, page.lean, ocr.read(page.grey, model))


def _likeliest(
    sheet: Sheet, likely: list[Candidate], probed: _Probe | None, before: Upright | None
) -> Upright:
    """The first candidate that reads well, else the one that reads best. One that stalls is left
    out where another was read."""
    tried = [(before.worth, before)] if before else []
    failed: PageFailed | None = None
    for candidate in likely[: limit.MOST_CALLS]:
        if tried and not candidate.is_close and not _is_worth(sheet, candidate, _best(tried)):
            continue
        try:
            found = _whole_as(sheet, probed, candidate)
        except PageFailed as stalled:
            failed = stalled
            continue
        tried.append((found.worth - (0 if candidate.is_close else limit.LESS_LIKELY), found))
        if tried[-1][0] >= limit.SURE_CONFIDENCE and is_language(found.text):
            break
    if failed and not tried:
        raise failed
    return _best(tried)


def _best(tried: list[tuple[float, Upright]]) -> Upright:
    return max(tried, key=lambda item: item[0])[1]


def _is_worth(sheet: Sheet, candidate: Candidate, best: Upright) -> bool:
    """What glyphs speak against is read whole only where a few of its lines read better."""
    reads = best.quality >= limit.POOR_CONFIDENCE and is_language(best.text)
    if reads or says_words(best.text) or not sheet.ink.size:
        return False
    page = probe.stand(sheet, candidate.rotation)
    lines = _few_lines(page, candidate.model)
    return worth_of(lines) > best.worth + limit.LESS_LIKELY


def _few_lines(page: probe.Standing, model: str) -> Text:
    """Of a reading that is only tried: where it breaks or stalls, the page is not lost."""
    try:
        return probe.read(page, model, limit.MORE_BANDS)
    except PageFailed:
        return NOTHING


def _whole_as(sheet: Sheet, probed: _Probe | None, candidate: Candidate) -> Upright:
    """As this candidate has it; by one model of two where its lines were in one script."""
    if probed and probed.candidate == candidate:
        return _whole(sheet, candidate.rotation, probe.narrowed(probed.lines, candidate.model))
    return _whole(sheet, candidate.rotation, candidate.model)


def _whole(sheet: Sheet, rotation: int, model: str) -> Upright:
    lean = sheet.lean(rotation)
    straight = geometry.straightened(geometry.turned(sheet.at(model), rotation), lean)
    return Upright.of(straight, rotation, lean, ocr.read(straight, model))
