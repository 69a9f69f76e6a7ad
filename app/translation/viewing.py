"""The pages of a case as the viewer wants them."""

from typing import Any

from flask import url_for

from app import storage
from app.cases.models import Case
from app.errors import DomainError
from app.i18n import _
from app.intake import rendering
from app.intake.queries import documents_of, pages_of
from app.intake.refusals import UnsupportedFile
from app.translation import content
from app.translation.models import Return


def sheets(case: Case, purpose: str) -> list[dict[str, str]]:
    """Each page's rendition and thumbnail; their addresses say what they are looked at for."""
    found = []
    for rank, document in enumerate(documents_of(case), start=1):
        for page in pages_of(document):
            where: dict[str, Any] = {
                "document_id": document.id,
                "number": page.number,
                "purpose": purpose,
            }
            found.append(
                {
                    "url": url_for("intake.page_image", rendition="upright", **where),
                    "thumbnail": url_for("intake.page_image", rendition="thumbnail", **where),
                    "label": _("Fichier %(file)s, page %(page)s", file=rank, page=page.number),
                }
            )
    return found


def returned_text(version: Return) -> str:
    """What a DOCX or ODT says, as clean HTML; empty where it cannot be read."""
    if version.sha256 is None or not content.is_text(version.mime):
        return ""
    try:
        with storage.local_copy(version.sha256) as path:
            return content.html_of(path, version.mime or "")
    except DomainError:
        return ""


def returned_sheets(version: Return) -> list[dict[str, str]]:
    """The pages of a returned PDF, for the viewer."""
    if version.sha256 is None or content.is_text(version.mime):
        return []
    try:
        with storage.local_copy(version.sha256) as path:
            count = rendering.inspect(path).pages
    except UnsupportedFile:
        return []
    return [_returned_sheet(version, number) for number in range(1, count + 1)]


def _returned_sheet(version: Return, number: int) -> dict[str, str]:
    url = url_for("translation.returned_page", return_id=version.id, number=number)
    return {"url": url, "thumbnail": url, "label": _("Traduction, page %(page)s", page=number)}
