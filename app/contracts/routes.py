"""Framework contracts: terms, lots, holders, revision of prices by an index."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from wtforms import Form

from app import clock
from app.accounts.permissions import Permission, requires
from app.accounts.queries import all_contractors
from app.catalogue.queries import offered_languages
from app.contracts import contract_operations as operations
from app.contracts import index_routes, price_routes, queries  # noqa: F401  (their views, on the blueprint)
from app.contracts import operations as prices
from app.contracts.blueprint import bp
from app.contracts.comparison import compared
from app.contracts.forms import ContractForm, DelayForm, HolderForm, LotForm, ReviseForm
from app.contracts.models import AllocationRule, DelayCalendar, FrameworkContract
from app.contracts.revision_operations import revise
from app.db import commit
from app.errors import Invalid, NotFound
from app.i18n import _, ngettext

BLUEPRINTS = (bp,)


@bp.get("/contracts")
@requires(Permission.CONTRACT_READ)
def index():
    return render_template("contracts/index.html", rows=queries.contracts(), form=ContractForm())


@bp.post("/contracts")
@requires(Permission.PRICE_EDIT)
def open_contract():
    form = ContractForm()
    if not form.validate_on_submit():
        rows = queries.contracts()
        return render_template("contracts/index.html", rows=rows, form=form), 422
    contract = operations.open_contract(g.user, **_terms(form))
    commit()
    flash(_("Marché ouvert : ajoutez ses lots et leurs titulaires."), "good")
    return redirect(url_for("contracts.contract", contract_id=contract.id), 303)


def _terms(form: ContractForm) -> dict[str, Any]:
    found = {f.name: f.data for f in form if f.name != "csrf_token"}
    found["allocation_rule"] = AllocationRule(form.allocation_rule.data)
    found["index_series"] = (form.index_series.data or "").strip() or None
    if form.index_base.data:
        found["index_base"] = form.index_base.data.replace(day=1)
    return found


@bp.get("/contracts/<uuid:contract_id>")
@requires(Permission.CONTRACT_READ, load=queries.get_contract)
def contract(contract: FrameworkContract):
    return _page(contract)


@bp.post("/contracts/<uuid:contract_id>/delay")
@requires(Permission.PRICE_EDIT, load=queries.get_contract)
def set_delay(contract: FrameworkContract):
    form = DelayForm()
    if not form.validate_on_submit():
        return _page(contract, 422, delay_form=form)
    prices.set_delay(
        contract,
        g.user,
        days=form.delay_days.data,
        calendar=DelayCalendar(form.delay_calendar.data),
        country=form.delay_country.data,
    )
    commit()
    flash(_("Délai enregistré : il vaut pour les commandes à venir."), "good")
    return redirect(url_for("contracts.contract", contract_id=contract.id), 303)


def _page(contract: FrameworkContract, status: int = 200, **forms: Form):
    given: dict[str, Any] = {
        "form": ContractForm(obj=contract),
        "delay_form": DelayForm(formdata=None, obj=contract),
        "lot_form": LotForm(formdata=None),
        "holder_form": HolderForm(formdata=None),
        "revise_form": ReviseForm(formdata=None),
    } | forms
    given["lot_form"].languages.choices = offered_languages()
    given["holder_form"].contractor_id.choices = _contractors()
    given["delay_form"].delay_days.id = "delay-only"  # both forms of the page have the field
    given["delay_form"].delay_days.label.field_id = "delay-only"
    page = render_template("contracts/contract.html", contract=contract, **given)
    return page, status


def _contractors() -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in all_contractors() if each.is_active]


@bp.post("/contracts/<uuid:contract_id>")
@requires(Permission.PRICE_EDIT, load=queries.get_contract)
def change_contract(contract: FrameworkContract):
    form = ContractForm()
    if not form.validate_on_submit():
        return _page(contract, 422, form=form)
    operations.change_contract(contract, g.user, **_terms(form))
    commit()
    flash(_("Marché enregistré ; les commandes passées gardent leurs termes."), "good")
    return redirect(url_for("contracts.contract", contract_id=contract.id), 303)


@bp.post("/contracts/<uuid:contract_id>/lots")
@requires(Permission.PRICE_EDIT, load=queries.get_contract)
def add_lot(contract: FrameworkContract):
    form = LotForm()
    form.languages.choices = offered_languages()
    if not form.validate_on_submit():
        return _page(contract, 422, lot_form=form)
    operations.add_lot(contract, g.user, form.title.data, form.languages.data)
    commit()
    flash(_("Lot ajouté."), "good")
    return redirect(url_for("contracts.contract", contract_id=contract.id), 303)


@bp.post("/contracts/<uuid:contract_id>/lots/<int:number>/holders")
@requires(
    Permission.PRICE_EDIT, load=lambda contract_id, number: queries.get_lot(contract_id, number)
)
def add_holder(lot):
    form = HolderForm()
    form.contractor_id.choices = _contractors()
    if not form.validate_on_submit():
        return _page(lot.contract, 422, holder_form=form)
    chosen = next((c for c in all_contractors() if c.id == UUID(form.contractor_id.data)), None)
    if chosen is None:
        raise NotFound
    quota = (form.quota.data or 0) / 100
    holder = operations.add_holder(lot, chosen, g.user, form.rank.data, quota=quota)
    commit()
    flash(_("Titulaire ajouté : enregistrez ses prix."), "good")
    return redirect(url_for("contracts.holder", holder_id=holder.id), 303)


@bp.post("/contracts/<uuid:contract_id>/revise")
@requires(Permission.PRICE_EDIT, load=queries.get_contract)
def revise_prices(contract: FrameworkContract):
    form = ReviseForm()
    if not form.validate_on_submit():
        raise Invalid(_("Indiquez le mois de l'indice et la date des prix révisés."))
    prices = revise(contract, form.month.data, form.on.data, g.user)
    commit()
    said = ngettext("%(num)d prix révisé.", "%(num)d prix révisés.", len(prices))
    flash(said, "good" if prices else "warn")
    return redirect(url_for("contracts.contract", contract_id=contract.id), 303)


@bp.get("/contracts/compare")
@requires(Permission.CONTRACT_READ)
def compare():
    """What a mean document of each language costs inside and outside, today."""
    return render_template("contracts/compare.html", rows=compared(clock.today()))
