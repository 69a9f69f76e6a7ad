"""The pages of a case as the viewer wants them."""

from flask import url_for

from app.cases.models import Case
from app.i18n import _
from app.intake.queries import documents_of, pages_of


def sheets(case: Case, purpose: str) -> list[dict[str, str]]:
    """Each page's rendition and thumbnail; their addresses say what they are looked at for."""
    found = []
    for rank, document in enumerate(documents_of(case), start=1):
        for page in pages_of(document):
            where = {"document_id": document.id, "number": page.number, "purpose": purpose}
            found.append(
                {
                    "url": url_for("intake.page_image", rendition="upright", **where),
                    "thumbnail": url_for("intake.page_image", rendition="thumbnail", **where),
                    "label": _("Fichier %(file)s, page %(page)s", file=rank, page=page.number),
                }
            )
    return found
