"""The second reading: compare, correct, send back."""

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import get_case, messages_of
from app.db import commit, rollback
from app.errors import Invalid
from app.i18n import _
from app.intake.queries import documents_of
from app.prescreen.places import marks_of
from app.prescreen.queries import readings_of
from app.translation import labels_checks, operations, queries
from app.translation.acts import ACTS, CALENDARS, act_for
from app.translation.blueprint import bp
from app.translation.typing_routes import typed
from app.translation.viewing import returned_sheets, returned_text, sheets


@bp.get("/revisions")
@requires(Permission.REVISION_QUEUE)
def revision_queue():
    return render_template("translation/revisions.html", rows=queries.revision_queue(g.user))


@bp.get("/revisions/<uuid:case_id>")
@requires(Permission.CASE_REVISE, load=get_case)
def revision(case: Case):
    last = queries.last_return(case)
    readings = readings_of(case)
    read = [readings[d.id] for d in documents_of(case) if d.id in readings]
    return render_template(
        "translation/revision.html",
        case=case,
        last=last,
        act=ACTS.get(last.act, act_for(case.document_type)) if last else act_for(None),
        calendars=CALENDARS,
        sheets=sheets(case, "revision"),
        text=returned_text(last) if last else "",
        returned=returned_sheets(last) if last else [],
        messages=messages_of(case),
        returns=queries.returns_of(case),
        revisions=queries.revisions_of(case),
        checks=labels_checks.CHECKS,
        readings=read,
        marks=marks_of(read),
        mine=case.status is CaseStatus.IN_REVISION and case.reviser_id == g.user.id,
    )


@bp.post("/revisions/<uuid:case_id>/take")
@requires(Permission.CASE_REVISE, load=get_case)
def take(case: Case):
    operations.take(case, g.user)
    commit()
    return redirect(url_for("translation.revision", case_id=case.id), 303)


@bp.post("/revisions/<uuid:case_id>/send-back")
@requires(Permission.CASE_CERTIFY, load=get_case)
def send_back(case: Case):
    operations.send_back(case, g.user, request.form.get("comment", ""))
    commit()
    flash(_("Renvoyée au traducteur avec votre remarque."), "good")
    return redirect(url_for("translation.revision_queue"), 303)


@bp.post("/revisions/<uuid:case_id>/correct")
@requires(Permission.CASE_CERTIFY, load=get_case)
def correct(case: Case):
    file = request.files.get("file")
    try:
        if file and file.filename:
            operations.correct_file(case, g.user, file.stream, file.filename)
        else:
            operations.correct(case, g.user, *typed())
    except Invalid as problem:
        rollback()
        flash(str(problem), "bad")
        return redirect(url_for("translation.revision", case_id=case.id), 303)
    commit()
    flash(_("Votre version est enregistrée ; celle du traducteur est conservée."), "good")
    return redirect(url_for("translation.revision", case_id=case.id), 303)
