"""The translator's desk: the queue, the workspace, handing in."""

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import get_case, messages_of
from app.db import commit
from app.errors import Invalid
from app.i18n import _
from app.intake.queries import documents_of
from app.prescreen.places import marks_of
from app.prescreen.queries import readings_of
from app.translation import operations, queries
from app.translation.acts import ACTS, CALENDARS
from app.translation.blueprint import bp
from app.translation.proposals import dates_read, proposals
from app.translation.typing_routes import chosen_act, keep_typed, saved_sentence, typed
from app.translation.viewing import sheets


@bp.get("/work")
@requires(Permission.QUEUE_OWN)
def queue():
    return render_template(
        "translation/queue.html",
        rows=queries.queue_of(g.user),
        size=queries.queue_size(g.user),
        first=queries.next_case_for(g.user),
    )


@bp.post("/work/next")
@requires(Permission.QUEUE_OWN)
def next():
    case = queries.next_case_for(g.user)
    if case is None:
        return redirect(url_for("translation.queue"), 303)
    if case.status is CaseStatus.ASSIGNED:
        operations.start(case, g.user)
        commit()
    return redirect(url_for("translation.workspace", case_id=case.id), 303)


@bp.get("/work/<uuid:case_id>")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def workspace(case: Case):
    copy, last = queries.working_copy(case, g.user), queries.last_return(case)
    act = chosen_act(case, copy.act if copy else (last.act if last else ""))
    readings, documents = readings_of(case), documents_of(case)
    read = [readings[d.id] for d in documents if d.id in readings]
    return render_template(
        "translation/workspace.html",
        case=case,
        act=act,
        acts=ACTS.values(),
        calendars=CALENDARS,
        fields=copy.fields if copy else (last.fields if last else {}),
        copy=copy,
        saved_at=saved_sentence(copy) if copy else "",
        sheets=sheets(case, "translation"),
        documents=documents,
        readings=read,
        proposals=proposals(act, case.document_type, read),
        dates=dates_read(read),
        marks=marks_of(read),
        returns=queries.returns_of(case),
        revisions=queries.revisions_of(case),
        messages=messages_of(case),
        similar=queries.similar_delivered(case),
        editable=case.status in queries.ON_DESK,
    )


@bp.post("/work/<uuid:case_id>/start")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def start(case: Case):
    operations.start(case, g.user)
    commit()
    return redirect(url_for("translation.workspace", case_id=case.id), 303)


@bp.post("/work/<uuid:case_id>/save")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def save(case: Case):
    return keep_typed(case)


@bp.post("/work/<uuid:case_id>/deliver")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def deliver(case: Case):
    keep_typed(case)  # whatever is missing, what was typed is kept
    try:
        operations.hand_in_form(case, g.user, *typed(), request.form.get("note", ""))
    except operations.Incomplete as problem:
        flash(str(problem), "bad")
        return redirect(url_for("translation.workspace", case_id=case.id), 303)
    commit()
    return _next_one(case)


@bp.post("/work/<uuid:case_id>/file")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def deliver_file(case: Case):
    file = request.files.get("file")
    if not file or not file.filename:
        raise Invalid(_("Aucun fichier n'a été choisi."))
    note = request.form.get("note", "")
    operations.hand_in_file(case, g.user, file.stream, file.filename, note)
    commit()
    return _next_one(case)


@bp.post("/work/<uuid:case_id>/supplied")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def deliver_supplied(case: Case):
    """Certification: say which of the fund's files is the translation to validate."""
    chosen = request.form.get("document", "")
    document = {str(d.id): d for d in documents_of(case)}.get(chosen)
    if document is None:
        raise operations.NotSupplied
    operations.hand_in_supplied(case, g.user, document, request.form.get("note", ""))
    commit()
    return _next_one(case)


def _next_one(case: Case):
    flash(_("Traduction de %(reference)s remise.", reference=case.reference), "good")
    following = queries.next_case_for(g.user, after=case)
    if following and following.status is CaseStatus.IN_PROGRESS:
        return redirect(url_for("translation.workspace", case_id=following.id), 303)
    if following:
        operations.start(following, g.user)
        commit()
        return redirect(url_for("translation.workspace", case_id=following.id), 303)
    return redirect(url_for("translation.queue"), 303)
