"""Bytes of papers leave through here, each time with an access record."""

from uuid import UUID

from flask import current_app, g, send_file
from werkzeug.wrappers import Response

from app import storage
from app.audit import operations as audit
from app.audit.models import AccessKind
from app.db import commit
from app.errors import Conflict
from app.i18n import _l
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document
from app.web import address

UNREADABLE = frozenset({DocumentStatus.AWAITING_SCAN, DocumentStatus.INFECTED})
SANDBOX = "default-src 'none'; sandbox"  # whatever the file holds, it runs nothing
PURPOSES = {"upload", "intake_review", "translation", "revision", "order", "case", "audit"}


class NotServed(Conflict):
    message = _l("Ce document attend l'analyse antivirus, ou elle l'a bloqué : il ne s'ouvre pas.")


def purpose(given: str) -> str:
    return given if given in PURPOSES else "case"


def serve(
    document: Document, sha256: str, mime: str, kind: AccessKind, why: str, name: str = ""
) -> Response:
    """Record the access, then send the object; with a `name` it is a download."""
    if document.status in UNREADABLE:
        raise NotServed
    audit.record_access(
        g.user,
        kind,
        sha256,
        address=address(),
        purpose=purpose(why),
        case_id=document.case_id,
        document_id=document.id,
    )
    commit()
    return send_object(sha256, mime, name)


def serve_plain(
    sha256: str, mime: str, kind: AccessKind, why: str, case_id: UUID, name: str = ""
) -> Response:
    """The same for what is not a document: a translation, a certificate."""
    audit.record_access(
        g.user, kind, sha256, address=address(), purpose=purpose(why), case_id=case_id
    )
    commit()
    return send_object(sha256, mime, name)


def send_object(sha256: str, mime: str, name: str = "") -> Response:
    with storage.local_copy(sha256) as path:
        size = path.stat().st_size
        response = send_file(
            path.open("rb"), mimetype=mime, as_attachment=bool(name), download_name=name or None
        )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Length"] = str(size)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def virus_scan_is_configured() -> bool:
    return bool(current_app.config["CLAMD_URL"])
