"""The coordinator's figures; each can be asked again as a list of cases (`cases.listing`)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, select

from app import clock
from app.accounts.models import Contractor
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case, CasePause
from app.db import db

SHOWN = 10
STUCK_AFTER = timedelta(minutes=10)  # the default rule acts at once: what stays ready found nobody
OPEN = Case.ended_at.is_(None)
RUNNING = and_(OPEN, Case.status != CaseStatus.AWAITING_INSTITUTION)


def day_of(column) -> ColumnElement[date]:
    return cast(func.timezone("Europe/Paris", column), Date)


def by_day(column, first: date, last: date) -> list[tuple[date, int]]:
    """How many cases on each day from `first` to `last`, days without any included."""
    day = day_of(column)
    chosen = select(day, func.count()).where(
        column >= clock.start_of(first), column < clock.start_of(last + timedelta(days=1))
    )
    found = dict(db.session.execute(chosen.group_by(day)).all())
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(each, found.get(each, 0)) for each in days]


def count_open() -> int:
    return db.session.scalar(select(func.count()).select_from(Case).where(OPEN)) or 0


def due_by_day(now: datetime, days: int) -> list[tuple[date, int]]:
    """Running cases whose commitment ends on each of the next days (its last whole day)."""
    today = clock.today()
    last_moment = Case.due_at - timedelta(seconds=1)
    day = day_of(last_moment)
    chosen = select(day, func.count()).where(
        RUNNING, Case.due_at > now, Case.due_at <= now + timedelta(days=days + 1)
    )
    found = dict(db.session.execute(chosen.group_by(day)).all())
    return [
        (today + timedelta(days=n), found.get(today + timedelta(days=n), 0)) for n in range(days)
    ]


@dataclass(frozen=True)
class StockRow:
    """Open cases of one language, by what is left of the 21 days."""

    language: str | None
    over_14: int
    from_7_to_14: int
    under_7: int
    late: int
    paused: int

    @property
    def counts(self) -> list[int]:
        return [self.over_14, self.from_7_to_14, self.under_7, self.late, self.paused]


def stock_by_language(now: datetime) -> list[StockRow]:
    def running(*conditions) -> ColumnElement[int]:
        return func.count().filter(RUNNING, *conditions)

    week, fortnight = now + timedelta(days=7), now + timedelta(days=14)
    chosen = select(
        Case.language,
        running(Case.due_at > fortnight),
        running(Case.due_at > week, Case.due_at <= fortnight),
        running(Case.due_at > now, Case.due_at <= week),
        running(Case.due_at <= now),
        func.count().filter(Case.status == CaseStatus.AWAITING_INSTITUTION),
    ).where(OPEN)
    rows = db.session.execute(chosen.group_by(Case.language).order_by(func.count().desc()))
    return [StockRow(*row) for row in rows]


@dataclass(frozen=True)
class ContractorLoad:
    """Open cases that an agency holds, by state."""

    contractor_id: UUID
    name: str
    assigned: int
    in_progress: int
    returned: int
    in_revision: int
    words: int
    late: int


def contractor_loads(now: datetime) -> list[ContractorLoad]:
    def in_status(status: CaseStatus) -> ColumnElement[int]:
        return func.count().filter(Case.status == status)

    S = CaseStatus
    late = and_(Case.status.in_((S.ASSIGNED, S.IN_PROGRESS)), Case.assignee_due_at <= now)
    chosen = (
        select(
            Contractor.id,
            Contractor.name,
            in_status(S.ASSIGNED),
            in_status(S.IN_PROGRESS),
            in_status(S.RETURNED),
            in_status(S.IN_REVISION),
            func.coalesce(func.sum(Case.words), 0),
            func.count().filter(late),
        )
        .join(Case, Case.contractor_id == Contractor.id)
        .where(OPEN)
        .group_by(Contractor.id, Contractor.name)
        .order_by(func.count().desc())
    )
    return [ContractorLoad(*row) for row in db.session.execute(chosen)]


def most_urgent(now: datetime) -> list[Case]:
    chosen = select(Case).where(RUNNING, Case.due_at <= now + timedelta(days=10))
    return list(db.session.scalars(chosen.order_by(Case.due_at, Case.id).limit(SHOWN)))


def nobody_takes(now: datetime) -> tuple[int, list[Case]]:
    """Cases that the default rule found nobody for: how many, and the most urgent."""
    stuck = and_(Case.status == CaseStatus.READY, Case.status_at <= now - STUCK_AFTER)
    total = db.session.scalar(select(func.count()).select_from(Case).where(stuck)) or 0
    chosen = select(Case).where(stuck).order_by(Case.due_at, Case.id).limit(SHOWN)
    return total, list(db.session.scalars(chosen))


@dataclass(frozen=True)
class Delay:
    """Days from submission to first delivery, pauses excluded."""

    cases: int
    mean: float
    median: float
    within: int  # the commitment kept


def delays(since: datetime) -> dict[str, Delay]:
    """Inside, outside and both, of what was delivered since `since`."""
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for place, _language, lasted, kept in _delivered(since):
        found[place].append((lasted, kept))
        found["all"].append((lasted, kept))
    return {place: _delay(rows) for place, rows in found.items()}


def delays_by_language(since: datetime) -> dict[str, Delay]:
    """The same by language, the most delivered first."""
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for _place, language, lasted, kept in _delivered(since):
        found[language].append((lasted, kept))
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {language: _delay(rows) for language, rows in ordered}


def _delivered(since: datetime) -> Iterator[tuple[str, str, float, bool]]:
    """(place, language, days taken without pauses, commitment kept) of each delivery."""
    paused = (
        select(
            CasePause.case_id,
            func.sum(func.least(CasePause.ended_at, Case.delivered_at) - CasePause.started_at)
            .label("time"),
        )
        .join(Case, Case.id == CasePause.case_id)
        .where(Case.delivered_at >= since, CasePause.started_at < Case.delivered_at)
        .group_by(CasePause.case_id)
        .subquery()
    )  # fmt: skip
    taken = Case.delivered_at - Case.submitted_at - func.coalesce(paused.c.time, timedelta())
    days = func.extract("epoch", taken) / 86400
    where = case((Case.contractor_id.is_not(None), "outside"), else_="inside")
    chosen = (
        select(where, func.coalesce(Case.language, ""), days, Case.delivered_at <= Case.due_at)
        .outerjoin(paused, paused.c.case_id == Case.id)
        .where(Case.delivered_at >= since)
    )
    for place, language, lasted, kept in db.session.execute(chosen):
        yield place, language, float(lasted), kept


def _delay(rows: list[tuple[float, bool]]) -> Delay:
    lasted = [max(0.0, row[0]) for row in rows]
    return Delay(len(rows), mean(lasted), median(lasted), sum(kept for _, kept in rows))
