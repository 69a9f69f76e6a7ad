"""Two pages on one grid, with the zones where they differ framed: what a person decides on."""

import io

import cv2
import numpy as np
from PIL import Image

from app import storage
from app.errors import NotFound
from app.fingerprint.models import Duplicate
from app.fingerprint.pair.sheet import LONG_SIDE
from app.intake.models import Document, Page
from app.intake.queries import get_document, page_of, pages_of

FRAME = (200, 40, 40)  # red, and thick: colour is not the only sign, the zones are listed too
SIDES = ("first", "second")


def sides_of(duplicate: Duplicate) -> tuple[Document, Document]:
    """The document whose grid is used, and the one laid over it."""
    first = duplicate.evidence.get("first")
    if first and first == str(duplicate.earlier_id):
        return duplicate.earlier, duplicate.document
    return duplicate.document, duplicate.earlier


def pages(duplicate: Duplicate) -> list[dict]:
    """The page pairs of the evidence; identical files are laid over each other as they are."""
    if found := duplicate.evidence.get("pages"):
        return list(found)
    first, second = sides_of(duplicate)
    numbers = zip(pages_of(first), pages_of(second), strict=False)
    return [{"first": a.number, "second": b.number, "zones": []} for a, b in numbers]


def document_of(duplicate: Duplicate, side: str) -> Document:
    first, second = sides_of(duplicate)
    return first if side == "first" else second


def picture(duplicate: Duplicate, rank: int, side: str) -> bytes:
    """A JPEG of one side of the pair of pages `rank`, on the grid of the first."""
    found = pages(duplicate)
    if side not in SIDES or rank >= len(found):
        raise NotFound
    pair = found[rank]
    first, second = (get_document(d.id) for d in sides_of(duplicate))
    base = _plane(page_of(first, pair["first"]))
    image = base if side == "first" else _laid_over(page_of(second, pair["second"]), base, pair)
    for zone in pair["zones"]:
        _frame(image, zone["box"])
    out = io.BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=82)
    return out.getvalue()


def _plane(page: Page) -> np.ndarray:
    """The rendition at the scale on which pages are compared."""
    with storage.local_copy(page.upright_sha256) as path:
        image = Image.open(io.BytesIO(path.read_bytes())).convert("RGB")
    factor = LONG_SIDE / max(image.size)
    return np.array(image.resize((round(image.width * factor), round(image.height * factor))))


def _laid_over(page: Page, base: np.ndarray, pair: dict) -> np.ndarray:
    matrix = np.array(pair.get("matrix") or np.eye(3), np.float64)
    size = (base.shape[1], base.shape[0])
    return cv2.warpPerspective(_plane(page), matrix, size, borderValue=(255, 255, 255))


def _frame(image: np.ndarray, box: list[float]) -> None:
    height, width = image.shape[:2]
    x, y, w, h = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    start, end = (round(x) - 5, round(y) - 5), (round(x + w) + 5, round(y + h) + 5)
    cv2.rectangle(image, start, end, FRAME, 3)


def differences(duplicate: Duplicate) -> list[dict]:
    """What was read in the framed zones, once each: the list beside the pictures."""
    seen: dict[tuple[str, str], dict] = {}
    flip = sides_of(duplicate)[0].id != duplicate.document_id
    for rank, pair in enumerate(pages(duplicate), start=1):
        for zone in pair["zones"]:
            now, before = reversed(zone["texts"]) if flip else zone["texts"]
            if now or before:
                seen.setdefault((now, before), {"page": rank, "now": now, "before": before})
    return list(seen.values())
