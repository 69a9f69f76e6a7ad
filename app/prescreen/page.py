"""One page: upright, straight, read, its languages named and its legibility judged."""

import time
from dataclasses import dataclass, replace

import numpy as np

from app.intake.rendering import PageImage
from app.prescreen import (
    document_type,
    geometry,
    glyphs,
    language,
    legibility,
    lexicon,
    noise,
    ocr,
    orientation,
    probe,
    script,
)
from app.prescreen import thresholds as limit
from app.prescreen.ocr import PageFailed, Text
from app.prescreen.orientation import Candidate
from app.prescreen.reading import PageReading, UprightPage, Word

NOTHING = Text((), "")
ALONE = {  # models of the scripts that one language is written in: no need to know which
    model for name, model in ocr.MODEL_OF_SCRIPT.items() if len(script.LANGUAGES[name].split()) == 1
} | {"Devanagari"}
SMALL_PRINT = {"chi_sim", "jpn", "kor"}  # whose signs need more pixels
RIGHT_TO_LEFT = ("Arab", "Hebr")  # text layers often hold them backwards: the pixels are read


@dataclass(frozen=True)
class _Upright:
    """A page as OCR saw it."""

    grey: np.ndarray
    rotation: int
    lean: float
    text: Text
    quality: float = 0.0

    @classmethod
    def of(cls, grey: np.ndarray, rotation: int, lean: float, raw: Text) -> "_Upright":
        return cls(grey, rotation, lean, noise.cleaned(raw), _quality(raw))


def read(page: PageImage, declared: str | None = None) -> tuple[PageReading, UprightPage]:
    started = time.monotonic()
    grey = geometry.shrunk(geometry.grey_of(page.image), limit.FINE_LONG_SIDE)
    grey = geometry.even_light(grey)
    failure, blank = None, geometry.ink_share(grey) < limit.BLANK_INK
    best = _Upright(grey, 0, 0.0, NOTHING)
    try:
        if page.text and not _is_backwards(page.text):
            best = _Upright(grey, 0, 0.0, _text_layer(page))
        elif not blank:
            best = _best(grey, declared)
    except PageFailed as failed:
        failure = failed.code
    reading = _described(page, best, failure, blank, declared, time.monotonic() - started)
    return reading, _upright(page, best)


def _is_backwards(text: str) -> bool:
    found = script.counts(text)
    return any(found[name] > 0.1 * found.total() for name in RIGHT_TO_LEFT)


def _best(grey: np.ndarray, declared: str | None) -> _Upright:
    """A few lines tell how the page is to be read, and it is read once, by its language's own
    model; where they read badly, the whole page is read in every likely way."""
    small = geometry.shrunk(grey, limit.OCR_LONG_SIDE)
    found = glyphs.opinion(small)
    if 0 < found.ink.size < limit.FINE_PRINT and max(grey.shape) < limit.OCR_LONG_SIDE:
        grey = small = geometry.enlarged(small, limit.FINE_PRINT / found.ink.size)
        found = replace(found, ink=glyphs.ink_of(small))
    likely = orientation.candidates(found)
    first = likely[0]
    best: _Upright | None
    if first.model in ALONE and sum(c.is_close for c in likely) == 1:
        fine = grey if first.model in SMALL_PRINT else small
        best = _read_whole(fine, first.rotation, first.model)
    else:
        best = _probed(grey, small, found.ink, likely, declared)
    if best and best.quality >= limit.POOR_CONFIDENCE:
        return best
    best = _likeliest(grey, small, found.ink, likely, best)
    is_hopeless = best.quality < limit.HOPELESS_CONFIDENCE and not _says_words(best.text)
    if is_hopeless and found.ink.size:
        return _in_another_script(grey, small, found.ink, likely, best)
    return best


def _says_words(text: Text) -> bool:
    """Words of a list among the noise: the script is right, however badly the page reads."""
    tokens = {token for word in text.words for token in lexicon.tokens(word.text) if len(token) > 3}
    return sum(token in lexicon.owners() for token in tokens) >= limit.KNOWN_WORDS


def _in_another_script(
    grey: np.ndarray,
    small: np.ndarray,
    ink: glyphs.Ink,
    likely: list[Candidate],
    before: _Upright,
) -> _Upright:
    """Handwriting and display faces deceive the glyph model: a few lines in every other script."""
    page = probe.stand(small, ink, before.rotation)
    tried = {part for candidate in likely for part in candidate.model.split("+")}
    others = [model for model in ocr.MODEL_OF_SCRIPT.values() if model not in tried]
    quality, model = max((_quality(probe.read(page, model)), model) for model in others)
    if quality < limit.OTHER_SCRIPT:
        return before
    found = _read_whole(grey, before.rotation, model)
    return found if found.quality > before.quality + limit.LESS_LIKELY else before


def _probed(
    grey: np.ndarray,
    small: np.ndarray,
    ink: glyphs.Ink,
    likely: list[Candidate],
    declared: str | None,
) -> _Upright | None:
    """The page read by the model that a few of its lines call for; None where none reads well."""
    if not ink.size:
        return None
    tried: list[tuple[float, Candidate, probe.Standing, Text]] = []
    for candidate in likely:
        if not candidate.is_close:
            break
        page = probe.stand(small, ink, candidate.rotation)
        lines = probe.read(page, candidate.model)
        tried.append((_quality(lines), candidate, page, lines))
        if tried[-1][0] >= limit.SURE_LINES:
            break
    quality, candidate, page, lines = max(tried, key=lambda item: item[0])
    if quality < limit.POOR_LINES or _is_chinese(lines):
        return None
    model = probe.model_for(noise.cleaned(lines), candidate, declared)
    if model in SMALL_PRINT:
        return _read_whole(grey, candidate.rotation, model)
    return _Upright.of(page.grey, page.rotation, page.lean, ocr.read(page.grey, model))


def _likeliest(
    grey: np.ndarray,
    small: np.ndarray,
    ink: glyphs.Ink,
    likely: list[Candidate],
    before: _Upright | None,
) -> _Upright:
    """The first candidate that reads well, else the one that reads best. One that stalls is left
    out where another was read."""
    tried = [(before.quality, before)] if before else []
    failed: PageFailed | None = None
    for candidate in likely[: limit.MOST_CALLS]:
        best = max((quality for quality, _ in tried), default=0.0)
        try:
            if not candidate.is_close and not _is_worth(small, ink, candidate, best):
                continue
            found = _read_whole(grey, candidate.rotation, candidate.model)
        except PageFailed as stalled:
            failed = stalled
            continue
        quality = found.quality - (0.0 if candidate.is_close else limit.LESS_LIKELY)
        tried.append((quality, found))
        if quality >= limit.SURE_CONFIDENCE:
            break
    if failed and not tried:
        raise failed
    return max(tried, key=lambda item: item[0])[1]


def _is_worth(small: np.ndarray, ink: glyphs.Ink, candidate: Candidate, best: float) -> bool:
    """What glyphs speak against is read whole only where a few of its lines read better."""
    if best >= limit.POOR_CONFIDENCE or not ink.size:
        return best < limit.HOPELESS_CONFIDENCE
    lines = probe.read(probe.stand(small, ink, candidate.rotation), candidate.model)
    return _quality(lines) > best + limit.LESS_LIKELY


def _is_chinese(text: Text) -> bool:
    """The Japanese model reads Chinese well, but finds no kana in it."""
    found = script.counts(" ".join(word.text for word in text.words))
    return text.model == "jpn" and found["Hans"] > found["Jpan"]


def _read_whole(grey: np.ndarray, rotation: int, model: str) -> _Upright:
    upright = geometry.turned(grey, rotation)
    lean = geometry.lean_of(upright)
    straight = geometry.straightened(upright, lean)
    return _Upright.of(straight, rotation, lean, ocr.read(straight, model))


def _quality(text: Text) -> float:
    """Confidence, lowered where there is hardly anything to be confident about. Of all that was
    read: without the words that are likely ornament, a wrong model looks nearly as good."""
    letters = sum(len(word.text) for word in text.words)
    wrong = limit.NO_KANA if _is_chinese(text) else 0.0
    return text.confidence * min(1.0, letters / 40) - wrong


def _text_layer(page: PageImage) -> Text:
    lines = [line for line in page.text.split("\n") if line.strip()]
    words = [
        Word(token, 0, 0, 0, 0, 99.0, number)
        for number, line in enumerate(lines)
        for token in line.split()
    ]
    return Text(tuple(words), "text-layer")


def _prose(text: Text) -> list[str]:
    return [line for line in text.lines if not document_type.is_machine_readable(line)]


def _described(
    page: PageImage,
    best: _Upright,
    failure: str | None,
    blank: bool,
    declared: str | None,
    seconds: float,
) -> PageReading:
    found = language.identify(_prose(best.text), declared)
    size = (best.grey.shape[1], best.grey.shape[0])
    score, reasons = legibility.judge(geometry.grey_of(page.image), best.text, page.dpi, size)
    text = "\n".join(best.text.lines)
    return PageReading(
        number=page.number,
        width=best.grey.shape[1],
        height=best.grey.shape[0],
        rotation=best.rotation,
        skew=best.lean,
        dpi=page.dpi,
        script=script.of_language(next(iter(found.words), None), text),
        languages=found.codes,
        words=sum(found.words.values()),
        words_by_language=found.words,
        legible=blank or score >= limit.LEGIBLE,
        legibility=score,
        read_share=legibility.share_read(best.text) if best.text.words else 0.0,
        reasons=reasons,
        blank=blank,
        text=text,
        boxes=best.text.words,
        failure=failure,
        seconds=round(seconds, 3),
    )


def _upright(page: PageImage, best: _Upright) -> UprightPage:
    image = geometry.upright_image(page.image, best.rotation, best.lean)
    return UprightPage(page.number, image, best.rotation, best.lean)
