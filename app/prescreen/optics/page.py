"""One page: upright, straight, read, its languages named and its legibility judged."""

import time
from dataclasses import replace

from PIL import Image

from app.intake.rendering import PageImage
from app.prescreen import thresholds as limit
from app.prescreen.content import document_type, language, script
from app.prescreen.optics import geometry, hand, legibility, upright
from app.prescreen.optics.ocr import PageFailed, Text
from app.prescreen.optics.sheet import Sheet
from app.prescreen.optics.upright import NOTHING, Upright
from app.prescreen.optics.upright_page import UprightPage
from app.prescreen.reading import PageReading, Reason, Word

RIGHT_TO_LEFT = ("Arab", "Hebr")  # text layers often hold them backwards: the pixels are read


def read(page: PageImage, declared: str | None = None) -> tuple[PageReading, UprightPage]:
    started = time.monotonic()
    page = _on_paper(page)
    sheet = Sheet(geometry.grey_of(page.image))
    failure, blank = None, geometry.ink_share(sheet.tiny) < limit.BLANK_INK
    best = Upright(sheet.usual, 0, 0.0, NOTHING)
    try:
        if page.text and not _is_backwards(page.text):
            size = (sheet.usual.shape[1], sheet.usual.shape[0])
            best = Upright(sheet.usual, 0, 0.0, _text_layer(page, size))
        elif not blank:
            best = upright.read(sheet, declared)
    except PageFailed as failed:
        failure = failed.code
    reading = _described(page, sheet, best, failure, blank, declared, time.monotonic() - started)
    return reading, UprightPage(page.number, page.image, best.rotation, best.lean)


def _on_paper(page: PageImage) -> PageImage:
    """A dot or a strip is no page: on white paper it is one that can be looked at. It may be two
    pixels wide and millions long, so it is made shorter first."""
    wide, high = page.image.size
    if min(wide, high) >= max(limit.SHORTEST_SIDE, max(wide, high) // limit.LONGEST_STRIP):
        return page
    share = min(1.0, limit.FINE_LONG_SIDE / max(wide, high))
    wide, high = max(1, round(wide * share)), max(1, round(high * share))
    size = max(wide, limit.SHORTEST_SIDE), max(high, limit.SHORTEST_SIDE)
    paper = Image.new(page.image.mode, size, "white")
    paper.paste(page.image.resize((wide, high)), (0, 0))
    return replace(page, image=paper)


def _is_backwards(text: str) -> bool:
    found = script.counts(text)
    return any(found[name] > 0.1 * found.total() for name in RIGHT_TO_LEFT)


def _text_layer(page: PageImage, size: tuple[int, int]) -> Text:
    """The words of the layer where they stand on the picture, whose width and height is `size`."""
    wide, high = size
    words = [
        Word(text, round(x * wide), round(y * high), round(w * wide), round(h * high), 99.0, line)
        for text, line, x, y, w, h in page.words
    ]
    return Text(tuple(words), "text-layer")


def _prose(text: Text) -> list[str]:
    return [line for line in text.lines if not document_type.is_machine_readable(line)]


def _described(
    page: PageImage,
    sheet: Sheet,
    best: Upright,
    failure: str | None,
    blank: bool,
    declared: str | None,
    seconds: float,
) -> PageReading:
    found = language.identify(_prose(best.text), declared)
    size = (best.grey.shape[1], best.grey.shape[0])
    score, reasons = legibility.judge(sheet.picture, best.text, page.dpi, size)
    text = "\n".join(best.text.lines)
    name = script.of_language(next(iter(found.words), None), text)
    by_hand = () if page.text else hand.written(best.grey, best.text.words, name)
    return PageReading(
        number=page.number,
        width=best.grey.shape[1],
        height=best.grey.shape[0],
        rotation=best.rotation,
        skew=best.lean,
        dpi=page.dpi,
        script=name,
        languages=found.codes,
        words=sum(found.words.values()),
        words_by_language=found.words,
        legible=blank or score >= limit.LEGIBLE,
        legibility=score,
        read_share=legibility.share_read(best.text) if best.text.words else 0.0,
        reasons=_with_hand(reasons, hand.share_of(by_hand, best.text.words)),
        blank=blank,
        text=text,
        boxes=best.text.words,
        by_hand=by_hand,
        failure=failure,
        seconds=round(seconds, 3),
    )


def _with_hand(reasons: tuple[Reason, ...], share: float) -> tuple[Reason, ...]:
    """The strokes say it better than words that OCR is unsure of."""
    if not share:
        return reasons
    kept = tuple(reason for reason in reasons if reason.code != "handwritten")
    return (*kept, Reason("handwritten", round(share, 2)))
