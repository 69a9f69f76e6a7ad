"""The linear programme, solved by HiGHS: words of each group to each person and step, or outside.

docs/assignment-model.md states it with the same names.
"""

from dataclasses import dataclass
from uuid import UUID

import highspy
import numpy as np

from app.assignment.engine.groups import Group, Step, steps
from app.assignment.engine.world import World

OUTSIDE = -1  # in place of a person
UNPLACED = -2


class Unsolved(Exception):
    """The solver gave no plan in its time: the default rule stands in, the sweep tries again."""


@dataclass(frozen=True)
class Flow:
    """`words` of group `group` go to `person` (or outside) and come back after `days`."""

    group: int
    person: int
    step: int
    days: float
    words: float


@dataclass(frozen=True)
class Solution:
    flows: tuple[Flow, ...]
    rest: tuple[float, ...]  # full days each person has left within the reach
    variables: int
    rows: int


class _Columns:
    """Columns are added one after the other, in the order HiGHS wants them."""

    def __init__(self) -> None:
        self.what: list[tuple[int, int, int, float]] = []
        self.cost: list[float] = []
        self.start: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def add(self, what: tuple[int, int, int, float], cost: float, rows: dict[int, float]) -> None:
        self.what.append(what)
        self.cost.append(cost)
        self.index.extend(rows)
        self.value.extend(rows.values())
        self.start.append(len(self.index))


def days_by_step(world: World, of: list[Step]) -> list[list[float]]:
    """Full days each person has free in each step, the work in hand being done first."""
    table = []
    for person in world.people:
        owed, row = person.days_in_hand, []
        for step in of:
            free = sum(person.free[step.first : step.last + 1])
            used = min(owed, free)
            owed -= used
            row.append(free - used)
        table.append(row)
    return table


def solve(world: World, groups: list[Group]) -> Solution:
    of = steps(world.settings.reach_days)
    days = days_by_step(world, of)
    if not groups:
        return Solution((), tuple(map(sum, days)), 0, 0)
    lots: dict[UUID, int] = {}
    base = len(groups) + len(days) * len(of)
    columns = _Columns()
    for rank, group in enumerate(groups):
        _inside(columns, world, rank, group, of, len(groups))
        _outside(columns, world, rank, group, lots, base)
        columns.add((rank, UNPLACED, 0, 0.0), _unplaced(world, group), {rank: 1.0})
    lower = np.concatenate(
        [[g.words for g in groups], np.zeros(len(days) * len(of)), np.zeros(len(lots))]
    )
    ceilings = {lot.contract_id: float(lot.euros_left) for lot in world.lots}
    upper = np.concatenate(
        [[g.words for g in groups], np.ravel(days) if days else [], [ceilings[c] for c in lots]]
    )
    values = _run(columns, lower, upper, world.settings.time_limit)
    flows = tuple(
        Flow(group, person, step, back, float(words))
        for (group, person, step, back), words in zip(columns.what, values, strict=True)
        if words > 1e-6
    )
    return Solution(flows, _rest(days, flows, groups), len(columns.cost), len(lower))


def _inside(
    columns: _Columns, world: World, rank: int, group: Group, of: list[Step], first_row: int
) -> None:
    settings = world.settings
    for person, speed in group.able:
        reserve = settings.reserve_price if world.people[person].is_reserve else 0.0
        for step in range(group.release, len(of)):
            back = of[step].end
            cost = _time_price(world, group, back) / group.words + reserve
            rows = {rank: 1.0, first_row + person * len(of) + step: 1.0 / speed}
            columns.add((rank, person, step, back), cost, rows)


def _outside(
    columns: _Columns, world: World, rank: int, group: Group, lots: dict[UUID, int], base: int
) -> None:
    if group.offer is None:
        return
    released = steps(world.settings.reach_days)[group.release].first
    back = group.offer.holder.days + released
    row = base + lots.setdefault(group.offer.lot.contract_id, len(lots))
    price = group.euros / group.words
    cost = price + _time_price(world, group, back) / group.words
    columns.add((rank, OUTSIDE, group.release, back), cost, {rank: 1.0, row: price})


def _time_price(world: World, group: Group, back: float) -> float:
    """What coming back so late is worth, for the whole group: age, margin, commitment."""
    settings = world.settings
    over = back + settings.review_days - group.days_left
    price = settings.day_value * back + settings.margin_price * max(
        0.0, over + settings.margin_days
    )
    return group.cases * (price + (settings.breach_price if over > 0 else 0.0))


def _unplaced(world: World, group: Group) -> float:
    """Left for a later plan: dear, unless the group is only expected."""
    settings = world.settings
    if group.is_expected:
        return group.euros / group.words
    return _time_price(world, group, 2.0 * settings.reach_days + 14) / group.words + 1.0


def _run(columns: _Columns, lower: np.ndarray, upper: np.ndarray, seconds: float) -> list[float]:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns.cost), len(lower)
    lp.col_cost_ = np.array(columns.cost)
    lp.col_lower_ = np.zeros(len(columns.cost))
    lp.col_upper_ = np.full(len(columns.cost), highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.array(columns.start, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(columns.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(columns.value)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Unsolved(solver.modelStatusToString(solver.getModelStatus()))
    return list(solver.getSolution().col_value)


def _rest(
    days: list[list[float]], flows: tuple[Flow, ...], groups: list[Group]
) -> tuple[float, ...]:
    left = [sum(row) for row in days]
    for flow in flows:
        group = groups[flow.group]
        if flow.person >= 0 and not group.is_expected:
            left[flow.person] -= flow.words / dict(group.able)[flow.person]
    return tuple(max(0.0, each) for each in left)
