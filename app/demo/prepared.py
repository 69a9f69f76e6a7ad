"""What the engine said of the demonstration's scans, kept in `readings.json`."""

import json
from functools import cache
from pathlib import Path

from app.intake import rendering
from app.intake.models import Document
from app.intake.operations import add_page
from app.prescreen.optics.upright_page import UprightPage
from app.prescreen.prepared import restore
from app.prescreen.reading import Reading
from app.prescreen.renditions import keep

HERE = Path(__file__).parent
SCANS = HERE / "scans"


@cache
def readings() -> dict[str, dict]:
    return json.loads((HERE / "readings.json").read_text())


def reading_of(name: str) -> Reading:
    return restore(readings()[name])


@cache
def renditions(name: str) -> list[dict]:
    """Pages of a scan, upright and straight by its reading; stored once for all who use it."""
    pages = readings()[name]["pages"]
    images = rendering.render(SCANS / name, dpi=150)
    return [
        keep(UprightPage(page["number"], image, page["rotation"], page["skew"]))
        for page, image in zip(pages, images, strict=False)
    ]


def add_pages(document: Document, name: str) -> None:
    for rendition in renditions(name):
        add_page(document, **rendition)
