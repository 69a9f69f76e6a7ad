"""What the coordination may take back while the house can still do it in time: late orders, and
what somebody left behind who is away.

Nothing takes an order back by itself. None is named where the people present have no room for all
of them: then the holders are full, and taking back what is late would fill the house too.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import inf
from uuid import UUID

from app.assignment import queries, recall_queries
from app.assignment.engine.fairness import Ledger, Offer, next_holder
from app.assignment.engine.world import Lot, Person, Task
from app.assignment.models import PurchaseOrder
from app.assignment.rules import READING_DAYS
from app.assignment.world import lots_at, people_at, tasks_of
from app.cases.models import Case, CaseKind
from app.clock import PARIS
from app.workdays import open_days_between

FULL_DAYS = 1.5  # of work in the hands of whoever would take it over
RECALL_DAYS = 4  # working days of France before the end of the commitment, today counted


def recallable(now: datetime) -> list[PurchaseOrder]:
    """Accepted orders past the contract's date whose case nears its end, if the people present have
    room for them all; the most pressing first."""
    orders = [order for order in recall_queries.accepted_and_late(now) if _is_near(order.case, now)]
    if not orders:
        return []
    people = {person.user_id: person for person in people_at(now, RECALL_DAYS * 2, {})}
    room = {user_id: _room(person) for user_id, person in people.items()}
    tried = queries.tried_among([order.case for order in orders])
    named = []
    for order in orders:
        able = {
            person.user_id: _days(person, order.case)
            for person in people.values()
            if person.user_id not in tried[order.case_id] and _can(person, order.case)
        }
        if not able:
            continue
        whose = _roomiest(able, room)
        if whose is None:
            return []  # too many are late at once: the holders are full, the house would be too
        room[whose] -= able[whose]
        named.append(order)
    return named


def stranded(now: datetime) -> list[Case]:
    """Cases that somebody left behind, not begun, and would take up again too late for the second
    reading, where another who is there has room or a holder has the time: the coordination may take
    them back too."""
    today = now.astimezone(PARIS).date()
    left = [case for case, back in recall_queries.left_behind(today) if _is_too_late(case, back)]
    if not left:
        return []
    people = [person for person in people_at(now, RECALL_DAYS * 2, {}) if _room(person) > 0]
    tasks = {task.case_id: task for task in tasks_of(left, now, {})}
    lots = list(lots_at(now))
    return [
        case
        for case in left
        if any(person.user_id != case.translator_id and _can(person, case) for person in people)
        or _can_go_out(tasks[case.id], lots)
    ]


def _can_go_out(task: Task, lots: Sequence[Lot]) -> bool:
    """Whoever would be asked outside is seen to return in less time than is left."""
    offer = next_holder(task, lots, Ledger())
    return isinstance(offer, Offer) and offer.holder.days < task.days_left


def _is_too_late(case: Case, back: date) -> bool:
    return open_days_between(back, case.due_at.astimezone(PARIS).date()) <= READING_DAYS


def _is_near(case: Case, now: datetime) -> bool:
    first, last = now.astimezone(PARIS).date(), case.due_at.astimezone(PARIS).date()
    return open_days_between(first, last) <= RECALL_DAYS


def _room(person: Person) -> float:
    """Full days, the work in hand deducted."""
    return FULL_DAYS - person.days_in_hand


def _can(person: Person, case: Case) -> bool:
    """There today or on the next day, with time enough before the end or before leaving."""
    days = _days(person, case)
    return sum(person.free[:2]) > 0 and days <= min(sum(person.free), person.leaves_in or inf)


def _days(person: Person, case: Case) -> float:
    pair = (case.language or "", str(case.direction))
    if case.kind is CaseKind.CERTIFICATION and pair not in person.certifies:
        return inf
    return case.words / person.speeds[pair] if pair in person.speeds else inf


def _roomiest(able: Iterable[UUID], room: dict[UUID, float]) -> UUID | None:
    whose = max(able, key=lambda user_id: room[user_id])
    return whose if room[whose] > 0 else None
