"""What the engine said of the demonstration's scans, kept in `readings.json`."""

import json
from functools import cache
from pathlib import Path

from app import storage
from app.intake import rendering
from app.intake.models import Document
from app.intake.operations import add_page
from app.prescreen.prepared import restore
from app.prescreen.reading import Reading

HERE = Path(__file__).parent
SCANS = HERE / "scans"


@cache
def readings() -> dict[str, dict]:
    return json.loads((HERE / "readings.json").read_text())


def reading_of(name: str) -> Reading:
    return restore(readings()[name])


@cache
def renditions(name: str) -> list[dict]:
    """Pages of a scan, upright by the reading's rotation; stored once for all who use it."""
    found = []
    pages = readings()[name]["pages"]
    for page, image in zip(pages, rendering.render(SCANS / name, dpi=150), strict=False):
        upright = image.rotate(-page["rotation"], expand=True) if page["rotation"] else image
        found.append(
            {
                "number": page["number"],
                "width": upright.width,
                "height": upright.height,
                "rotation": page["rotation"],
                "skew": page["skew"],
                "upright_sha256": storage.put_bytes(rendering.upright_jpeg(upright)).sha256,
                "thumbnail_sha256": storage.put_bytes(rendering.thumbnail_jpeg(upright)).sha256,
            }
        )
    return found


def add_pages(document: Document, name: str) -> None:
    for rendition in renditions(name):
        add_page(document, **rendition)
