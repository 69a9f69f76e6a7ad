"""Months, closed or not, and the entries that fall in them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.budget.models import CostEntry
from app.closing.lifecycle import MonthStatus
from app.closing.models import CostCorrection, MonthClose
from app.closing.rules import month_after
from app.db import db
from app.errors import NotFound


def close_of(month: date) -> MonthClose | None:
    return db.session.scalar(select(MonthClose).filter_by(month=month))


def closed_months() -> Sequence[MonthClose]:
    """In order: each seal is chained to the one before."""
    chosen = select(MonthClose).filter_by(status=MonthStatus.CLOSED).order_by(MonthClose.month)
    return db.session.scalars(chosen).all()


def last_closed() -> MonthClose | None:
    rows = closed_months()
    return rows[-1] if rows else None


def every_close() -> dict[date, MonthClose]:
    return {row.month: row for row in db.session.scalars(select(MonthClose))}


def first_month() -> date | None:
    """The month of the first entry ever written."""
    at = db.session.scalar(select(func.min(CostEntry.at)))
    return at.astimezone(clock.PARIS).date().replace(day=1) if at else None


def is_first(month: date) -> bool:
    """The first close takes with it whatever is older than its month."""
    earlier = [row for row in closed_months() if row.month < month]
    return not earlier


def bounds_of(month: date) -> tuple[datetime, datetime]:
    """The instants that a close covers: its month; for the first, all that came before too."""
    start = datetime(1970, 1, 1, tzinfo=clock.PARIS) if is_first(month) else clock.start_of(month)
    return start, clock.start_of(month_after(month))


def get_entry(entry_id: UUID | str) -> CostEntry:
    if found := db.session.get(CostEntry, UUID(str(entry_id))):
        return found
    raise NotFound


def entry_after(entry: CostEntry) -> CostEntry | None:
    """What came after this figure of the same case, if anything."""
    chosen = select(CostEntry).where(
        CostEntry.case_id == entry.case_id,
        CostEntry.stage == entry.stage,
        CostEntry.id > entry.id,
    )
    return db.session.scalar(chosen.order_by(CostEntry.id).limit(1))


def corrections_in(month: date) -> Sequence[CostCorrection]:
    since, until = bounds_of(month)
    chosen = (
        select(CostCorrection)
        .join(CostEntry, CostEntry.id == CostCorrection.entry_id)
        .where(CostEntry.at >= since, CostEntry.at < until)
        .options(joinedload(CostCorrection.entry), joinedload(CostCorrection.corrects))
    )
    return db.session.scalars(chosen.order_by(CostCorrection.made_at)).all()
