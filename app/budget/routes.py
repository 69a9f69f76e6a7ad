"""The year's envelope and what is already used of it."""

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.permissions import Permission, requires
from app.budget import operations, queries
from app.budget.models import CostStage
from app.db import commit
from app.errors import Invalid
from app.i18n import _

bp = Blueprint("budget", __name__)
BLUEPRINTS = (bp,)


@bp.get("/budget")
@requires(Permission.BUDGET_READ)
def index():
    year = request.args.get("year", clock.today().year, type=int)
    start, end = date(year, 1, 1), date(year, 12, 31)
    used = {stage: queries.cost_total(start, end, stage, outside_only=True) for stage in CostStage}
    return render_template(
        "budget/index.html",
        year=year,
        years=sorted({year, *queries.years()}, reverse=True),
        versions=queries.versions(year),
        used=used,
        rows=queries.costs_by_language(start, end, CostStage.COMMITTED, outside_only=True),
    )


@bp.post("/budget")
@requires(Permission.BUDGET_EDIT)
def amend():
    form = request.form
    try:
        amount = Decimal(form.get("amount", "").replace(",", ".").replace(" ", ""))
        adopted_on, year = date.fromisoformat(form.get("adopted_on", "")), int(form["year"])
    except (InvalidOperation, ValueError):
        raise Invalid(_("Indiquez un montant en euros et une date d'adoption.")) from None
    operations.amend(year, amount, adopted_on, form.get("note", ""), g.user)
    commit()
    flash(_("Budget enregistré ; les versions précédentes restent."), "good")
    return redirect(url_for("budget.index", year=year), 303)
