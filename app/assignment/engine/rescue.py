"""Cases so near their end that only the house can still keep their commitment.

They are given before the plan is reckoned: they pass first in the hands of whoever has least, and
the programme shares out what is left. Offering them outside again would break every one of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

from app.assignment.engine.fairness import Ledger, Offer, next_holder
from app.assignment.engine.world import Decision, Person, Task, World


def rescue(world: World) -> tuple[list[Decision], World]:
    """Those decided, and the world without them: their work is in hand."""
    people, decisions, left = list(world.people), [], []
    taken = [0.0] * len(people)  # days of what was rescued: it passes first, one after the other
    for task in sorted(world.tasks, key=lambda t: (t.days_left, str(t.case_id))):
        rank = _whose(world, people, taken, task) if _is_lost_outside(world, task) else None
        if rank is None:
            left.append(task)
            continue
        decisions.append(_given(world, people[rank], task))
        people[rank] = _holding(people[rank], task)
        taken[rank] += task.words / people[rank].speed_for(task)
    if not decisions:
        return [], world
    return decisions, replace(world, tasks=tuple(left), people=tuple(people))


def _is_lost_outside(world: World, task: Task) -> bool:
    """Half its time is gone, and whoever would be asked outside is seen to take longer than is
    left."""
    if not 0 < task.days_left <= world.settings.rescue_days:
        return False
    offer = next_holder(task, world.lots, Ledger())
    return not isinstance(offer, Offer) or offer.holder.days > task.days_left


def _whose(
    world: World, people: Sequence[Person], taken: Sequence[float], task: Task
) -> int | None:
    """Whoever would finish it first, in time; then the least loaded."""
    found = [
        (day, person.days_in_hand, rank)
        for rank, person in enumerate(people)
        if (day := _finished(world, person, taken[rank], task)) is not None
    ]
    return min(found)[2] if found else None


def _finished(world: World, person: Person, taken: float, task: Task) -> int | None:
    """The day, counted from today, on which they would finish it before what they hold; None when
    that is too late for the second reading, or after they left."""
    speed = person.speed_for(task)
    if not speed:
        return None
    needed = taken + task.words / speed
    if person.leaves_in is not None and needed > person.leaves_in:
        return None
    last = int(task.days_left - world.settings.review_days)
    for day, worked in enumerate(accumulate(person.free[: max(last, 0) + 1])):
        if worked >= needed:
            return day
    return None


def _holding(person: Person, task: Task) -> Person:
    days = task.words / person.speed_for(task)
    leaves_in = None if person.leaves_in is None else person.leaves_in - days
    return replace(person, days_in_hand=person.days_in_hand + days, leaves_in=leaves_in)


def _given(world: World, person: Person, task: Task) -> Decision:
    end = world.today + timedelta(days=int(task.days_left))
    reason = (
        f"Plan du {world.today:%d/%m/%Y} : l'engagement échoit le {end:%d/%m}, aucun titulaire ne "
        "la rendrait à temps ; elle passe en premier."
    )
    days = task.words / person.speed_for(task)
    return Decision(task.case_id, reason, translator_id=person.user_id, days=days)
