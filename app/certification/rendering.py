"""The certified PDF: the translation, the statement, the code; PDF/A, right-to-left included."""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import segno
from flask import current_app, render_template

from app import paper, storage
from app.catalogue.models import Direction
from app.certification.models import Certificate
from app.certification.queries import certificates_of, first_issued
from app.certification.typography import marked
from app.i18n import force_locale
from app.paper import Enclosure
from app.translation.acts import ACTS, CALENDARS
from app.translation.content import html_of, is_text, pictures_of
from app.translation.files import PDF


@dataclass(frozen=True)
class Plan:
    """All that the database says of a certificate: rendering it needs no transaction."""

    identifier: UUID
    moment: datetime
    html: str  # the page, with a place for the returned file
    sha256: str | None
    mime: str


SLOT = "<!-- returned file -->"
SHEET = '<div class="sheet"><img alt="Page {} de la traduction remise" src="{}"></div>'


def render(certificate: Certificate) -> bytes:
    """The same certificate gives the same page, whenever it is rendered."""
    return draw(plan(certificate))


def plan(certificate: Certificate) -> Plan:
    """Always in French: the paper is for French offices."""
    version = certificate.translation
    with force_locale("fr"):
        html = render_template("papers/certificate.html", slot=SLOT, **_facts(certificate))
    return Plan(certificate.id, certificate.issued_at, html, version.sha256, version.mime or "")


def draw(wanted: Plan) -> bytes:
    """The slow part: text or pictures of the returned file, then the PDF."""
    return paper.to_pdf(
        wanted.html.replace(SLOT, _returned(wanted)),
        enclosures=_enclosures(wanted),
        identifier=wanted.identifier,
        moment=wanted.moment,
    )


def _facts(certificate: Certificate) -> dict[str, object]:
    case, version = certificate.case, certificate.translation
    url = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/verify"
    into = case.direction is Direction.FROM_FRENCH
    earlier = [c for c in certificates_of(case) if c.version < certificate.version]
    return {
        "certificate": certificate,
        "case": case,
        "act": ACTS.get(version.act),
        "fields": version.fields,
        "calendars": CALENDARS,
        "is_text": is_text(version.mime),
        "is_form": version.sha256 is None,
        "marked": partial(marked, language=case.language),
        "replaces": earlier[0] if earlier else None,
        "first_issued": first_issued(certificate),
        "verify_url": url,
        "foreign_text": into and {"lang": case.language, "dir": _direction(case.language)},
        "code_picture": _qr(f"{url}?code={certificate.verification_code}"),
        "brand": {
            "name": current_app.config["BRAND_NAME"],
            "body": current_app.config["BODY_NAME"],
        },
    }


def _direction(language: str | None) -> str:
    return "rtl" if language in ("ar", "fa", "prs", "ps", "ur", "he", "ckb", "sd") else "ltr"


def _returned(wanted: Plan) -> str:
    """The returned file as HTML: its text, or a picture of each of its pages."""
    if wanted.sha256 is None:
        return ""
    with storage.local_copy(wanted.sha256) as path:
        if is_text(wanted.mime):
            return html_of(path, wanted.mime)
        pictures = [paper.data_uri(picture, "image/jpeg") for picture in pictures_of(path)]
    return "".join(SHEET.format(*page) for page in enumerate(pictures, start=1))


def _enclosures(wanted: Plan) -> tuple[Enclosure, ...]:
    """A PDF handed in travels along as it came: its pages are printed as pictures."""
    if wanted.mime != PDF or wanted.sha256 is None:
        return ()
    data = storage.read(wanted.sha256)
    return (Enclosure("traduction.pdf", data, "Traduction telle que remise"),)


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=3, border=1)
    return paper.data_uri(out.getvalue(), "image/svg+xml")
