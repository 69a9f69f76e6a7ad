"""Cost by language over any period; every total links to its rows."""

from dataclasses import dataclass
from datetime import date

from flask import render_template, request, url_for

from app import clock, sheets
from app.accounts.permissions import Permission, requires
from app.budget.models import CostStage
from app.budget.queries import LanguageCost, cost_total, costs_by_language
from app.i18n import _, language_name
from app.reporting.blueprint import bp


@dataclass(frozen=True)
class Asked:
    start: date
    end: date
    stage: CostStage
    outside: bool


def asked() -> Asked:
    """The period, the figure and the scope, from the URL; the year so far by default."""
    args, today = request.args, clock.today()
    stage = args.get("stage", "")
    return Asked(
        _day(args.get("start"), date(today.year, 1, 1)),
        _day(args.get("end"), today),
        CostStage(stage) if stage in set(CostStage) else CostStage.ACCEPTED,
        bool(args.get("outside")),
    )


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


@bp.get("/costs")
@requires(Permission.COST_READ)
def costs():
    what = asked()
    rows = costs_by_language(what.start, what.end, what.stage, what.outside)
    if kind := request.args.get("format"):
        return _sheet(kind, what, rows)
    links = {
        kind: url_for("reporting.costs", **{**request.args.to_dict(), "format": kind})
        for kind in ("csv", "xlsx")
    }
    return render_template(
        "reporting/costs.html",
        what=what,
        rows=rows,
        total=cost_total(what.start, what.end, what.stage, what.outside),
        stages=CostStage,
        links=links,
    )


def _sheet(kind: str, what: Asked, rows: list[LanguageCost]):
    heads = [_("Langue"), _("Demandes"), _("Mots"), _("Euros HT"), _("Moyenne")]
    lines = [
        [language_name(r.language), r.cases, r.words, r.amount, round(r.average, 2)] for r in rows
    ]
    return sheets.answer(kind, f"couts-{what.start}-{what.end}", heads, lines)
