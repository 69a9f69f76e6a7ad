from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.budget.models import BudgetAlert, BudgetVersion, CostEntry
from app.cases.models import Case
from app.clock import PARIS
from app.db import db


def entries_of(case: Case) -> Sequence[CostEntry]:
    return db.session.scalars(
        select(CostEntry).filter_by(case_id=case.id).order_by(CostEntry.at, CostEntry.id)
    ).all()


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


def years() -> list[int]:
    chosen = select(BudgetVersion.year).distinct().order_by(BudgetVersion.year.desc())
    return list(db.session.scalars(chosen))
