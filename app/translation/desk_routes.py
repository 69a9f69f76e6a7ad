"""The translator's desk: the queue, the workspace, handing in."""

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import get_case
from app.db import commit
from app.errors import Invalid
from app.i18n import _, short_datetime
from app.intake.queries import documents_of
from app.prescreen.queries import readings_of
from app.translation import operations, queries
from app.translation.acts import ACTS, act_for
from app.translation.blueprint import bp
from app.translation.proposals import proposals
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
    act, copy, last = act_for(case.document_type), None, queries.last_return(case)
    copy = queries.working_copy(case, g.user)
    chosen = ACTS.get(request.args.get("act", ""), ACTS[copy.act] if copy else act)
    readings = readings_of(case)
    return render_template(
        "translation/workspace.html",
        case=case,
        act=chosen,
        acts=ACTS.values(),
        fields=copy.fields if copy else (last.fields if last else {}),
        copy=copy,
        sheets=sheets(case, "translation"),
        readings=[readings[d.id] for d in documents_of(case) if d.id in readings],
        proposals=proposals(chosen, case.document_type, readings.values()),
        returns=queries.returns_of(case),
        revisions=queries.revisions_of(case),
        similar=queries.similar_delivered(case),
        following=queries.next_case_for(g.user, after=case),
        editable=case.status in queries.ON_DESK,
    )


@bp.post("/work/<uuid:case_id>/start")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def start(case: Case):
    operations.start(case, g.user)
    commit()
    return redirect(url_for("translation.workspace", case_id=case.id), 303)


def typed() -> tuple[str, dict[str, str]]:
    act = request.form.get("act", "")
    if act not in ACTS:
        raise Invalid
    return act, request.form.to_dict()


@bp.post("/work/<uuid:case_id>/save")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def save(case: Case):
    copy = operations.save(case, g.user, *typed())
    commit()
    return _("Enregistré le %(moment)s", moment=short_datetime(copy.saved_at))


@bp.post("/work/<uuid:case_id>/deliver")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def deliver(case: Case):
    act, fields = typed()
    operations.save(case, g.user, act, fields)
    commit()  # whatever is missing, what was typed is kept
    try:
        operations.hand_in_form(case, g.user, act, fields, request.form.get("note", ""))
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
