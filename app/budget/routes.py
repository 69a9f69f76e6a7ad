"""The year's budget, version by version, and what is used of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.permissions import Permission, requires
from app.budget import cost_queries, operations, queries
from app.budget.availability import committed_by_language, control_of
from app.budget.cost_queries import NOUGHT, Asked
from app.budget.forecast_operations import STAGES
from app.budget.models import BudgetControl, BudgetVersion, CostStage
from app.budget.replay import YEARS, replay
from app.catalogue.queries import offered_languages
from app.db import commit, rollback
from app.errors import Invalid
from app.i18n import _

bp = Blueprint("budget", __name__)
BLUEPRINTS = (bp,)
PREFIX = "envelope_"


@bp.get("/budget")
@requires(Permission.BUDGET_READ)
def index():
    return _page(request.args.get("year", clock.today().year, type=int))


def _page(year: int, typed: Mapping[str, str] | None = None, problem: str = "") -> str:
    """`typed`: a version that was refused, given back as it was written."""
    used = {stage: _used(year, stage) for stage in CostStage}
    version = queries.version_in_force(year, clock.today())
    return render_template(
        "budget/index.html",
        year=year,
        years=sorted({year, *queries.years(), *YEARS}, reverse=True),
        versions=queries.versions(year),
        in_force=version,
        gauges=_gauges(version, used) if version else [],
        control=control_of(year),
        controls=BudgetControl,
        used=used,
        committed=committed_by_language(year),
        envelopes={e.language: e.amount for e in version.envelopes} if version else {},
        alerts=queries.alerts(year),
        forecasts={s: queries.last_forecasts(year, s) for s in STAGES},
        replayed=replay(year) if year in YEARS else None,
        replays=YEARS,
        languages=offered_languages(),
        typed=typed,
        problem=problem,
    )


def _used(year: int, stage: CostStage) -> Decimal:
    days = (date(year, 1, 1), date(year, 12, 31))
    return cost_queries.total(Asked(*days, stage, is_outside_only=True))


def _gauges(
    version: BudgetVersion, used: dict[CostStage, Decimal]
) -> list[tuple[str, Decimal, list[tuple[CostStage, Decimal]]]]:
    """What is used of the authorisations, then of the credits."""
    return [
        (
            _("Autorisations d'engagement (AE)"),
            version.amount,
            [(CostStage.COMMITTED, used[CostStage.COMMITTED])],
        ),
        (
            _("Crédits de paiement (CP)"),
            version.credits,
            [(s, used[s]) for s in (CostStage.PAID, CostStage.ACCEPTED)],
        ),
    ]


@bp.post("/budget")
@requires(Permission.BUDGET_EDIT)
def amend():
    year = request.form.get("year", clock.today().year, type=int)
    try:
        _amend(year, request.form)
        commit()
    except Invalid as refused:
        rollback()
        return _page(year, request.form, str(refused)), 422
    flash(_("Budget enregistré ; les versions précédentes restent."), "good")
    return redirect(url_for("budget.index", year=year), 303)


def _amend(year: int, form: Mapping[str, str]) -> None:
    try:
        amount = _euros(form.get("amount", ""))
        adopted_on = date.fromisoformat(form.get("adopted_on", ""))
        typed_credits = form.get("payment_credits", "")
        credits = _euros(typed_credits) if typed_credits else None
        envelopes = {
            name.removeprefix(PREFIX): _euros(text)
            for name, text in form.items()
            if name.startswith(PREFIX) and text.strip()
        }
        if unknown := set(envelopes) - {code for code, _name in offered_languages()}:
            raise ValueError(unknown)
    except (InvalidOperation, ValueError):
        raise Invalid(_("Indiquez des montants en euros et une date d'adoption.")) from None
    note = form.get("note", "")
    operations.amend(
        year, amount, adopted_on, note, g.user, payment_credits=credits, envelopes=envelopes
    )


def _euros(text: str) -> Decimal:
    """« 788 300,00 » as it is typed; raises `InvalidOperation`, or `Invalid` below nought."""
    found = Decimal(text.replace(",", ".").replace(" ", "").replace("\u202f", ""))
    if not found.is_finite() or found < NOUGHT:
        raise Invalid(_("Un budget n'est jamais négatif."))
    return found


@bp.post("/budget/control")
@requires(Permission.BUDGET_EDIT)
def set_control():
    year = request.form.get("year", clock.today().year, type=int)
    control = request.form.get("control", "")
    if control not in set(BudgetControl):
        raise Invalid
    operations.set_control(year, BudgetControl(control), g.user)
    commit()
    flash(_("Contrôle du budget enregistré."), "good")
    return redirect(url_for("budget.index", year=year), 303)
