from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.budget.models import BudgetVersion, CostEntry, CostStage
from app.cases.models import Case
from app.clock import PARIS
from app.db import db


@dataclass(frozen=True)
class LanguageCost:
    language: str | None
    cases: int
    words: int
    amount: Decimal  # euros, excl. VAT

    @property
    def average(self) -> Decimal:
        return self.amount / self.cases if self.cases else Decimal(0)


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


def last_entries(start: date, end: date, stage: CostStage, outside_only: bool = False):
    """The last entry of `stage` of each case whose first one falls in the period."""
    since, until = bounds(start, end)
    dated = (
        select(
            CostEntry.case_id,
            CostEntry.amount,
            CostEntry.contractor_id,
            func.min(CostEntry.at).over(partition_by=CostEntry.case_id).label("first_at"),
            func.row_number()
            .over(
                partition_by=CostEntry.case_id, order_by=(CostEntry.at.desc(), CostEntry.id.desc())
            )
            .label("rank"),
        )
        .where(CostEntry.stage == stage)
        .subquery()
    )
    chosen = select(dated).where(
        dated.c.rank == 1, dated.c.first_at >= since, dated.c.first_at < until
    )
    if outside_only:
        chosen = chosen.where(dated.c.contractor_id.is_not(None))
    return chosen.subquery()


def costs_by_language(
    start: date, end: date, stage: CostStage, outside_only: bool = False
) -> list[LanguageCost]:
    """Euros of `stage` by language, days included; each case counts once, by its last figure."""
    last = last_entries(start, end, stage, outside_only)
    rows = db.session.execute(
        select(Case.language, func.count(), func.sum(Case.words), func.sum(last.c.amount))
        .join(last, last.c.case_id == Case.id)
        .group_by(Case.language)
        .order_by(func.sum(last.c.amount).desc())
    )
    return [LanguageCost(*row) for row in rows]


def cost_total(start: date, end: date, stage: CostStage, outside_only: bool = False) -> Decimal:
    last = last_entries(start, end, stage, outside_only)
    return db.session.scalar(select(func.sum(last.c.amount))) or Decimal("0.00")


def versions(year: int) -> Sequence[BudgetVersion]:
    chosen = select(BudgetVersion).filter_by(year=year).order_by(BudgetVersion.number)
    return db.session.scalars(chosen).all()


def years() -> list[int]:
    chosen = select(BudgetVersion.year).distinct().order_by(BudgetVersion.year.desc())
    return list(db.session.scalars(chosen))
