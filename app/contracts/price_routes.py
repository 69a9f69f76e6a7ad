"""A holder's price schedule: dated prices, ended never overwritten; a table in, a table out."""

from decimal import Decimal
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for

from app import sheets
from app.accounts.permissions import Permission, requires
from app.catalogue.models import Direction
from app.catalogue.queries import offered_languages
from app.contracts import operations, queries, schedule
from app.contracts.blueprint import bp
from app.contracts.forms import EndPriceForm, PriceForm, ScheduleForm
from app.contracts.models import LotHolder, Unit, WorkKind
from app.db import commit, rollback
from app.errors import DomainError, Invalid
from app.i18n import _, ngettext

HUNDRED = Decimal(100)


@bp.get("/holders/<uuid:holder_id>")
@requires(Permission.CONTRACT_READ, load=queries.get_holder)
def holder(holder: LotHolder):
    if kind := request.args.get("format"):
        if kind not in sheets.FORMATS:
            abort(404)
        rows = schedule.as_rows(queries.prices_of(holder))
        name = f"bordereau-{holder.lot.contract.number}-lot{holder.lot.number}-{holder.rank}"
        return sheets.answer(kind, name, schedule.COLUMNS, rows)
    return _page(holder, PriceForm())


def _page(holder: LotHolder, form: PriceForm, status: int = 200, problems: list | None = None):
    form.language.choices = offered_languages()
    page = render_template(
        "contracts/holder.html",
        holder=holder,
        prices=queries.prices_of(holder),
        form=form,
        file_form=ScheduleForm(formdata=None),
        problems=problems or [],
    )
    return page, status


@bp.post("/holders/<uuid:holder_id>/prices")
@requires(Permission.PRICE_EDIT, load=queries.get_holder)
def set_price(holder: LotHolder):
    form = PriceForm()
    form.language.choices = offered_languages()
    if not form.validate_on_submit():
        return _page(holder, form, 422)
    operations.set_price(
        holder,
        g.user,
        language=form.language.data,
        direction=Direction(form.direction.data),
        kind=WorkKind(form.kind.data),
        unit=Unit(form.unit.data),
        amount=form.amount.data,
        minimum=form.minimum.data or Decimal("0.00"),
        urgency=(form.urgency.data or 0) / HUNDRED,
        near_identical=(form.near_identical.data or 0) / HUNDRED,
        vat_rate=(HUNDRED / 5 if form.vat.data is None else form.vat.data) / HUNDRED,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )
    commit()
    flash(_("Prix enregistré."), "good")
    return redirect(url_for("contracts.holder", holder_id=holder.id), 303)


@bp.post("/holders/<uuid:holder_id>/prices/<uuid:price_id>/end")
@requires(
    Permission.PRICE_EDIT, load=lambda holder_id, price_id: queries.get_price(holder_id, price_id)
)
def end_price(price):
    form = EndPriceForm()
    if not form.validate_on_submit():
        raise Invalid(_("Indiquez la date à partir de laquelle ce prix ne vaut plus."))
    operations.end_price(price, g.user, form.ends_on.data)
    commit()
    flash(_("Prix terminé ; ce qui a été commandé garde le sien."), "good")
    return redirect(url_for("contracts.holder", holder_id=price.lot_holder_id), 303)


@bp.post("/holders/<uuid:holder_id>/schedule")
@requires(Permission.PRICE_EDIT, load=queries.get_holder)
def import_schedule(holder: LotHolder):
    """All the rows or none: what is wrong is said line by line."""
    identity: UUID = holder.id
    form = ScheduleForm()
    if not form.validate_on_submit():
        raise Invalid(_("Choisissez un fichier CSV ou XLSX."))
    rows = schedule.read(form.file.data.filename or "", form.file.data.read())
    terms, problems = schedule.parse(rows, [code for code, _name in offered_languages()])
    for number, row in enumerate(terms if not problems else [], start=2):
        try:
            operations.set_price(holder, g.user, **row)
        except DomainError as refusal:
            problems.append(schedule.Problem(number, str(refusal)))
    if problems:
        rollback()
        return _page(queries.get_holder(identity), PriceForm(formdata=None), 422, problems)
    commit()
    flash(ngettext("%(num)d prix ajouté.", "%(num)d prix ajoutés.", len(terms)), "good")
    return redirect(url_for("contracts.holder", holder_id=identity), 303)
