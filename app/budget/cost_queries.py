"""Costs by any dimension: sums kept by day plus what is pending; each total has its rows.

An entry counts on its own day, by the difference it makes (`CostMovement`): a case once, by its
last figure; what is taken back later is taken back on the later day. So the months add up to the
year, and a month that is over never changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Uuid, cast, func, select, union_all

from app.accounts.models import Institution
from app.budget.models import (
    CostDay,
    CostDimension,
    CostEntry,
    CostMonth,
    CostMovement,
    CostPending,
    CostStage,
)
from app.cases.models import Case
from app.db import db

ONE = timedelta(days=1)
NOUGHT = Decimal("0.00")


class By(StrEnum):
    """What a cost may be asked by."""

    LANGUAGE = "language"
    INSTITUTION = "institution"
    BRANCH = "branch"
    CONTRACTOR = "contractor"
    CONTRACT = "contract"
    MONTH = "month"
    CASE = "case"


@dataclass(frozen=True)
class Asked:
    """A stage over days that are both included; `is_outside_only`: what contractors cost."""

    start: date
    end: date
    stage: CostStage
    is_outside_only: bool = False


@dataclass(frozen=True)
class CostRow:
    """`key`: a language's code, an id, a branch, a month (2026-05), a case's reference."""

    key: str
    cases: int
    words: int
    amount: Decimal  # euros, excl. VAT

    @property
    def average(self) -> Decimal:
        """Euros a case; none when corrections are all there is."""
        return self.amount / self.cases if self.cases > 0 else NOUGHT


KEYS: dict[CostDimension, ColumnElement[Any]] = {
    CostDimension.LANGUAGE: func.coalesce(CostMovement.language, ""),
    CostDimension.INSTITUTION: cast(CostMovement.institution_id, String),
    CostDimension.CONTRACTOR: func.coalesce(cast(CostMovement.contractor_id, String), ""),
    CostDimension.CONTRACT: func.coalesce(cast(CostMovement.contract_id, String), ""),
}
DIMENSIONS = {
    By.INSTITUTION: CostDimension.INSTITUTION,
    By.BRANCH: CostDimension.INSTITUTION,
    By.CONTRACTOR: CostDimension.CONTRACTOR,
    By.CONTRACT: CostDimension.CONTRACT,
}
OUTSIDE = CostMovement.contractor_id.is_not(None)


def costs(by: By, asked: Asked) -> list[CostRow]:
    """The dearest first (months in their order); rows that come to nothing at all are left out."""
    chosen: Select[Any] = _by_case(asked) if by is By.CASE else _by_sums(by, asked)
    found = db.session.execute(chosen)
    rows = [CostRow(key, int(cases), int(words), amount) for key, cases, words, amount in found]
    kept = [row for row in rows if row.cases or row.amount]
    order = (lambda r: r.key) if by is By.MONTH else (lambda r: (-r.amount, r.key))
    return sorted(kept, key=order)


def total(asked: Asked) -> Decimal:
    sums = _sums(CostDimension.LANGUAGE, asked).subquery()
    return db.session.scalar(select(func.sum(sums.c.amount))) or NOUGHT


def _by_sums(by: By, asked: Asked) -> Select[Any]:
    sums = _sums(DIMENSIONS.get(by, CostDimension.LANGUAGE), asked).subquery()
    key: Any = sums.c.key
    source: Any = sums
    if by is By.MONTH:
        key = func.to_char(sums.c.day, "YYYY-MM")
    elif by is By.BRANCH:
        key = Institution.branch
        source = sums.join(Institution, Institution.id == cast(sums.c.key, Uuid))
    figures = (func.sum(sums.c.cases), func.sum(sums.c.words), func.sum(sums.c.amount))
    return select(key, *figures).select_from(source).group_by(key)


def outside_by_day(asked: Asked) -> Any:
    """(language, day, euros), for forecasts."""
    sums = _sums(CostDimension.LANGUAGE, asked, by_day=True).subquery()
    return select(sums.c.key, sums.c.day, func.sum(sums.c.amount)).group_by(sums.c.key, sums.c.day)


def _sums(dimension: CostDimension, asked: Asked, *, by_day: bool = False) -> Any:
    """What is summed already, whole months first, and the movements that are not yet."""
    whole, edges = split(asked.start, asked.end)
    if by_day:
        whole, edges = None, [(asked.start, asked.end)]
    parts = [_kept(CostDay, CostDay.day, days, dimension, asked) for days in edges]
    if whole:
        parts.append(_kept(CostMonth, CostMonth.month, whole, dimension, asked))
    pending = (
        select(
            CostMovement.day,
            KEYS[dimension].label("key"),
            CostMovement.amount,
            CostMovement.cases,
            CostMovement.words,
        )
        .join(CostPending, CostPending.movement_id == CostMovement.id)
        .where(*_within(asked))
    )
    return union_all(*parts, pending)


def _kept(sums: Any, day: Any, days: tuple[date, date], dimension: CostDimension, asked: Asked):
    chosen = select(day.label("day"), sums.key, sums.amount, sums.cases, sums.words).where(
        sums.stage == asked.stage, sums.dimension == dimension, day.between(*days)
    )
    return chosen.where(sums.is_outside) if asked.is_outside_only else chosen


def split(start: date, end: date) -> tuple[tuple[date, date] | None, list[tuple[date, date]]]:
    """(whole months, days at the edges) of a period, both ends of each included."""
    first = start if start.day == 1 else _month_after(start)
    last = _month_after(end) if end + ONE == _month_after(end) else end.replace(day=1)
    if first >= last:
        return None, [(start, end)]
    edges = [(start, first - ONE), (last, end)]
    return (first, last - ONE), [(a, b) for a, b in edges if a <= b]


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _within(asked: Asked) -> list[ColumnElement[bool]]:
    found = [
        CostMovement.stage == asked.stage,
        CostMovement.day.between(asked.start, asked.end),
    ]
    return [*found, OUTSIDE] if asked.is_outside_only else found


def _by_case(asked: Asked) -> Any:
    figures = (
        func.sum(CostMovement.cases),
        func.sum(CostMovement.words),
        func.sum(CostMovement.amount),
    )
    return (
        select(Case.reference, *figures)
        .join(CostMovement, CostMovement.case_id == Case.id)
        .where(*_within(asked))
        .group_by(Case.reference)
    )


# The rows behind a total.


@dataclass(frozen=True)
class MovementRow:
    movement: CostMovement
    entry: CostEntry
    reference: str


def movements(
    by: By | None, key: str, asked: Asked, page: int = 0, size: int | None = None
) -> Sequence[MovementRow]:
    """What makes up the figure of `key`, in order of time; everything when `by` is None."""
    chosen = (
        select(CostMovement, CostEntry, Case.reference)
        .join(CostEntry, CostEntry.id == CostMovement.entry_id)
        .join(Case, Case.id == CostMovement.case_id)
        .where(*_behind(by, key, asked))
        .order_by(CostMovement.day, CostMovement.id)
    )
    if size is not None:
        chosen = chosen.limit(size).offset(page * size)
    return [MovementRow(*row) for row in db.session.execute(chosen)]


def sum_of_movements(by: By | None, key: str, asked: Asked) -> tuple[int, Decimal]:
    """(rows, euros) of the same."""
    chosen = select(func.count(), func.sum(CostMovement.amount)).where(*_behind(by, key, asked))
    count, amount = db.session.execute(chosen).one()
    return count, amount or NOUGHT


def _behind(by: By | None, key: str, asked: Asked) -> list[ColumnElement[bool]]:
    found = _within(asked)
    if by is None:
        return found
    if by is By.CASE:
        return [*found, CostMovement.case_id.in_(select(Case.id).where(Case.reference == key))]
    if by is By.MONTH:
        return [*found, func.to_char(CostMovement.day, "YYYY-MM") == key]
    if by is By.BRANCH:
        funds = select(Institution.id).where(cast(Institution.branch, String) == key)
        return [*found, CostMovement.institution_id.in_(funds)]
    return [*found, KEYS[DIMENSIONS.get(by, CostDimension.LANGUAGE)] == key]
