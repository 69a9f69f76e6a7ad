"""The list of cases, and what is said and decided on one of them."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock, sheets
from app.accounts.models import BODY_ROLES, INSTITUTION_ROLES
from app.accounts.permissions import Permission, requires
from app.audit import operations as audit
from app.cases import export, listing, notices, operations, words
from app.cases.forms import DecisionForm, MessageForm, filters_from
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case, CaseKind
from app.cases.queries import get_case
from app.catalogue.queries import offered_languages
from app.db import commit
from app.errors import Invalid
from app.i18n import _, label

bp = Blueprint("cases", __name__)
BLUEPRINTS = (bp,)
bp.add_app_template_filter(words.plain_status)
WAITING_SHOWN = 6
SHOWN = {"q", "scope", "status", "language", "kind", "late", "sort"}  # the fields of the form


@bp.get("/cases")
@requires(Permission.CASE_LIST)
def index() -> str | Response:
    wanted, now = filters_from(request.args), clock.now()
    if (kind := request.args.get("format")) in sheets.FORMATS:
        return _export(kind, wanted, now)
    page, waiting = listing.page(g.user, wanted, now, request.args.get("after")), None
    if wanted.is_default and not request.args.get("after"):
        waiting = _waiting(now)
    shown = [*page.rows, *(waiting.rows[:WAITING_SHOWN] if waiting else [])]
    return render_template(
        "cases/index.html",
        page=page,
        wanted=wanted,
        waiting=waiting,
        unread=listing.unread_among(shown, by_institution=g.user.role in INSTITUTION_ROLES),
        for_body=g.user.role in BODY_ROLES,
        choices=_choices(g.user.role in BODY_ROLES),
        kept=[(name, text) for name, text in wanted.as_args().items() if name not in SHOWN],
        said=words.of(wanted, g.user.role in BODY_ROLES),
        is_first=not request.args.get("after"),
    )


def _choices(for_body: bool) -> dict[str, list[tuple[str, str]]]:
    enums = {"scope": listing.Scope, "kind": CaseKind}
    choices = {name: [(m.value, label(m)) for m in enum] for name, enum in enums.items()}
    if for_body:
        choices["status"] = [(status.value, label(status)) for status in CaseStatus]
    else:
        choices["status"] = [(s.value, words.plain_status(s)) for s in words.FOR_FUNDS]
    return choices | {"language": offered_languages()}


def _waiting(now: datetime) -> listing.Page | None:
    """What waits for the reader, on top of the list they open with."""
    found = listing.page(g.user, listing.Filters(waiting=True), now)
    return found if found.rows else None


def _export(kind: str, wanted: listing.Filters, now: datetime) -> Response:
    rows, columns = listing.every(g.user, wanted, now), export.columns_for(g.user)
    titles = [column.title for column in columns]
    cells = ([column.read(row) for column in columns] for row in rows)
    answer = sheets.answer(kind, "demandes", titles, cells)  # before the commit expires the rows
    audit.record("case.export", None, g.user, format=kind, rows=len(rows))
    commit()
    return answer


def _case_page(case: Case, anchor: str = "") -> Response:
    return redirect(url_for("reporting.case", case_id=case.id, _anchor=anchor or None), 303)


def _say(case: Case, form: MessageForm, act: Callable[[str], None], done: str) -> Response:
    """Do what the form asks; a refusal is told on the page of the case, and nothing is lost."""
    try:
        if not form.validate_on_submit():
            raise Invalid(next(iter(form.errors.values()))[0])
        act(form.body.data or "")
        commit()
        flash(done, "success")
    except Invalid as refusal:
        flash(str(refusal), "danger")
    return _case_page(case, "messages")


@bp.post("/cases/<uuid:case_id>/messages")
@requires(Permission.CASE_MESSAGE, load=get_case)
def post_message(case: Case) -> Response:
    def act(body: str) -> None:
        operations.post_message(case, g.user, body)
        notices.tell_of_message(case, g.user)

    return _say(case, MessageForm(), act, _("Message envoyé."))


@bp.post("/cases/<uuid:case_id>/ask")
@requires(Permission.CASE_ASK, load=get_case)
def ask(case: Case) -> Response:
    def act(body: str) -> None:
        operations.ask_institution(case, g.user, body)
        notices.tell_of_question(case)

    return _say(case, MessageForm(), act, _("Question envoyée. Le délai est suspendu."))


@bp.post("/cases/<uuid:case_id>/answer")
@requires(Permission.CASE_MESSAGE, load=get_case)
def answer(case: Case) -> Response:
    def act(body: str) -> None:
        operations.answer(case, g.user, body)
        notices.tell_of_message(case, g.user)

    return _say(case, MessageForm(), act, _("Réponse envoyée. Le délai court à nouveau."))


@bp.post("/cases/<uuid:case_id>/cancel")
@requires(Permission.CASE_CANCEL, load=get_case)
def cancel(case: Case) -> Response:
    def act(body: str) -> None:
        operations.cancel(case, g.user, body)

    return _say(case, MessageForm(), act, _("Demande annulée."))


@bp.post("/cases/<uuid:case_id>/correction")
@requires(Permission.CASE_CORRECT, load=get_case)
def request_correction(case: Case) -> Response:
    def act(body: str) -> None:
        operations.request_correction(case, g.user, body)
        notices.tell_of_correction(case)

    return _say(case, MessageForm(), act, _("Correction demandée. Vous serez prévenu de la suite."))


@bp.post("/cases/<uuid:case_id>/correction/decision")
@requires(Permission.CASE_CORRECTION_DECIDE, load=get_case)
def decide_correction(case: Case) -> Response:
    form = DecisionForm()

    def act(body: str) -> None:
        if form.decision.data == "accept":
            operations.accept_correction(case, g.user, body)
        else:
            operations.refuse_correction(case, g.user, body)
        notices.tell_of_message(case, g.user)

    return _say(case, form, act, _("Décision enregistrée."))
