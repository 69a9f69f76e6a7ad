"""Late orders that the coordination may take back while the house can still do them in time.

Nothing takes an order back by itself. None is named where the people present have no room for all
of them: then the holders are full, and taking back what is late would fill the house too.
"""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import select

from app.assignment import queries
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import PurchaseOrder
from app.assignment.rules import Candidate
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case, CaseKind
from app.catalogue.models import Direction
from app.clock import PARIS
from app.db import db

FULL_DAYS = 1.5  # of work in the hands of whoever would take it over


def recallable(now: datetime, rush_days: float) -> list[PurchaseOrder]:
    """Accepted orders past the contract's date whose case has `rush_days` or less, not refused
    before, if the people present have room for them all; the most pressing first."""
    today = now.astimezone(PARIS).date()

    @cache
    def able(language: str | None, direction: Direction, kind: CaseKind) -> list[Candidate]:
        found = queries.candidates(language, direction, kind, today)
        return [person for person in found if not person.is_away]

    orders = _late(now, rush_days)
    tried = queries.tried_among([order.case for order in orders])
    room: dict[UUID, float] = {}
    named = []
    for order in orders:
        case = order.case
        if len(tried[case.id]) > 1:  # it holds it, and another refused it
            continue
        people = able(case.language, case.direction, case.kind)
        if not people:
            continue
        whose = _whose(people, room)
        if whose is None:
            return []  # too many are late at once: the holders are full, the house would be too
        room[whose] -= case.words
        named.append(order)
    return named


def _late(now: datetime, rush_days: float) -> list[PurchaseOrder]:
    chosen = (
        select(PurchaseOrder)
        .join(Case, Case.id == PurchaseOrder.case_id)
        .where(
            PurchaseOrder.status == OrderStatus.ACCEPTED,
            Case.assignee_due_at <= now,  # the contract's date, pauses added
            Case.status == CaseStatus.IN_PROGRESS,
            Case.due_at <= now + timedelta(days=rush_days),
        )
        .order_by(Case.due_at, Case.id)
    )
    return list(db.session.scalars(chosen))


def _whose(people: list[Candidate], room: dict[UUID, float]) -> UUID | None:
    """Whoever has most room, while there is any."""
    for person in people:
        room.setdefault(person.user_id, FULL_DAYS * person.daily_words - person.load)
    whose = max((p.user_id for p in people), key=lambda user_id: room[user_id], default=None)
    return whose if whose is not None and room[whose] > 0 else None
