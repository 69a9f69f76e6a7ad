"""Returns by contractors: one order's, or many files matched by their names."""

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.assignment.models import PurchaseOrder
from app.assignment.queries import accepted_orders_of, order_of
from app.audit.models import AccessKind
from app.db import commit, rollback
from app.errors import Invalid
from app.i18n import _
from app.intake.serving import serve_plain
from app.translation import bulk, operations, queries
from app.translation.acts import ACTS, act_for
from app.translation.blueprint import bp
from app.translation.files import SUFFIX
from app.translation.viewing import sheets


@bp.route("/orders/<uuid:order_id>/return", methods=["GET", "POST"])
@requires(Permission.ORDER_OWN, load=order_of)
def return_order(order: PurchaseOrder):
    case = order.case
    if request.method == "POST":
        return _take(order)
    last = queries.last_return(case)
    act = ACTS.get(request.args.get("act", ""), act_for(case.document_type))
    return render_template(
        "translation/return_order.html",
        order=order,
        case=case,
        act=act,
        acts=ACTS.values(),
        fields=last.fields if last else {},
        sheets=sheets(case, "order"),
        revisions=queries.revisions_of(case),
    )


def _take(order: PurchaseOrder):
    case, file = order.case, request.files.get("file")
    note = request.form.get("note", "")
    if file and file.filename:
        operations.hand_in_file(case, g.user, file.stream, file.filename, note)
    elif (act := request.form.get("act", "")) in ACTS:
        operations.hand_in_form(case, g.user, act, request.form.to_dict(), note)
    else:
        raise Invalid(_("Joignez la traduction, ou remplissez le formulaire."))
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


@bp.get("/returns/<uuid:return_id>")
@requires(Permission.RETURN_READ, load=lambda return_id: queries.get_return(return_id))
def returned_file(version):
    """A returned file, as handed in."""
    if version.sha256 is None:
        raise Invalid(_("Cette traduction est un formulaire : elle n'a pas de fichier."))
    name = f"{version.case.reference}-v{version.version}.{SUFFIX[version.mime]}"
    return serve_plain(
        version.sha256, version.mime, AccessKind.DOWNLOAD, "revision", version.case_id, name
    )
