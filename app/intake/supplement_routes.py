"""The page on which a fund answers with a new scan."""

from typing import BinaryIO, cast

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.cases.models import Case
from app.cases.notices import tell_of_message
from app.cases.queries import get_case, pauses_of
from app.db import commit, rollback
from app.errors import Invalid
from app.i18n import _
from app.intake import serving
from app.intake.blueprint import bp
from app.intake.limits import LIMITS
from app.intake.queries import documents_of, pages_of
from app.intake.supplement import bring, refuse_unasked


# CASE_CANCEL: what a fund alone may do with a case of its own.
@bp.route("/cases/<uuid:case_id>/documents", methods=["GET", "POST"])
@requires(Permission.CASE_CANCEL, load=get_case)
def supplement(case: Case):
    refuse_unasked(case)
    if request.method == "GET":
        return _form(case)
    try:
        _bring(case)
        tell_of_message(case, g.user)
        commit()
    except Invalid as refusal:
        rollback()
        flash(str(refusal), "bad")
        return _form(case), 422
    flash(_("Fichier reçu : la demande reprend son cours."), "good")
    return redirect(url_for("reporting.case", case_id=case.id), 303)


def _bring(case: Case) -> None:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(_("Aucun fichier n'a été choisi."))
    chosen = request.form.get("replaces", "")
    bring(
        case,
        g.user,
        cast(BinaryIO, file.stream),
        file.filename,
        replaced=next((d for d in documents_of(case) if str(d.id) == chosen), None),
        note=request.form.get("note", "").strip() or _("Nouvelle numérisation jointe."),
        virus_scan=serving.virus_scan_is_configured(),
    )


def _form(case: Case):
    return render_template(
        "intake/supplement.html",
        case=case,
        papers=[(document, pages_of(document)) for document in documents_of(case)],
        question=next((p.question for p in pauses_of(case) if p.ended_at is None), ""),
        max_mb=LIMITS.file_bytes >> 20,
    )
