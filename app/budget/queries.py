from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.budget.cost_queries import Asked, outside_by_day
from app.budget.models import BudgetAlert, BudgetForecast, BudgetVersion, CostEntry, CostStage
from app.cases.models import Case
from app.clock import PARIS
from app.db import db


def entries_of(case: Case) -> Sequence[CostEntry]:
    return db.session.scalars(
        select(CostEntry).filter_by(case_id=case.id).order_by(CostEntry.at, CostEntry.id)
    ).all()


def last_entry(case: Case, stage: CostStage) -> CostEntry | None:
    latest = select(CostEntry).filter_by(case_id=case.id, stage=stage)
    ordered = latest.order_by(CostEntry.at.desc(), CostEntry.id.desc())
    return db.session.scalar(ordered.limit(1))


def bounds(start: date, end: date) -> tuple[datetime, datetime]:
    """The instants between which lie the days `start` to `end`, both included, in Paris."""
    return (
        datetime.combine(start, time.min, PARIS),
        datetime.combine(end + timedelta(days=1), time.min, PARIS),
    )


def versions(year: int) -> Sequence[BudgetVersion]:
    chosen = select(BudgetVersion).filter_by(year=year).order_by(BudgetVersion.number)
    return db.session.scalars(chosen).all()


def version_in_force(year: int, on: date) -> BudgetVersion | None:
    """The last version that was adopted by that day."""
    chosen = select(BudgetVersion).where(BudgetVersion.year == year, BudgetVersion.adopted_on <= on)
    return db.session.scalars(chosen.order_by(BudgetVersion.number.desc()).limit(1)).first()


def alerts(year: int) -> Sequence[BudgetAlert]:
    chosen = select(BudgetAlert).join(BudgetVersion).where(BudgetVersion.year == year)
    return db.session.scalars(chosen.order_by(BudgetAlert.at.desc())).all()


def daily_costs(start: date, end: date, stage: CostStage) -> dict[str, dict[date, Decimal]]:
    """Language: day: euros of contractors; a day on which more was taken back is negative."""
    sums = outside_by_day(Asked(start, end, stage, is_outside_only=True))
    found: dict[str, dict[date, Decimal]] = {}
    for language, day, amount in db.session.execute(sums):
        found.setdefault(language, {})[day] = amount
    return found


def is_forecast_made(until: date) -> bool:
    chosen = select(BudgetForecast.id).where(
        BudgetForecast.year == until.year, BudgetForecast.until == until
    )
    return db.session.scalar(select(chosen.exists())) or False


def last_forecasts(year: int, stage: CostStage) -> dict[str, BudgetForecast]:
    """By language, as the year was seen last; empty: the whole."""
    latest = select(func.max(BudgetForecast.until)).where(BudgetForecast.year == year)
    chosen = select(BudgetForecast).where(
        BudgetForecast.until == latest.scalar_subquery(), BudgetForecast.stage == stage
    )
    return {row.language: row for row in db.session.scalars(chosen)}


def years() -> list[int]:
    chosen = select(BudgetVersion.year).distinct().order_by(BudgetVersion.year.desc())
    return list(db.session.scalars(chosen))
