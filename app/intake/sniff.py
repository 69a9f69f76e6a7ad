"""What a file is, by its bytes and never by its name."""

from enum import StrEnum
from pathlib import Path

import magic

from app.intake.refusals import UnsupportedFile

FIRST_BYTES = 8192


class MediaType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    WEBP = "image/webp"


SAME_AS = {
    "image/heif": MediaType.HEIC,
    "image/heic-sequence": MediaType.HEIC,
    "image/heif-sequence": MediaType.HEIC,
    "application/x-pdf": MediaType.PDF,
}


def kind_of(content: Path | str | bytes) -> MediaType:
    """Type of a file, or of its first bytes. Raises UnsupportedFile: `empty` or `wrong_type`."""
    head = content if isinstance(content, bytes) else _head(Path(content))
    if not head:
        raise UnsupportedFile("empty")
    found = magic.from_buffer(head, mime=True)
    if found in SAME_AS:
        return SAME_AS[found]
    if found in set(MediaType):
        return MediaType(found)
    if found == "application/octet-stream" and b"%PDF-" in head[:1024]:
        return MediaType.PDF  # readers accept a few stray bytes before the header
    raise UnsupportedFile("wrong_type")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FIRST_BYTES)
