"""Arrivals of the past, open cases in bulk, and the last forecast."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, cast, func, select, text
from sqlalchemy.orm import joinedload

from app import clock
from app.assignment.lifecycle import LIVE
from app.assignment.models import PurchaseOrder, TranslatorProfile
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.catalogue.models import Direction, Language
from app.contracts.models import LotHolder
from app.db import db
from app.forecast.models import CaseForecast, ForecastRun, LanguageForecast, PastArrivals

LOOKED_AT = 730  # days of the past, at most
RUN_LOCK = 40_080
IS_FOREIGN = Case.language.in_(select(Language.code))  # a doubt may have found French


def arrivals_by_day(first: date, last: date) -> dict[tuple[str, str], dict[date, tuple[int, int]]]:
    """(language, direction) → day → (requests, words): cases of the platform and imported days."""
    day = cast(func.timezone("Europe/Paris", Case.submitted_at), Date)
    ours = (
        select(Case.language, Case.direction, day, func.count(), func.sum(Case.words))
        .where(
            IS_FOREIGN,
            Case.submitted_at >= clock.start_of(first),
            Case.submitted_at < clock.start_of(last + timedelta(days=1)),
        )
        .group_by(Case.language, Case.direction, day)
    )
    past = select(
        PastArrivals.language, PastArrivals.day, PastArrivals.cases, PastArrivals.words
    ).where(PastArrivals.day >= first, PastArrivals.day <= last)
    found: dict[tuple[str, str], dict[date, tuple[int, int]]] = {}
    rows: list[tuple[Any, ...]] = [tuple(row) for row in db.session.execute(ours)]
    rows += [(code, Direction.INTO_FRENCH, *rest) for code, *rest in db.session.execute(past)]
    for language, direction, on, cases, words in rows:
        days = found.setdefault((language, str(direction)), {})
        before = days.get(on, (0, 0))
        days[on] = before[0] + cases, before[1] + int(words or 0)
    return found


def first_arrival() -> date | None:
    ours = db.session.scalar(select(func.min(Case.submitted_at)))
    past = db.session.scalar(select(func.min(PastArrivals.day)))
    days = [day for day in (ours and ours.astimezone(clock.PARIS).date(), past) if day]
    return min(days, default=None)


def is_history_synthetic() -> bool:
    chosen = select(PastArrivals).filter_by(is_synthetic=True)
    return db.session.scalar(select(chosen.exists())) or False


OPEN_COLUMNS = (
    Case.id, Case.language, Case.direction, Case.kind, Case.words, Case.pages, Case.due_at,
    Case.submitted_at, Case.is_sensitive, Case.country, Case.status, Case.translator_id,
    Case.contractor_id, Case.assignee_due_at,
)  # fmt: skip


def running_cases() -> Sequence[Row]:
    """Open cases whose language is known and whose clock runs, with their live order."""
    chosen = (
        select(*OPEN_COLUMNS, PurchaseOrder.lot_holder_id, PurchaseOrder.offered_at)
        .outerjoin(
            PurchaseOrder,
            (PurchaseOrder.case_id == Case.id) & PurchaseOrder.status.in_(LIVE),
        )
        .where(
            Case.ended_at.is_(None),
            Case.status != CaseStatus.AWAITING_INSTITUTION,
            IS_FOREIGN,
        )
    )
    return db.session.execute(chosen).all()


def holder_rates() -> dict[UUID, int | None]:
    return {
        row[0]: row[1] for row in db.session.execute(select(LotHolder.id, LotHolder.daily_words))
    }


def daily_words() -> dict[UUID, int]:
    chosen = select(TranslatorProfile.user_id, TranslatorProfile.daily_words)
    return {row[0]: row[1] for row in db.session.execute(chosen)}


def last_run() -> ForecastRun | None:
    chosen = select(ForecastRun).where(ForecastRun.finished_at.is_not(None))
    return db.session.scalar(chosen.order_by(ForecastRun.finished_at.desc()).limit(1))


def is_run_since(instant: datetime) -> bool:
    chosen = select(ForecastRun.id).where(
        ForecastRun.started_at >= instant, ForecastRun.finished_at.is_not(None)
    )
    return db.session.scalar(select(chosen.exists())) or False


def languages_of(run: ForecastRun) -> list[LanguageForecast]:
    """The busiest first."""
    rows = db.session.scalars(select(LanguageForecast).filter_by(run_id=run.id))
    return sorted(rows, key=lambda r: (-r.stock - sum(r.expected), r.language))


def breaching(run: ForecastRun, limit: int, language: str = "") -> list[tuple[Case, CaseForecast]]:
    """Those still open among the cases that this forecast saw breaching, most pressing first."""
    chosen = (
        select(Case, CaseForecast)
        .join(CaseForecast, CaseForecast.case_id == Case.id)
        .where(CaseForecast.run_id == run.id, Case.ended_at.is_(None))
        .options(joinedload(Case.translator), joinedload(Case.contractor))
        .order_by(CaseForecast.decide_by.asc().nulls_first(), Case.due_at, Case.id)
    )
    if language:
        chosen = chosen.where(Case.language == language)
    return [(case, seen) for case, seen in db.session.execute(chosen.limit(limit))]


def runs_before(instant: datetime) -> list[UUID]:
    return list(db.session.scalars(select(ForecastRun.id).where(ForecastRun.started_at < instant)))


def take_run_lock() -> None:
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RUN_LOCK})
