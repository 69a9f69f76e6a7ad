"""The text layer of a page of a PDF: its words and where they stand. Part of the decoder, which
loads it by path; it imports nothing of the application."""

import ctypes
import unicodedata
from collections.abc import Iterator

TEXT_AT_LEAST = 20  # characters of a text layer that are worth handing over
TEXT_AT_MOST = 50_000  # characters of it whose places are told
JOINERS = "Cf"  # signs that part no word: a joiner between letters, a soft hyphen
FINE = 10_000  # steps of a page, along each side


def of(page) -> dict:
    """The text layer, and its words with their places."""
    try:
        layer = page.get_textpage()
        text = layer.get_text_range()
        words = list(words_of(page, layer)) if len(text.strip()) >= TEXT_AT_LEAST else []
    except Exception:  # a broken text layer: the pixels will be read instead
        return {}
    text = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n")
    return {"text": text, "words": words} if words else {}


def words_of(page, layer) -> Iterator[tuple]:
    """Text, line, left, top, width and height of each word, the last four as shares of the page."""
    import pypdfium2.raw as raw  # loaded where a PDF is read

    line, letters, box = 0, "", None
    for index in range(min(layer.count_chars(), TEXT_AT_MOST)):
        letter = chr(raw.FPDFText_GetUnicode(layer, index))
        if (letter.isprintable() and letter != " ") or unicodedata.category(letter) == JOINERS:
            letters, box = letters + letter, joined(box, layer.get_charbox(index))
            continue
        if letters:
            yield letters, line, *placed(page, box)
        line, letters, box = line + (letter == "\n"), "", None
    if letters:
        yield letters, line, *placed(page, box)


def joined(one, other):
    """The smallest box (left, bottom, right, top) around both."""
    if one is None:
        return other
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def placed(page, box) -> tuple[float, float, float, float]:
    """From points of the page, which may be turned or cropped, to shares of what is shown."""
    import pypdfium2.raw as raw

    across, down = [], []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        left, top = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, left, top)
        across.append(min(max(left.value / FINE, 0.0), 1.0))
        down.append(min(max(top.value / FINE, 0.0), 1.0))
    return min(across), min(down), abs(across[1] - across[0]), abs(down[1] - down[0])
