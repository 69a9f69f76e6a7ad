"""The contractor's door: its own orders, by due date; nobody else's exist for it."""

import tempfile
from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from app import clock, web
from app.accounts.permissions import Permission, requires
from app.assignment import batches, operations
from app.assignment.blueprint import bp
from app.assignment.forms import DeclineForm
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import PurchaseOrder
from app.assignment.order_queries import (
    BATCH,
    Tab,
    orders_in,
    own_orders,
    tab_counts,
)
from app.assignment.queries import order_of
from app.audit.models import AccessKind
from app.audit.operations import record_access
from app.catalogue.queries import offered_languages
from app.db import commit, rollback
from app.errors import Conflict, Invalid
from app.i18n import _, ngettext
from app.intake.queries import documents_of, pages_of


@bp.get("/orders")
@requires(Permission.ORDER_LIST)
def orders() -> str:
    now, tab = clock.now(), _tab()
    language = request.args.get("language", "")
    found = orders_in(g.user.contractor_id, tab, now, language, request.args.get("after"))
    return render_template(
        "assignment/orders.html",
        tab=tab,
        tabs=tab_counts(g.user.contractor_id, now),
        page=found,
        language=language,
        languages=offered_languages(),
        form=DeclineForm(),
        batch=BATCH,
    )


def _tab() -> Tab:
    asked = request.values.get("tab", "")
    return Tab(asked) if asked in set(Tab) else Tab.OFFERED


@bp.get("/orders/<uuid:order_id>")
@requires(Permission.ORDER_OWN, load=order_of)
def order(row: PurchaseOrder) -> str:
    documents = documents_of(row.case) if may_open(row) else []
    return render_template(
        "assignment/order.html",
        order=row,
        documents=[(document, pages_of(document)) for document in documents],
        form=DeclineForm(),
    )


def may_open(order: PurchaseOrder) -> bool:
    """The scans of an order that was declined, lost or taken back are closed to its contractor."""
    held = order.is_live or order.status is OrderStatus.FULFILLED
    return held and order.case.contractor_id == order.contractor_id


@bp.post("/orders/<uuid:order_id>/accept")
@requires(Permission.ORDER_OWN, load=order_of)
def accept_order(row: PurchaseOrder) -> Response:
    operations.accept_order(row, g.user)
    commit()
    flash(_("Commande %(number)s acceptée.", number=row.number), "success")
    return redirect(url_for("assignment.order", order_id=row.id), 303)


@bp.post("/orders/<uuid:order_id>/decline")
@requires(Permission.ORDER_OWN, load=order_of)
def decline_order(row: PurchaseOrder) -> Response:
    form = DeclineForm()
    if not form.validate_on_submit():
        flash(form.reason.errors[0], "danger")
        return redirect(url_for("assignment.order", order_id=row.id), 303)
    operations.decline_order(row, g.user, form.reason.data or "")
    commit()
    flash(_("Commande %(number)s déclinée.", number=row.number), "success")
    return redirect(url_for("assignment.orders"), 303)


@bp.post("/orders/accept")
@requires(Permission.ORDER_LIST)
def accept_orders() -> Response:
    done, lost = _each(lambda row: operations.accept_order(row, g.user))
    said = ngettext("%(num)d commande acceptée.", "%(num)d commandes acceptées.", done)
    return _told(said, done, lost)


@bp.post("/orders/decline")
@requires(Permission.ORDER_LIST)
def decline_orders() -> Response:
    form = DeclineForm()
    if not form.validate_on_submit():
        flash(form.reason.errors[0], "danger")
        return redirect(url_for("assignment.orders"), 303)
    reason = form.reason.data or ""
    done, lost = _each(lambda row: operations.decline_order(row, g.user, reason))
    said = ngettext("%(num)d commande déclinée.", "%(num)d commandes déclinées.", done)
    return _told(said, done, lost)


def _chosen() -> list[PurchaseOrder]:
    return own_orders(g.user.contractor_id, request.form.getlist("order"))


def _each(act: Callable[[PurchaseOrder], None]) -> tuple[int, int]:
    """One transaction an order: what was answered meanwhile does not spoil the rest."""
    done = lost = 0
    for order_id in [row.id for row in _chosen()]:
        try:
            act(order_of(order_id))
            commit()
            done += 1
        except Conflict:
            rollback()
            lost += 1
    return done, lost


def _told(said: str, done: int, lost: int) -> Response:
    if done:
        flash(said, "success")
    if lost:
        missed = ngettext(
            "%(num)d commande n'attendait plus de réponse.",
            "%(num)d commandes n'attendaient plus de réponse.",
            lost,
        )
        flash(missed, "warning")
    if not done and not lost:
        flash(_("Cochez au moins une commande."), "warning")
    return redirect(url_for("assignment.orders", tab=_tab()), 303)


@bp.post("/orders/download")
@requires(Permission.ORDER_LIST)
def download_orders() -> Response:
    """The scans of the chosen orders in one zip; each of them is a download on record."""
    chosen = [row for row in _chosen() if may_open(row)]
    if not chosen:
        raise Invalid(_("Cochez au moins une commande dont les pièces vous sont ouvertes."))
    batch = batches.pieces(chosen)
    for row, document in batch:
        record_access(
            g.user,
            AccessKind.DOWNLOAD,
            document.sha256,
            address=web.address(),
            purpose="order",
            case_id=row.case_id,
            document_id=document.id,
        )
    out = tempfile.TemporaryFile(prefix="orders-")  # noqa: SIM115 (the answer closes it)
    batches.write(out, batch)
    commit()
    out.seek(0)
    name = f"commandes-{clock.today().isoformat()}.zip"
    return send_file(out, "application/zip", as_attachment=True, download_name=name)
