"""Tesseract: one thread, a time limit, by a process that stays (`standing`), which is what costs
least; through pytesseract, one process for the page, where none can be had or the one died."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from app.prescreen import thresholds as limit
from app.prescreen.optics import standing
from app.prescreen.reading import Word

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # several pages at once beat several threads a page

MODEL_OF_SCRIPT = {
    "Latn": "Latin",
    "Cyrl": "Cyrillic",
    "Arab": "Arabic",
    "Hans": "chi_sim",
    "Jpan": "jpn",
    "Kore": "kor",
    "Deva": "Devanagari",
    "Beng": "ben",
    "Taml": "Tamil",
    "Thai": "tha",
    "Grek": "Greek",
    "Hebr": "Hebrew",
    "Armn": "Armenian",
    "Geor": "Georgian",
    "Ethi": "Ethiopic",
}
MODEL_OF_LANGUAGE = {
    "uk": "ukr", "ru": "rus", "be": "bel", "bg": "bul", "mk": "mkd", "sr": "srp", "hr": "hrv",
    "bs": "bos", "sl": "slv", "cs": "ces", "sk": "slk", "pl": "pol", "de": "deu", "nl": "nld",
    "en": "eng", "fr": "fra", "es": "spa", "ca": "cat", "pt": "por", "it": "ita", "ro": "ron",
    "tr": "tur", "az": "aze", "sq": "sqi", "el": "ell", "hu": "hun", "lt": "lit", "lv": "lav",
    "et": "est", "fi": "fin", "sv": "swe", "no": "nor", "da": "dan", "hy": "hye", "ka": "kat",
    "ar": "ara", "fa": "fas", "prs": "fas", "ps": "pus", "ur": "urd", "he": "heb", "hi": "hin",
    "bn": "ben", "ta": "tam", "th": "tha", "vi": "vie", "zh": "chi_sim", "ja": "jpn", "ko": "kor",
    "am": "amh", "ti": "tir",
}  # fmt: skip


BY_SCRIPT = {"he", "am", "el"}  # languages that their script's model reads better, at no more cost


def model_of(language: str, name: str) -> str:
    """The model that reads a language as written in the script `name`; the script's own if none."""
    if (language, name) == ("sr", "Latn"):
        return "srp_latn"
    if language in BY_SCRIPT:
        return MODEL_OF_SCRIPT[name]
    return MODEL_OF_LANGUAGE.get(language, MODEL_OF_SCRIPT[name])


class PageFailed(Exception):
    """This page alone cannot be read; `code` is `timed_out` or `crashed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Text:
    words: tuple[Word, ...]
    model: str

    @property
    def confidence(self) -> float:
        """Mean over characters, so that a hundred specks do not outweigh a sentence."""
        weights = [len(word.text) for word in self.words]
        total = sum(weights)
        marked = zip(self.words, weights, strict=True)
        return sum(word.confidence * n for word, n in marked) / total if total else 0.0

    @property
    def lines(self) -> list[str]:
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return [" ".join(words) for words in lines.values()]


SLIM = Path(__file__).parents[1] / "data" / "tessdata"  # script models that load at once
SPECK, MARGIN = 3, 24  # pixels of ink in a row or a column that count; pixels around them
COLUMNS = standing.HEAD.count("\t") + 1
DPI = 200  # that pages come at, nearly: told 300, it leaves words of running text out as specks
SPARSE = 11  # page segmentation: forms are scattered words; it finds a tenth more than mode 3


def read(grey: np.ndarray, model: str, seconds: float = 0) -> Text:
    """Words of an upright page. Raises PageFailed."""
    config = f"--psm {SPARSE} --dpi {DPI} -c tessedit_do_invert=0"
    if all((SLIM / f"{part}.traineddata").exists() for part in model.split("+")):
        config += f" --tessdata-dir {SLIM}"
    left, top, right, bottom = _written(grey)
    with tempfile.TemporaryDirectory(prefix="page-") as folder:
        path = Path(folder) / "page.pgm"
        cv2.imwrite(str(path), grey[top:bottom, left:right])
        table = _run(path, model, config, seconds or limit.OCR_SECONDS)
    found = _words(table)
    return Text(tuple(replace(w, left=w.left + left, top=w.top + top) for w in found), model)


def _written(grey: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is ink to Tesseract, with a margin: an empty page costs
    it a sixth of a full one."""
    ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    sides: list[tuple[int, int]] = []
    for axis in (0, 1):
        sums = np.asarray(cv2.reduce(ink, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S)).ravel()
        inky = np.flatnonzero(sums >= SPECK).tolist()
        if not inky:
            return 0, 0, grey.shape[1], grey.shape[0]
        sides.append((max(0, inky[0] - MARGIN), min(len(sums), inky[-1] + 1 + MARGIN)))
    (left, right), (top, bottom) = sides
    return left, top, right, bottom


def _run(path: Path, model: str, config: str, seconds: float) -> str:
    try:
        return standing.read(path, model, config, seconds)
    except standing.Stalled as error:
        raise PageFailed("timed_out") from error
    except standing.Died:
        return _alone(path, model, config, seconds)


def _alone(path: Path, model: str, config: str, seconds: float) -> str:
    import pytesseract  # it loads pandas, which costs as much as a page

    try:
        return pytesseract.image_to_data(str(path), lang=model, config=config, timeout=seconds)
    except pytesseract.TesseractError as error:
        raise PageFailed("crashed") from error
    except RuntimeError as error:
        raise PageFailed("timed_out") from error


def _words(table: str) -> Iterator[Word]:
    """Of Tesseract's table (`standing.HEAD`), where what is no word has a confidence of -1; whole
    numbers, as ever since pytesseract cut them."""
    number, before = 0, None
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        text = cells[-1].strip()
        if len(cells) < COLUMNS or not text or float(cells[10]) < 0:
            continue
        line = cells[2:5]  # its block, paragraph and place in it
        number += line != before
        before = line
        left, top, width, height = map(int, cells[6:10])
        yield Word(text, left, top, width, height, float(int(float(cells[10]))), number)
