"""The contractor's door: what it may bill, its bills, its answers to disputes."""

from datetime import date
from decimal import Decimal

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock, sheets
from app.accounts.permissions import Permission, requires
from app.db import commit, rollback
from app.errors import DomainError, NotFound
from app.i18n import _, label, language_name
from app.payables import billable_queries, operations, queries, uploads
from app.payables.billable_queries import BillableOrder
from app.payables.blueprint import bp
from app.payables.forms import BillForm, UploadForm
from app.payables.models import Bill, BillLine, BillSource
from app.payables.operations import Heading
from app.payables.penalty_queries import penalty_files
from app.payables.rules import Billed, month_after, month_of


def asked_month(otherwise: date | None = None) -> date:
    try:
        return date.fromisoformat(f"{request.values.get('month', '')}-01")
    except ValueError:
        return month_of(otherwise or clock.today())


@bp.get("/orders/billable")
@requires(Permission.BILL_SUBMIT)
def billable() -> str | Response:
    """Returns accepted in a month: what may be billed, what already is, what became of it."""
    month = asked_month()
    rows = billable_queries.in_month(g.user.contractor_id, month)
    if (kind := request.args.get("format")) in sheets.FORMATS:
        return _billable_sheet(str(kind), month, rows)
    return render_template(
        "payables/billable.html",
        month=month,
        rows=rows,
        sums=billable_queries.sums(g.user.contractor_id, rows),
        left=billable_queries.left_over(g.user.contractor_id, month),
        is_current=month <= clock.today() < month_after(month),
    )


def _billable_sheet(kind: str, month: date, rows: list[BillableOrder]) -> Response:
    header = (_("Commande"), _("Demande"), _("Langue"), _("Mots"), _("Service fait le"),
              _("Montant HT (€)"), _("Quantité"), _("Unité"), _("Prix unitaire"), _("État"),
              _("Facture"))  # fmt: skip
    cells = (
        (row.order.number, row.order.case.reference, language_name(row.order.case.language),
         row.order.case.words, row.order.fulfilled_at, row.amount, row.first_line["quantity"],
         row.first_line["unit"], Decimal(str(row.first_line["unit_price"])), label(row.state),
         row.claim.number if row.claim else "")
        for row in rows
    )  # fmt: skip
    return sheets.answer(kind, f"a-facturer-{month:%Y-%m}", header, cells)


@bp.get("/bills/own")
@requires(Permission.BILL_SUBMIT)
def own_bills() -> str:
    return render_template(
        "payables/own.html",
        rows=queries.bills(g.user.contractor_id),
        files=penalty_files(g.user.contractor_id),
    )


@bp.get("/bills/new")
@requires(Permission.BILL_SUBMIT)
def new_bill() -> str:
    return _new(BillForm(vat_rate=20, issued_on=clock.today()), UploadForm(vat_rate=20))


def _new(form: BillForm, upload: UploadForm) -> str:
    month = asked_month()
    own = g.user.contractor_id
    rows = [*billable_queries.left_over(own, month), *billable_queries.in_month(own, month)]
    return render_template(
        "payables/new.html",
        month=month,
        rows=[row for row in rows if row.may_be_billed],
        form=form,
        upload=upload,
    )


@bp.post("/bills")
@requires(Permission.BILL_SUBMIT)
def submit_bill() -> str | Response | tuple[str, int]:
    """A bill made of orders ticked: its lines are those of the accepted figures."""
    form = BillForm()
    if not form.validate_on_submit():
        return _new(form, UploadForm(formdata=None)), 422
    try:
        chosen = billable_queries.chosen_orders(g.user.contractor_id, request.form.getlist("order"))
    except ValueError:
        raise NotFound from None
    rate = (form.vat_rate.data or Decimal(0)) / 100
    heading = Heading(form.number.data or "", asked_month(), form.issued_on.data)
    billed = [_billed(row, rate) for row in chosen if row.may_be_billed]
    bill = operations.submit(g.user.contractor_id, g.user, heading, billed, BillSource.FORM)
    commit()
    flash(_("Facture %(number)s déposée.", number=bill.number), "good")
    return redirect(url_for("payables.bill", bill_id=bill.id), 303)


def _billed(row: BillableOrder, rate: Decimal) -> Billed:
    first = row.first_line
    return Billed(
        reference=row.order.number,
        net=row.amount,
        label=row.order.case.reference,
        quantity=Decimal(str(first["quantity"] or 0)),
        unit=str(first["unit"]),
        unit_price=Decimal(str(first["unit_price"])),
        vat_rate=rate,
    )


@bp.post("/bills/upload")
@requires(Permission.BILL_SUBMIT)
def upload_bill() -> str | Response | tuple[str, int]:
    form = UploadForm()
    if not form.validate_on_submit():
        return _new(BillForm(formdata=None, vat_rate=20), form), 422
    try:
        bill = uploads.submit_file(
            form.file.data.stream,
            g.user,
            asked_month(),
            form.number.data or "",
            form.issued_on.data,
            (form.vat_rate.data or Decimal(0)) / 100,
        )
        commit()
    except DomainError as problem:
        rollback()
        flash(str(problem), "bad")
        return _new(BillForm(formdata=None, vat_rate=20), form), 422
    flash(_("Facture %(number)s déposée.", number=bill.number), "good")
    return redirect(url_for("payables.bill", bill_id=bill.id), 303)


@bp.post("/bills/<uuid:bill_id>/withdraw")
@requires(Permission.BILL_OWN, load=queries.get_bill)
def withdraw_bill(bill: Bill) -> Response:
    operations.withdraw(bill, g.user)
    commit()
    flash(_("Facture retirée : ses commandes peuvent être facturées de nouveau."), "good")
    return redirect(url_for("payables.own_bills"), 303)


@bp.post("/bill-lines/<uuid:line_id>/answer")
@requires(Permission.BILL_OWN, load=queries.get_line)
def answer_line(line: BillLine) -> Response:
    operations.answer(line, g.user, request.form.get("answer", ""))
    commit()
    flash(_("Réponse enregistrée."), "good")
    return redirect(url_for("payables.bill", bill_id=line.bill_id), 303)
