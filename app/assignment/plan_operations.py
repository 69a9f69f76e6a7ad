"""Plan the whole stock, apply the plan in one go, place a single case between two plans.

The solver runs before any row is locked; all it decided is applied in one transaction, so that a
process that dies leaves either everything or nothing. Only the edge commits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import clock
from app.accounts.queries import get_user
from app.assignment import operations, plan_queries, queries, rules
from app.assignment.engine import Ledger, Plan, Settings, decide_all, next_holder
from app.assignment.engine.world import Decision
from app.assignment.lifecycle import PlanStatus
from app.assignment.models import AssignmentPlan, TranslatorProfile
from app.assignment.world import lots_at, tasks_of, world_at
from app.cases import references
from app.cases.models import Case
from app.contracts.queries import get_holder
from app.db import db
from app.errors import DomainError


@dataclass(frozen=True)
class Applied:
    given: tuple[UUID, ...] = ()  # cases
    skipped: tuple[UUID, ...] = ()  # somebody else moved them meanwhile
    is_superseded: bool = False


def plan(now: datetime, settings: Settings | None = None) -> Plan:
    """Decisions over the whole stock at `now`; changes nothing. Raises `engine.Unsolved`."""
    return decide_all(world_at(now, settings))


def apply(decided: Plan, now: datetime, run: AssignmentPlan | None = None) -> Applied:
    """Give what the plan gives now. Cases moved meanwhile are left as they are."""
    plan_queries.take_plan_lock()
    if run and plan_queries.is_applied_since(run.started_at, run.id):
        return Applied(is_superseded=True)
    queries.lock_profiles(list(decided.spare_words))
    given: list[UUID] = []
    skipped: list[UUID] = []
    ordered = sum(decision.holder_id is not None for decision in decided.now)
    numbers = iter(references.next_references(references.ORDER, ordered))
    means = operations.Means.of([d.translator_id for d in decided.now if d.translator_id])
    for decision in sorted(decided.now, key=lambda d: str(d.case_id)):
        (given if _carry_out(decision, numbers, means) else skipped).append(decision.case_id)
    for user_id, words in decided.spare_words.items():
        if profile := db.session.get(TranslatorProfile, user_id):
            profile.spare_words = words
    db.session.flush()
    return Applied(tuple(given), tuple(skipped))


def _carry_out(decision: Decision, numbers: Iterator[str], means: operations.Means) -> bool:
    """The operations refuse before they write: nothing is to be undone but a number drawn."""
    case = db.session.get(Case, decision.case_id)
    if case is None:
        return False
    try:
        if decision.translator_id:
            who = get_user(decision.translator_id)
            operations.assign_inside(case, who, None, decision.reason, means)
        elif decision.holder_id:
            holder = get_holder(decision.holder_id)
            operations.offer(case, holder, None, decision.reason, next(numbers))
    except DomainError:
        return False
    return True


def begin() -> AssignmentPlan:
    """To be committed before the solver starts: a plan that dies leaves this row behind."""
    run = AssignmentPlan(started_at=clock.now(), status=PlanStatus.RUNNING, cases=0, given=0)
    db.session.add(run)
    db.session.flush()
    return run


def finish(run: AssignmentPlan, decided: Plan, applied: Applied) -> None:
    run.status = PlanStatus.SUPERSEDED if applied.is_superseded else PlanStatus.APPLIED
    run.finished_at = clock.now()
    run.cases, run.given = len(decided.decisions), len(applied.given)
    run.outside_cost, run.seconds = decided.outside_cost, decided.seconds
    db.session.flush()


def fail(run: AssignmentPlan) -> None:
    run.status, run.finished_at = PlanStatus.FAILED, clock.now()
    db.session.flush()


def close_lost(before: datetime) -> int:
    """Plans whose process died: nothing of them was applied; answer how many."""
    lost = plan_queries.plans_running_since(before)
    for run in lost:
        run.status, run.finished_at = PlanStatus.LOST, clock.now()
    db.session.flush()
    return len(lost)


def place(case: Case) -> rules.Choice:
    """One case between two plans: into free hands, into a place the plan left, or outside."""
    now = clock.now()
    able = queries.candidates(case.language, case.direction, case.kind, clock.today())
    queries.lock_profiles([c.user_id for c in able])
    if case.language is None:
        return operations.decide(case)
    [task] = tasks_of([case], now, {})
    inside = [c for c in able if c.user_id not in task.tried]
    work = rules.Work(case.words, case.is_sensitive, case.language)
    spare = plan_queries.spare_words([c.user_id for c in inside])
    chosen = rules.best_inside(work, [c for c in inside if _has_room(c, case, spare)])
    if chosen:
        _take_spare(chosen.user_id, case.words)
        choice = rules.Choice(rules.reason_inside(work, chosen), translator_id=chosen.user_id)
        operations.assign_inside(case, get_user(chosen.user_id), None, choice.reason)
        return choice
    if later := next((u for u, words in sorted(spare.items()) if words >= case.words), None):
        _take_spare(later, case.words)
        return rules.Choice("Une place interne est prévue : elle attend le prochain plan.")
    return _place_outside(case, task, rules.why_nobody_inside(work, able, task.tried))


def _has_room(person: rules.Candidate, case: Case, spare: dict[UUID, int]) -> bool:
    return spare.get(person.user_id, case.words) >= case.words and person.can_take(case.words)


def _place_outside(case: Case, task, why_not: str) -> rules.Choice:
    offer = next_holder(task, list(lots_at(clock.now(), case.language)), Ledger())
    if isinstance(offer, str):
        return rules.Choice(f"{why_not} {offer}")
    choice = rules.Choice(f"{why_not} {offer.why}", holder_id=offer.holder.holder_id)
    return operations.offer_if_affordable(case, get_holder(offer.holder.holder_id), choice)


def _take_spare(user_id: UUID, words: int) -> None:
    profile = db.session.get(TranslatorProfile, user_id)
    if profile and profile.spare_words is not None:
        profile.spare_words = max(0, profile.spare_words - words)
        db.session.flush()
