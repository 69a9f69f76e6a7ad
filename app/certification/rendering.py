"""The certified PDF: the translation, the statement, the code; PDF/A, right-to-left included."""

import io

import segno
from flask import current_app, render_template

from app import paper, storage
from app.certification.content import html_of, pictures_of
from app.certification.models import Certificate
from app.certification.queries import certificates_of
from app.i18n import force_locale
from app.paper import Enclosure
from app.translation.acts import ACTS
from app.translation.files import PDF
from app.translation.models import Return


def render(certificate: Certificate) -> bytes:
    """The same certificate gives the same page, whenever it is rendered. Always in French."""
    with force_locale("fr"):
        html = render_template("papers/certificate.html", **_facts(certificate))
    return paper.to_pdf(
        html,
        enclosures=_enclosures(certificate.translation),
        identifier=certificate.id,
        moment=certificate.issued_at,
    )


def _facts(certificate: Certificate) -> dict[str, object]:
    version = certificate.translation
    url = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/verify"
    earlier = [c for c in certificates_of(certificate.case) if c.version < certificate.version]
    return {
        "certificate": certificate,
        "case": certificate.case,
        "act": ACTS.get(version.act),
        "fields": version.fields,
        "body": _body(version),
        "pictures": _pictures(version),
        "replaces": earlier[0] if earlier else None,
        "verify_url": url,
        "code_picture": _qr(f"{url}?code={certificate.verification_code}"),
        "brand": {
            "name": current_app.config["BRAND_NAME"],
            "body": current_app.config["BODY_NAME"],
        },
    }


def _body(version: Return) -> str:
    if version.sha256 is None or version.mime == PDF:
        return ""
    with storage.local_copy(version.sha256) as path:
        return html_of(path, version.mime or "")


def _pictures(version: Return) -> list[str]:
    if version.mime != PDF or version.sha256 is None:
        return []
    with storage.local_copy(version.sha256) as path:
        return pictures_of(path)


def _enclosures(version: Return) -> tuple[Enclosure, ...]:
    """A PDF handed in travels along as it came: its pages are printed as pictures."""
    if version.mime != PDF or version.sha256 is None:
        return ()
    data = storage.read(version.sha256)
    return (Enclosure("traduction.pdf", data, "Traduction telle que remise"),)


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=3, border=1)
    return paper.data_uri(out.getvalue(), "image/svg+xml")
