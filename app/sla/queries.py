"""Which clocks are about to ring, which have rung."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db, new_id
from app.sla.models import AlertKind, CalendarFeed, DeadlineAlert

SOON = timedelta(days=3)
WITH_ASSIGNEE = (CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS)


@dataclass(frozen=True)
class Counts:
    """How many open cases ring now, by kind."""

    due_soon: int
    breached: int
    assignee_late: int

    @property
    def total(self) -> int:
        return self.due_soon + self.breached + self.assignee_late


def rings(kind: AlertKind, now: datetime) -> ColumnElement[bool]:
    """A paused case never rings: its clock stands still."""
    running = and_(Case.ended_at.is_(None), Case.status != CaseStatus.AWAITING_INSTITUTION)
    if kind is AlertKind.DUE_SOON:
        return and_(running, Case.due_at > now, Case.due_at <= now + SOON)
    if kind is AlertKind.BREACHED:
        return and_(running, Case.due_at <= now)
    return and_(running, Case.status.in_(WITH_ASSIGNEE), Case.assignee_due_at <= now)


def deadline_of(kind: AlertKind):
    return Case.assignee_due_at if kind is AlertKind.ASSIGNEE_LATE else Case.due_at


def counts(now: datetime) -> Counts:
    """One pass over the open cases whose clock is near (partial index on `due_at`)."""
    each = [func.count().filter(rings(kind, now)) for kind in AlertKind]
    row = db.session.execute(select(*each).select_from(Case).where(Case.ended_at.is_(None))).one()
    return Counts(**dict(zip(AlertKind, row, strict=True)))


def not_alerted(kind: AlertKind, now: datetime) -> list[tuple]:
    """(case, deadline) that ring and for which no alert was given for that very deadline."""
    deadline = deadline_of(kind)
    given = select(literal(1)).where(
        DeadlineAlert.case_id == Case.id,
        DeadlineAlert.kind == kind,
        DeadlineAlert.due_at == deadline,
    )
    chosen = select(Case.id, deadline).where(rings(kind, now), ~given.exists())
    return [tuple(row) for row in db.session.execute(chosen)]


def give_alert(kind: AlertKind, now: datetime, rows: list[tuple]):
    """The insertion that loses a race in silence: two schedules give one alert."""
    values = [
        {"id": new_id(), "created_at": now, "case_id": case_id, "kind": kind, "due_at": due_at}
        for case_id, due_at in rows
    ]
    return insert(DeadlineAlert).values(values).on_conflict_do_nothing().returning(DeadlineAlert.id)


def ringing(kind: AlertKind, now: datetime, limit: int = 100) -> list[Case]:
    """The cases whose clock rings now, the most overdue first."""
    chosen = select(Case).where(rings(kind, now)).order_by(deadline_of(kind), Case.id)
    names = (joinedload(Case.translator), joinedload(Case.contractor))
    return list(db.session.scalars(chosen.options(*names).limit(limit)))


def feed_of(user: User) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user.id)


def feed_by_digest(token_sha256: str) -> CalendarFeed | None:
    """The feed of an account still in use."""
    feed = db.session.scalar(select(CalendarFeed).filter_by(token_sha256=token_sha256))
    return feed if feed and feed.user.is_active else None


def owed_by(user: User, limit: int = 1000) -> list[Case]:
    """What a translator has in hand and owes at a date; a paused case has none."""
    chosen = select(Case).where(
        Case.ended_at.is_(None),
        Case.translator_id == user.id,
        Case.status.in_(WITH_ASSIGNEE),
        Case.assignee_due_at.is_not(None),
    )
    return list(db.session.scalars(chosen.order_by(Case.assignee_due_at, Case.id).limit(limit)))
