"""A batch of orders in one zip: the scans as received, and a manifest that names each."""

import csv
import io
import json
import zipfile
from typing import BinaryIO

from app import clock, storage
from app.assignment.models import PurchaseOrder
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document
from app.intake.queries import documents_of

SUFFIXES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/heic": "heic",
    "image/heif": "heic",
    "image/webp": "webp",
}
COLUMNS = (
    "order", "reference", "language", "direction", "kind", "document_type", "words", "pages",
    "due_at", "file", "sha256", "mime", "size",
)  # fmt: skip

CLOSED = (DocumentStatus.AWAITING_SCAN, DocumentStatus.INFECTED)
Piece = tuple[PurchaseOrder, Document]


def pieces(orders: list[PurchaseOrder]) -> list[Piece]:
    """What the virus scan has cleared; nothing else ever leaves."""
    return [
        (order, document)
        for order in orders
        for document in documents_of(order.case)
        if document.status not in CLOSED
    ]


def name_of(piece: Piece) -> str:
    """Never the name the agent gave: it may hold the name of a person."""
    order, document = piece
    suffix = SUFFIXES.get(document.mime, "bin")
    return f"{order.case.reference}/{document.position:02d}-{document.sha256[:8]}.{suffix}"


def row_of(piece: Piece) -> dict[str, object]:
    order, document = piece
    case = order.case
    return {
        "order": order.number,
        "reference": case.reference,
        "language": case.language,
        "direction": case.direction,
        "kind": case.kind,
        "document_type": case.document_type,
        "words": case.words,
        "pages": document.page_count,
        "due_at": order.owed_at.astimezone(clock.PARIS).isoformat(),
        "file": name_of(piece),
        "sha256": document.sha256,
        "mime": document.mime,
        "size": document.size,
    }


def write(out: BinaryIO, batch: list[Piece]) -> None:
    """Scans are compressed already: they are stored, not deflated."""
    rows = [row_of(piece) for piece in batch]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("manifest.json", json.dumps(rows, ensure_ascii=False, indent=1))
        archive.writestr("manifest.csv", _as_csv(rows))
        for piece in batch:
            with storage.local_copy(piece[1].sha256) as path:
                archive.write(path, name_of(piece))


def _as_csv(rows: list[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()
