"""Certify, fetch the certified PDF, verify one."""

import hashlib
from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.operations import note_attempt
from app.accounts.permissions import Permission, public, requires
from app.accounts.queries import failures_since
from app.audit.models import AccessKind
from app.cases.models import Case
from app.cases.queries import get_case
from app.certification import operations, queries
from app.certification.codes import tidy
from app.certification.models import Certificate
from app.db import commit, rollback
from app.errors import Conflict, Invalid, TooMany
from app.i18n import _, _l
from app.intake.serving import serve_plain
from app.translation.operations import correct
from app.translation.typing_routes import typed
from app.web import address

bp = Blueprint("certification", __name__)
BLUEPRINTS = (bp,)
WRONG_CODES, WINDOW = 20, timedelta(minutes=15)


class NotReady(Conflict):
    message = _l("Le PDF certifié est en préparation : réessayez dans une minute.")


@bp.post("/revisions/<uuid:case_id>/certify")
@requires(Permission.CASE_CERTIFY, load=get_case)
def certify(case: Case):
    try:
        if "act" in request.form:
            correct(case, g.user, *typed())  # what stands in the form is what is sealed
            commit()
        operations.certify(case, g.user, request.form.getlist("checks"))
    except Invalid as problem:
        rollback()
        flash(str(problem), "bad")
        return redirect(url_for("translation.revision", case_id=case.id), 303)
    commit()
    flash(_("%(reference)s est certifiée et livrée.", reference=case.reference), "good")
    return redirect(url_for("translation.revision_queue"), 303)


@bp.get("/certificates/<uuid:certificate_id>.pdf")
@requires(Permission.CERTIFICATE_READ, load=queries.get_certificate)
def download(certificate: Certificate):
    if certificate.pdf_sha256 is None:
        raise NotReady
    name = f"{certificate.case.reference}-v{certificate.version}.pdf"
    return serve_plain(
        certificate.pdf_sha256,
        "application/pdf",
        AccessKind.DOWNLOAD,
        "case",
        certificate.case_id,
        name,
    )


@bp.route("/verify", methods=["GET", "POST"])
@public
def verify():
    """Says what was verified: which file, issued when, under which reference; never a name."""
    code, file = tidy(request.values.get("code", "")), request.files.get("file")
    found = certificate = same_file = last = None
    if code:
        _throttle()
        certificate = queries.by_code(code)
        found = certificate is not None
        if certificate is None:
            note_attempt("verify", address(), succeeded=False)
            commit()
        else:
            last = queries.certificate_of(certificate.case)
            if file and file.filename:
                same_file = _digest(file.stream) == certificate.pdf_sha256
    return render_template(
        "certification/verify.html",
        code=code,
        found=found,
        certificate=certificate,
        last=last,
        same_file=same_file,
    )


def _throttle() -> None:
    if failures_since(clock.now() - WINDOW, address=address()) >= WRONG_CODES:
        raise TooMany


def _digest(stream) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()
