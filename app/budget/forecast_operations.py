"""Once a day, what the year will come to, by language and in all; an alert when it will not do."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from app.budget.availability import alert
from app.budget.models import AlertCause, BudgetForecast, BudgetVersion, CostStage
from app.budget.outlook import WINDOW, Outlook, outlook
from app.budget.queries import daily_costs, is_forecast_made, version_in_force
from app.budget.replay import sum_by_day
from app.db import db

WHOLE = ""
# What is ordered is held against the authorisations, what is accepted will be paid.
STAGES = (CostStage.COMMITTED, CostStage.ACCEPTED)


def forecast(today: date) -> list[BudgetForecast]:
    """The rows of the last whole day; none when they are written already."""
    until = today - timedelta(days=1)
    if is_forecast_made(until):
        return []
    rows = []
    for stage in STAGES:
        days = daily_costs(until - WINDOW, until, stage)
        seen = {code: outlook(of_language, until) for code, of_language in days.items()}
        seen[WHOLE] = outlook(sum_by_day(days), until)
        rows += [_row(stage, code, each, until) for code, each in seen.items()]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _row(stage: CostStage, language: str, seen: Outlook, until: date) -> BudgetForecast:
    return BudgetForecast(
        year=until.year,
        until=until,
        stage=stage,
        language=language,
        so_far=seen.so_far,
        expected=seen.expected,
        low=seen.low,
        high=seen.high,
        weeks=seen.weeks,
    )


def watch(rows: list[BudgetForecast], today: date) -> list[BudgetVersion]:
    """Alert where the whole interval is above the budget; answer the version newly alerted on."""
    version = version_in_force(today.year, today)
    if version is None:
        return []
    ceilings = _ceilings(version)
    new = False
    for row in rows:
        ceiling = ceilings.get((row.stage, row.language))
        if ceiling is not None and row.year == today.year and row.low and row.low > ceiling:
            assert row.expected is not None  # noqa: S101  (it comes with its interval)
            new |= alert(version, AlertCause.OVERRUN_FORESEEN, row.expected, row.language)
    return [version] if new else []


def _ceilings(version: BudgetVersion) -> Mapping[tuple[CostStage, str], Decimal]:
    kept = {(CostStage.COMMITTED, e.language): e.amount for e in version.envelopes}
    return kept | {
        (CostStage.COMMITTED, WHOLE): version.amount,
        (CostStage.ACCEPTED, WHOLE): version.credits,
    }
