"""Where the machine saw something, as the viewer of scans shows it.

A box is kept as shares of the upright page, so that it holds at any size of the picture.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.prescreen.models import Reading
from app.prescreen.sentences import mark_text


@dataclass(frozen=True)
class Place:
    document_id: UUID
    page: int  # from 1
    box: str  # "left top width height", each 0 … 1


@dataclass(frozen=True)
class SeenMark:
    """A stamp, a signature, a note…: what it is and roughly where, its words, its place."""

    text: str
    words: str
    language: str | None
    place: Place | None


def place_of(reading: Reading, item: Mapping[str, Any]) -> Place | None:
    """None where a reading of a former version kept no box, or the page has no size."""
    box, number = item.get("box"), item.get("page")
    pages: list[dict] = reading.evidence.get("pages", [])
    page = next((p for p in pages if p.get("number") == number), {})
    width, height = page.get("width"), page.get("height")
    if not (box and width and height):
        return None
    left, top, across, down = box
    shares = (left / width, top / height, across / width, down / height)
    if not _is_on_page(*shares):
        return None
    return Place(reading.document_id, int(str(number)), " ".join(f"{s:.4f}" for s in shares))


def _is_on_page(left: float, top: float, width: float, height: float) -> bool:
    return 0 <= left < 1 and 0 <= top < 1 and width > 0 and height > 0


def marks_of(readings: Iterable[Reading]) -> list[SeenMark]:
    """In the order of the pages."""
    return [
        SeenMark(
            text=mark_text(mark, reading.evidence["pages"]),
            words=mark.get("text", ""),
            language=reading.language,
            place=place_of(reading, mark),
        )
        for reading in readings
        for mark in reading.evidence.get("marks", [])
    ]
