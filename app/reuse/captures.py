"""Captures to compare: of a file on disk, or of a document whose pages are stored.

Here the reading of pages (`prescreen`) and the comparison (`fingerprint`) meet: they are siblings
and know nothing of each other.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from app import storage
from app.errors import NotFound
from app.fingerprint.keys import keys_of
from app.fingerprint.pair.sheet import Box, Capture, Sheet, sheet_of
from app.intake.models import Document
from app.intake.queries import pages_of
from app.prescreen import engine
from app.prescreen.models import Reading
from app.prescreen.optics.geometry import straightened_by
from app.prescreen.optics.upright_page import UprightPage
from app.prescreen.queries import reading_of
from app.prescreen.reading import PageReading


def of_file(path: Path) -> Capture:
    """Read a file as the prescreen does. Raises `UnsupportedFile`."""
    images: dict[int, Image.Image] = {}

    def keep(page: UprightPage) -> None:
        images[page.number] = page.image.convert("L")

    found = engine.read_file(path, on_page=keep)
    sheets = [_sheet(page, images[page.number]) for page in found.pages if page.number in images]
    return Capture(found.sha256, tuple(sheets), found.legible)


def _sheet(page: PageReading, image: Image.Image) -> Sheet:
    words = ((w.text, (w.left, w.top, w.width, w.height)) for w in page.boxes)
    return sheet_of(page.number, image, words, page.width, straightened_by(page.skew))


def of_document(document: Document) -> Capture:
    """From the stored renditions, upright, and the stored reading. Raises NotFound."""
    reading = reading_of(document.id)
    if reading is None:
        raise NotFound
    read = {page["number"]: page for page in reading.evidence.get("pages", [])}
    sheets = []
    for page in pages_of(document):
        found = read.get(page.number, {})
        if found.get("blank"):
            continue
        with storage.local_copy(page.upright_sha256) as path:
            image = Image.open(io.BytesIO(path.read_bytes())).convert("L")
        width = found.get("width") or page.width
        lean = straightened_by(float(found.get("skew") or 0.0))
        sheets.append(sheet_of(page.number, image, _words(found), width, lean))
    return Capture(document.sha256, tuple(sheets), reading.is_legible)


def _words(page: dict) -> Iterator[tuple[str, Box]]:
    for left, top, width, height, text in page.get("boxes", []):
        yield text, (left, top, width, height)


def keys_by_page(reading: Reading | None) -> list[set[int]]:
    """What the document's pages are looked up by."""
    pages = reading.evidence.get("pages", []) if reading else []
    return [keys_of(str(page.get("text", "")).split("\n")) for page in pages]
