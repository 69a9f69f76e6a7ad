"""The coming month: what will arrive, what will break, and what if."""

from time import perf_counter

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock, jobs
from app.accounts.permissions import Permission, requires
from app.assignment.board_queries import every_holder
from app.assignment.operations import propose_each
from app.assignment.queries import all_candidates
from app.catalogue.models import Language
from app.catalogue.queries import get_language, offered_languages
from app.db import commit
from app.forecast import queries
from app.forecast.charts import band, total_by_day
from app.forecast.forms import halves, scenario_from
from app.forecast.outlook import HORIZON
from app.forecast.present import is_stale, outlook_now
from app.forecast.result import result
from app.forecast.scenario import imagine
from app.i18n import _

bp = Blueprint("forecast", __name__)
BLUEPRINTS = (bp,)
SHOWN = 50


@bp.get("/forecast")
@requires(Permission.DASHBOARD_READ)
def index() -> str:
    run, now = queries.last_run(), clock.now()
    rows = queries.languages_of(run) if run else []
    return render_template(
        "forecast/index.html",
        run=run,
        is_stale=bool(run and is_stale(run, now)),
        rows=rows,
        days=band(*total_by_day(rows), run.first_day) if run and rows else [],
        totals={
            name: sum(getattr(row, name) for row in rows)
            for name in ("breaches", "late_arrivals", "stock")
        },
        horizon=HORIZON,
        **_breaching(run),
    )


def _breaching(run, language: str = "") -> dict:
    """The cases that will break, what the platform proposes of each, and where they could go."""
    seen = queries.breaching(run, SHOWN, language) if run else []
    return {
        "seen": seen,
        "today": clock.today(),
        "proposals": propose_each([case for case, _row in seen]),
        "translators": all_candidates(clock.today()),
        "holders": every_holder(),
    }


@bp.post("/forecast")
@requires(Permission.DASHBOARD_READ)
def reckon() -> Response:
    jobs.enqueue(jobs.RECKON_FORECAST, clock.now().isoformat())
    commit()
    flash(_("La prévision est recalculée : rechargez la page dans une minute."), "success")
    return redirect(url_for("forecast.index"), 303)


@bp.get("/forecast/languages/<code>")
@requires(Permission.DASHBOARD_READ, load=get_language)
def language(row: Language) -> str:
    run = queries.last_run()
    found = (
        next((r for r in queries.languages_of(run) if r.language == row.code), None)
        if run
        else None
    )
    return render_template(
        "forecast/language.html",
        code=row.code,
        run=run,
        row=found,
        days=band(found.expected, found.low, found.high, run.first_day) if found and run else [],
        horizon=HORIZON,
        **_breaching(run, row.code),
    )


@bp.get("/forecast/what-if")
@requires(Permission.DASHBOARD_READ)
def what_if() -> str:
    what, run = scenario_from(request.args), queries.last_run()
    wrong, took = halves(request.args, what), 0.0
    before = after = None
    if not wrong and not what.is_empty:
        begun = perf_counter()
        outlook = outlook_now(run, clock.now())
        before, after = result(outlook), result(imagine(outlook, what))
        took = perf_counter() - begun
    return render_template(
        "forecast/what_if.html",
        what=what,
        wrong=wrong,
        run=run,
        before=before,
        after=after,
        changed=_changed(before, after) if before and after else [],
        took=took,
        horizon=HORIZON,
        translators=all_candidates(clock.today()),
        contractors=list({h.contractor_id: h.contractor.name for h in every_holder()}.items()),
        languages=offered_languages(),
    )


def _changed(before, after) -> list[tuple]:
    """(language, before, after) of each language that the scenario touches, the worst first."""
    rows = [
        (code, before.months.get(code), after.months.get(code))
        for code in {*before.months, *after.months}
    ]
    touched = [(code, a, b) for code, a, b in rows if a != b and a and b]
    return sorted(touched, key=lambda row: (-abs(row[2].late - row[1].late), -row[2].cases, row[0]))
