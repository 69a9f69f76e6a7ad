"""Returns by contractors: one order's, or many files matched by their names."""

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.assignment.models import PurchaseOrder
from app.assignment.queries import accepted_orders_of, order_of
from app.cases.lifecycle import CaseStatus
from app.db import commit, rollback
from app.errors import Invalid
from app.i18n import _
from app.lifecycle import InvalidTransition
from app.translation import bulk, operations, queries
from app.translation.acts import ACTS, CALENDARS
from app.translation.blueprint import bp
from app.translation.typing_routes import chosen_act, keep_typed, saved_sentence, typed
from app.translation.viewing import sheets


@bp.route("/orders/<uuid:order_id>/return", methods=["GET", "POST"])
@requires(Permission.ORDER_OWN, load=order_of)
def return_order(order: PurchaseOrder):
    case = order.case
    if request.method == "POST":
        return _take(order)
    last, copy = queries.last_return(case), queries.working_copy(case, g.user)
    return render_template(
        "translation/return_order.html",
        order=order,
        case=case,
        act=chosen_act(case, copy.act if copy else (last.act if last else "")),
        acts=ACTS.values(),
        calendars=CALENDARS,
        fields=copy.fields if copy else (last.fields if last else {}),
        saved_at=saved_sentence(copy) if copy else "",
        sheets=sheets(case, "order"),
        returns=queries.returns_of(case),
        revisions=queries.revisions_of(case),
        editable=case.status is CaseStatus.IN_PROGRESS and order.is_live,
    )


@bp.post("/orders/<uuid:order_id>/save")
@requires(Permission.ORDER_OWN, load=order_of)
def save_order(order: PurchaseOrder):
    if not order.is_live:
        raise InvalidTransition
    return keep_typed(order.case)


def _take(order: PurchaseOrder):
    case, file = order.case, request.files.get("file")
    if not order.is_live:
        raise InvalidTransition
    note = request.form.get("note", "")
    try:
        if file and file.filename:
            operations.hand_in_file(case, g.user, file.stream, file.filename, note)
        elif "act" in request.form:
            keep_typed(case)
            operations.hand_in_form(case, g.user, *typed(), note)
        else:
            raise Invalid(_("Joignez la traduction, ou remplissez le formulaire."))
    except Invalid as problem:
        rollback()
        flash(str(problem), "bad")
        return redirect(url_for("translation.return_order", order_id=order.id), 303)
    commit()
    flash(_("Traduction de %(reference)s remise.", reference=case.reference), "good")
    return redirect(url_for("assignment.orders"), 303)


@bp.route("/orders/returns", methods=["GET", "POST"])
@requires(Permission.ORDER_LIST)
def return_many():
    """Files named by the references of their cases; each is told what became of it."""
    outcomes = []
    for file in request.files.getlist("file"):
        if not file.filename:
            continue
        orders = accepted_orders_of(g.user.contractor_id)
        outcome = bulk.take_one(file.stream, file.filename, orders, g.user)
        (commit if outcome.taken else rollback)()
        outcomes.append(outcome)
    return render_template("translation/return_many.html", outcomes=outcomes)
