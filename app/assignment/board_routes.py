"""The coordinator's board: the stock, who can take it, and moving it with the cost shown first."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.permissions import Permission, requires
from app.assignment import moves, operations
from app.assignment.blueprint import bp
from app.assignment.board_queries import (
    BATCH,
    Stock,
    cases_among,
    every_holder,
    stock_counts,
    stock_page,
)
from app.assignment.notices import tell_of_offer, tell_translator
from app.assignment.order_queries import offers_by_deadline
from app.assignment.queries import all_candidates, live_order
from app.assignment.recalls import recallable
from app.cases.models import Case
from app.cases.queries import get_case
from app.catalogue.queries import offered_languages
from app.db import commit, rollback
from app.errors import DomainError, Invalid
from app.i18n import _, ngettext


@bp.get("/assignment")
@requires(Permission.ASSIGNMENT_MANAGE)
def board() -> str:
    now, stock = clock.now(), _stock()
    language = request.args.get("language", "")
    found = stock_page(
        stock, now, language, _id("translator"), _id("contractor"), request.args.get("after")
    )
    return render_template(
        "assignment/board.html",
        stock=stock,
        counts=stock_counts(now),
        page=found,
        proposals=operations.propose_each(found.rows) if stock is Stock.READY else {},
        offers=offers_by_deadline(),
        recalls={order.case_id for order in recallable(now)},
        language=language,
        language_choices=offered_languages(),
        batch=BATCH,
        **_takers(),
    )


def _stock() -> Stock:
    asked = request.args.get("stock", "")
    return Stock(asked) if asked in set(Stock) else Stock.READY


def _id(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _takers() -> dict[str, list]:
    translators, holders = all_candidates(clock.today()), every_holder()
    return {
        "translators": translators,
        "holders": holders,
        "translator_choices": [(person.user_id, person.name) for person in translators],
        "contractor_choices": list({(h.contractor_id, h.contractor.name): 0 for h in holders}),
    }


@bp.post("/assignment")
@requires(Permission.ASSIGNMENT_MANAGE)
def assign() -> str | Response:
    """Without `confirm`, show the cost and the dates; with it, do it."""
    cases = cases_among(request.form.getlist("case"))
    if not cases:
        flash(_("Cochez au moins une demande."), "warning")
        return redirect(url_for("assignment.board"), 303)
    to = moves.Destination.read(request.form.get("to", ""))
    if request.form.get("confirm") == "1":
        return _carry_out([case.id for case in cases], to)
    lines = [moves.preview(case, to) for case in cases]
    moves.Destination(moves.RULE)
    return render_template(
        "assignment/confirm.html",
        lines=[line for line in lines if not line.problem],
        usual={
            line.case.id: moves.preview(line.case, moves.Destination(moves.RULE)) for line in lines
        },
        refused=[line for line in lines if line.problem],
        total=sum((line.cost or 0 for line in lines), start=0),
        to=to,
        to_text=request.form["to"],
        reason=request.form.get("reason", "")[:300],
    )


def _carry_out(case_ids: list[UUID], to: moves.Destination) -> Response:
    """One transaction a case: what was taken meanwhile does not spoil the rest."""
    reason, refused, done = request.form.get("reason", "")[:300], [], 0
    for case_id in case_ids:
        case = get_case(case_id)
        reference = case.reference
        try:
            moves.move(case, to, g.user, reason)
            _tell(case)
            commit()
            done += 1
        except DomainError as error:
            rollback()
            refused.append(f"{reference} : {error}")
    return _told(done, refused)


def _tell(case: Case) -> None:
    if case.translator:
        tell_translator(case.translator)
    elif order := live_order(case):
        tell_of_offer(order)


def _told(done: int, refused: list[str]) -> Response:
    if done:
        said = ngettext("%(num)d demande déplacée.", "%(num)d demandes déplacées.", done)
        flash(said, "success")
    for line in refused[:10]:
        flash(line, "warning")
    return redirect(url_for("assignment.board"), 303)


@bp.post("/assignment/<uuid:case_id>/withdraw")
@requires(Permission.ASSIGNMENT_MANAGE, load=get_case)
def withdraw(case: Case) -> Response:
    """Take one case back into the stock, from its own page."""
    try:
        operations.withdraw(case, g.user)
        commit()
        flash(_("Demande reprise ; elle est de nouveau à affecter."), "success")
    except Invalid as refusal:
        rollback()
        flash(str(refusal), "danger")
    return redirect(url_for("reporting.case", case_id=case.id), 303)
