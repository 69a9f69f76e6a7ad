"""From words of groups to cases: the earliest deadline first, batches kept together."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from math import inf
from time import perf_counter

from app.assignment.engine.fairness import Ledger, Offer, next_holder
from app.assignment.engine.groups import Group, groups_of
from app.assignment.engine.rescue import rescue
from app.assignment.engine.solve import OUTSIDE, UNPLACED, Flow, solve
from app.assignment.engine.world import Decision, Person, Plan, Task, World


@dataclass
class Share:
    """What is left of a flow once cases were taken from it."""

    flow: Flow
    left: float


@dataclass(frozen=True)
class Given:
    task: Task
    group: Group
    flow: Flow


def decide_all(world: World) -> Plan:
    """A decision for each task, in no time of its own: the caller gives `today`."""
    begun = perf_counter()
    rescued, world = rescue(world)
    groups = groups_of(world)
    solution = solve(world, groups)
    given = _to_cases(world, groups, solution.flows)
    decisions = rescued + _outside(world, given) + _inside(world, given)
    spare = {
        person.user_id: int(rest * min(person.speeds.values(), default=0))
        for person, rest in zip(world.people, solution.rest, strict=True)
    }
    return Plan(tuple(decisions), spare, perf_counter() - begun, solution.variables, solution.rows)


def _to_cases(world: World, groups: list[Group], flows: tuple[Flow, ...]) -> list[Given]:
    shares: dict[int, list[Share]] = defaultdict(list)
    for flow in flows:
        shares[flow.group].append(Share(flow, flow.words))
    followed = {
        batch: rank for rank, person in enumerate(world.people) for batch in person.held_batches
    }
    given = []
    for rank, group in enumerate(groups):
        mine = sorted(shares[rank], key=lambda s: (s.flow.person == UNPLACED, s.flow.days))
        for task in group.tasks:
            share = _share_for(task, mine, followed)
            share.left -= max(task.words, 1)
            if task.batch and share.flow.person != UNPLACED:
                followed.setdefault(task.batch, share.flow.person)
            given.append(Given(task, group, share.flow))
    return given


def _share_for(task: Task, shares: list[Share], followed: dict[str, int]) -> Share:
    """Whoever has its batch if they have room; else the earliest share that holds half of it."""
    if task.batch in followed:
        whose = [s for s in shares if s.flow.person == followed[task.batch] and s.left > 0]
        if whose:
            return whose[0]
    half = max(task.words, 1) / 2
    fits = next((share for share in shares if share.left >= half), None)
    return fits or _longest(shares)


def _longest(shares: list[Share]) -> Share:
    """It is longer than any one step: whoever has most of it over their steps begins it."""
    total: dict[int, float] = defaultdict(float)
    for share in shares:
        total[share.flow.person] += max(share.left, 0.0)
    whose = max(total, key=lambda person: total[person])
    return next(s for s in shares if s.flow.person == whose and (s.left > 0 or not total[whose]))


def _outside(world: World, given: list[Given]) -> list[Decision]:
    ledger, decisions = Ledger(), []
    mine = [each for each in given if each.flow.person == OUTSIDE]
    for each in sorted(mine, key=lambda g: (g.task.days_left, str(g.task.case_id))):
        offer = next_holder(each.task, world.lots, ledger)
        if not isinstance(offer, Offer):
            decisions.append(_waits(each.task, offer))
            continue
        ledger.note(offer.lot, offer.holder, each.task, offer.cost)
        decisions.append(
            Decision(
                each.task.case_id,
                f"{_why_not_inside(world, each)} {offer.why}",
                holder_id=offer.holder.holder_id,
                cost=offer.cost,
                days=offer.holder.days,
            )
        )
    return decisions


def _why_not_inside(world: World, each: Given) -> str:
    if not each.group.able:
        return "Aucun traducteur interne ne peut la prendre."
    days = world.settings.reach_days
    return f"Capacité interne prise par des demandes plus urgentes pour {days} jours."


def _inside(world: World, given: list[Given]) -> list[Decision]:
    by_person: dict[int, list[Given]] = defaultdict(list)
    decisions = []
    for each in given:
        if each.flow.person >= 0:
            by_person[each.flow.person].append(each)
        elif each.flow.person == UNPLACED:
            why = each.group.no_offer or "Aucune capacité avant l'échéance."
            decisions.append(_waits(each.task, why if not each.group.able else f"{_full()} {why}"))
    for rank, rows in sorted(by_person.items()):
        decisions += _in_hand(world, world.people[rank], rows)
    return decisions


def _full() -> str:
    return "Capacité interne insuffisante."


def _in_hand(world: World, person: Person, rows: list[Given]) -> list[Decision]:
    """What fits in their hands is given now; the rest waits, and may still go to another.

    Nobody leaves for weeks with work that they could not finish before.
    """
    room = min(world.settings.hand_days, person.hand_limit) - person.days_in_hand
    before = inf if person.leaves_in is None else person.leaves_in - person.days_in_hand
    first: dict[str, tuple] = {}
    ordered = sorted(rows, key=_urgency)
    for each in ordered:
        if each.task.batch:
            first.setdefault(each.task.batch, _urgency(each))
    decisions = []
    for each in sorted(ordered, key=lambda g: first.get(g.task.batch or "", _urgency(g))):
        needed = each.task.words / person.speed_for(each.task)
        decision = _to_person(world, person, each)
        if needed <= before and (room > 0 or _is_pressing(world, each.task)):
            room, before = room - needed, before - needed
        else:
            decision = replace(decision, is_now=False)
        decisions.append(decision)
    return decisions


def _is_pressing(world: World, task: Task) -> bool:
    """It goes into hands that are full: near its end, or long in the stock."""
    settings = world.settings
    return task.days_left <= settings.rush_days or task.age_days >= settings.patience_days


def _urgency(each: Given) -> tuple:
    return each.flow.step, each.task.days_left, str(each.task.case_id)


def _to_person(world: World, person: Person, each: Given) -> Decision:
    day = world.today + timedelta(days=int(each.flow.days))
    role = "réserve plurilingue" if person.is_reserve else "capacité interne"
    saved = f", {each.group.offer.holder.name} évité" if each.group.offer else ""
    reason = (
        f"Plan du {world.today:%d/%m/%Y} : {role}, traduction prévue vers le {day:%d/%m}{saved}."
    )
    return Decision(each.task.case_id, reason, translator_id=person.user_id, days=each.flow.days)


def _waits(task: Task, why: str) -> Decision:
    return Decision(task.case_id, why, is_now=False)
