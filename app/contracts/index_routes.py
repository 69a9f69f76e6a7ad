"""Published indexes with their sources, and what the body's own people cost."""

from decimal import Decimal

from flask import flash, g, redirect, render_template, url_for

from app.accounts.permissions import Permission, requires
from app.cases.models import CaseKind
from app.contracts import operations, queries
from app.contracts.blueprint import bp
from app.contracts.forms import IndexForm, InHouseForm
from app.contracts.models import Unit
from app.contracts.revision_operations import record_index
from app.db import commit
from app.i18n import _


@bp.get("/indexes")
@requires(Permission.CONTRACT_READ)
def indexes():
    return render_template(
        "contracts/indexes.html", rows=queries.index_values(), form=IndexForm(formdata=None)
    )


@bp.post("/indexes")
@requires(Permission.PRICE_EDIT)
def add_index():
    form = IndexForm()
    if not form.validate_on_submit():
        rows = queries.index_values()
        return render_template("contracts/indexes.html", rows=rows, form=form), 422
    record_index(
        form.series.data, form.month.data, form.value.data, form.published_on.data,
        form.source.data, g.user,
    )  # fmt: skip
    commit()
    flash(_("Valeur de l'indice enregistrée."), "good")
    return redirect(url_for("contracts.indexes"), 303)


@bp.get("/in-house")
@requires(Permission.CONTRACT_READ)
def in_house():
    return render_template(
        "contracts/in_house.html", rows=queries.in_house_rates(), form=InHouseForm(formdata=None)
    )


@bp.post("/in-house")
@requires(Permission.PRICE_EDIT)
def set_in_house():
    form = InHouseForm()
    if not form.validate_on_submit():
        rows = queries.in_house_rates()
        return render_template("contracts/in_house.html", rows=rows, form=form), 422
    operations.set_in_house_rate(
        g.user,
        kind=CaseKind(form.kind.data),
        unit=Unit(form.unit.data),
        amount=form.amount.data,
        minimum=form.minimum.data or Decimal("0.00"),
        starts_on=form.starts_on.data,
        words_an_hour=form.words_an_hour.data,
    )
    commit()
    flash(_("Coût interne enregistré ; le précédent garde ses dates."), "good")
    return redirect(url_for("contracts.in_house"), 303)
