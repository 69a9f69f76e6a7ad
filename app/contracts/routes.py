"""Framework contracts: lots, holders, dated prices, and how much of the ceiling is used."""

from decimal import Decimal

from flask import Blueprint, flash, g, redirect, render_template, url_for

from app.accounts.permissions import Permission, requires
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.catalogue.queries import offered_languages
from app.contracts import operations, queries
from app.contracts.forms import DelayForm, PriceForm
from app.contracts.models import DelayCalendar, FrameworkContract, LotHolder, Unit
from app.db import commit
from app.i18n import _

bp = Blueprint("contracts", __name__)
BLUEPRINTS = (bp,)


@bp.get("/contracts")
@requires(Permission.CONTRACT_READ)
def index():
    return render_template("contracts/index.html", rows=queries.contracts())


@bp.get("/contracts/<uuid:contract_id>")
@requires(Permission.CONTRACT_READ, load=queries.get_contract)
def contract(contract: FrameworkContract):
    return render_template(
        "contracts/contract.html", contract=contract, form=DelayForm(obj=contract)
    )


@bp.post("/contracts/<uuid:contract_id>/delay")
@requires(Permission.PRICE_EDIT, load=queries.get_contract)
def set_delay(contract: FrameworkContract):
    form = DelayForm()
    if not form.validate_on_submit():
        return render_template("contracts/contract.html", contract=contract, form=form), 422
    operations.set_delay(
        contract,
        g.user,
        days=form.delay_days.data,
        calendar=DelayCalendar(form.delay_calendar.data),
        country=form.delay_country.data,
    )
    commit()
    flash(_("Délai enregistré : il vaut pour les commandes à venir."), "good")
    return redirect(url_for("contracts.contract", contract_id=contract.id), 303)


@bp.get("/holders/<uuid:holder_id>")
@requires(Permission.CONTRACT_READ, load=queries.get_holder)
def holder(holder: LotHolder):
    return _page(holder, PriceForm())


def _page(holder: LotHolder, form: PriceForm, status: int = 200):
    form.language.choices = offered_languages()
    page = render_template(
        "contracts/holder.html", holder=holder, prices=queries.prices_of(holder), form=form
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
        kind=CaseKind(form.kind.data),
        unit=Unit(form.unit.data),
        amount=form.amount.data,
        minimum=form.minimum.data or Decimal("0.00"),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )
    commit()
    flash(_("Prix enregistré."), "good")
    return redirect(url_for("contracts.holder", holder_id=holder.id), 303)
