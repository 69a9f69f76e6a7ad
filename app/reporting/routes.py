"""The page of a case and the coordinator's dashboard; `costs.py` adds the costs page."""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from flask import g, render_template

from app import clock
from app.accounts.permissions import Permission, requires
from app.assignment.board_queries import every_holder
from app.assignment.operations import propose_each
from app.assignment.queries import all_candidates
from app.cases.forms import DecisionForm, MessageForm
from app.cases.models import Case
from app.cases.operations import mark_read
from app.cases.queries import get_case
from app.db import commit
from app.forecast.charts import band, total_by_day
from app.forecast.queries import breaching, languages_of, last_run
from app.reporting import charts
from app.reporting import dashboard_queries as figures
from app.reporting.blueprint import bp
from app.reporting.case_file import gather, reads_messages
from app.sla.queries import counts

BLUEPRINTS = (bp,)
FORECAST_DAYS = 10
FLOW_DAYS = 14


@bp.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ, load=get_case)
def case(row: Case) -> str:
    file = gather(row, g.user)
    page = render_template(
        "reporting/case.html",
        file=file,
        case=row,
        form=MessageForm(),
        decision=DecisionForm(),
        **(_takers() if file.can("assign") else {}),
    )
    if reads_messages(row, g.user):
        mark_read(row, g.user)
        commit()
    return page


def _takers() -> dict[str, list]:
    return {"translators": all_candidates(clock.today()), "holders": every_holder()}


@bp.get("/dashboard")
@requires(Permission.DASHBOARD_READ)
def dashboard() -> str:
    now, today = clock.now(), clock.today()
    first = today - timedelta(days=FLOW_DAYS - 1)
    came_in = figures.by_day(Case.submitted_at, first, today)
    went_out = figures.by_day(Case.delivered_at, first, today)
    stock = figures.stock_by_language(now)
    stuck, stuck_shown = figures.nobody_takes(now)
    proposals = propose_each(stuck_shown)
    return render_template(
        "reporting/dashboard.html",
        today=today,
        came_in=came_in,
        went_out=went_out,
        came_in_rows=charts.days(came_in, "submitted"),
        went_out_rows=charts.days(went_out, "delivered"),
        coming_rows=charts.coming(figures.due_by_day(now, FORECAST_DAYS)),
        ages=[str(age.title) for age in charts.AGES],
        age_columns=[(str(rank), age.title, "num") for rank, age in enumerate(charts.AGES)],
        age_args=[age.args for age in charts.AGES],
        stock=stock,
        stock_rows=charts.stock(stock),
        open_cases=figures.count_open(),
        alerts=counts(now),
        urgent=figures.most_urgent(now),
        stuck=stuck,
        stuck_shown=[(row, proposals[row.id].choice) for row in stuck_shown],
        translators=all_candidates(today),
        contractors=figures.contractor_loads(now),
        delays=figures.delays(clock.start_of(today - timedelta(days=30))),
        delays_since=today - timedelta(days=30),
        language_delays=figures.delays_by_language(clock.start_of(today - timedelta(days=30))),
        **_foreseen(),
    )


def _foreseen() -> dict[str, object]:
    """The last forecast, for the next days: what will come, what will break."""
    run = last_run()
    rows = languages_of(run) if run else []
    expected, low, high = (series[:FORECAST_DAYS] for series in total_by_day(rows))
    return {
        "forecast": run,
        "coming_days": band(expected, low, high, run.first_day) if run else [],
        "doomed": breaching(run, figures.SHOWN) if run else [],
        "doomed_total": sum(row.breaches for row in rows),
    }


if find_spec("app.reporting.costs"):  # the page of costs hangs its views on the same blueprint
    import_module("app.reporting.costs")
