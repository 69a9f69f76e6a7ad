"""One page: upright, straight, read, its languages named and its legibility judged."""

import time
from dataclasses import dataclass

import numpy as np

from app.intake.rendering import PageImage
from app.prescreen import (
    document_type,
    geometry,
    language,
    legibility,
    noise,
    ocr,
    orientation,
    script,
)
from app.prescreen import thresholds as limit
from app.prescreen.ocr import PageFailed, Text
from app.prescreen.orientation import Candidate
from app.prescreen.reading import PageReading, UprightPage, Word

NOTHING = Text((), "")
RIGHT_TO_LEFT = ("Arab", "Hebr")  # text layers often hold them backwards: the pixels are read


@dataclass(frozen=True)
class _Upright:
    """The best reading found, and how the page was turned to get it."""

    grey: np.ndarray
    rotation: int
    lean: float
    text: Text


def read(page: PageImage, declared: str | None = None) -> tuple[PageReading, UprightPage]:
    started = time.monotonic()
    grey = geometry.even_light(geometry.grey_of(page.image))
    failure, blank = None, geometry.ink_share(grey) < limit.BLANK_INK
    best = _Upright(grey, 0, 0.0, NOTHING)
    try:
        if page.text and not _is_backwards(page.text):
            best = _Upright(grey, 0, 0.0, _text_layer(page))
        elif not blank:
            best = _best(grey)
    except PageFailed as failed:
        failure = failed.code
    reading = _described(page, best, failure, blank, declared, time.monotonic() - started)
    return reading, _upright(page, best)


def _is_backwards(text: str) -> bool:
    found = script.counts(text)
    return any(found[name] > 0.1 * found.total() for name in RIGHT_TO_LEFT)


def _best(grey: np.ndarray) -> _Upright:
    """The first candidate that reads well, else the one that reads best."""
    tried: list[tuple[float, _Upright]] = []
    for candidate in orientation.candidates(grey)[: limit.MOST_CALLS]:
        best = max((quality for quality, _ in tried), default=0.0)
        if not candidate.is_close and best >= limit.POOR_CONFIDENCE:
            continue
        found = _read_as(grey, candidate)
        quality = _quality(found.text) - (0.0 if candidate.is_close else limit.LESS_LIKELY)
        tried.append((quality, found))
        if quality >= limit.SURE_CONFIDENCE:
            break
    return max(tried, key=lambda item: item[0])[1]


def _is_chinese(text: Text) -> bool:
    """The Japanese model reads Chinese well, but finds no kana in it."""
    found = script.counts(" ".join(word.text for word in text.words))
    return text.model == "jpn" and found["Hans"] > found["Jpan"]


def _read_as(grey: np.ndarray, candidate: Candidate) -> _Upright:
    upright = geometry.turned(grey, candidate.rotation)
    lean = geometry.lean_of(upright)
    straight = geometry.straightened(upright, lean)
    straight = geometry.shrunk(straight, limit.OCR_LONG_SIDE)
    text = noise.cleaned(ocr.read(straight, candidate.model))
    return _Upright(straight, candidate.rotation, lean, text)


def _quality(text: Text) -> float:
    """Confidence, lowered where there is hardly anything to be confident about."""
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
    score, reasons = legibility.judge(geometry.grey_of(page.image), best.text, page.dpi)
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
