"""Papers that leave the platform: HTML in, PDF out, nothing fetched from anywhere."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from weasyprint import HTML, Attachment, URLFetcher

ARCHIVAL = "pdf/a-3b"  # ISO 19005-3: fonts embedded, no scripts, source files may be attached


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside the PDF."""

    name: str
    data: bytes
    description: str
    relationship: str = "Source"  # ISO 32000-2, 7.11.3


def to_pdf(
    html: str,
    *,
    archival: bool = True,
    enclosures: tuple[Enclosure, ...] = (),
    identifier: UUID | None = None,
    moment: datetime | None = None,
) -> bytes:
    """Render `html`; images come as data: only, whatever the document asks for."""
    attachments = [
        Attachment(
            string=enclosure.data,
            name=enclosure.name,
            description=enclosure.description,
            relationship=enclosure.relationship,
            created=moment,
            modified=moment,
        )
        for enclosure in enclosures
    ]
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    return document.write_pdf(
        pdf_variant=ARCHIVAL if archival else None,
        attachments=attachments or None,
        pdf_identifier=identifier.bytes if identifier else None,
        pdf_tags=True,  # read aloud in order, with its languages
    )


def data_uri(data: bytes, mime: str) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"
