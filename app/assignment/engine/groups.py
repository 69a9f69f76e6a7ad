"""The stock in groups of cases that the model cannot tell apart, and the days in steps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.assignment.engine.fairness import Ledger, Offer, next_holder
from app.assignment.engine.world import Task, World

STEPS = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 27)  # last day of each step, from today
DEADLINES = (1, 3, 5, 7, 9, 11, 14, 17, 21)  # days left: classes of urgency
SIZES = (60, 80, 100, 120, 140, 160, 180, 200, 230, 260, 300, 350, 400)  # words: classes


@dataclass(frozen=True)
class Step:
    first: int
    last: int

    @property
    def end(self) -> float:
        """Work of this step comes back in its middle, on average."""
        return (self.first + self.last + 1) / 2


def steps(reach_days: int) -> list[Step]:
    ends = [last for last in STEPS if last < reach_days] + [reach_days]
    return [Step(before + 1, last) for before, last in zip([-1, *ends], ends, strict=False)]


@dataclass(frozen=True)
class Group:
    tasks: tuple[Task, ...]
    words: float
    cases: float
    days_left: float  # of the most urgent
    able: tuple[tuple[int, int], ...]  # (which person, words a day)
    offer: Offer | None
    euros: float  # for the whole group, outside
    no_offer: str = ""
    release: int = 0  # step from which it exists; 0: it is there
    is_expected: bool = False


def groups_of(world: World) -> list[Group]:
    found: dict[tuple, list[Task]] = defaultdict(list)
    offers: dict[tuple, Offer | str] = {}
    for task in world.tasks:
        rule = (task.pair, task.kind, task.is_sensitive, task.country, task.tried)
        if rule not in offers:
            offers[rule] = next_holder(task, world.lots, Ledger())
        offer = offers[rule]
        whom = offer.holder.holder_id if isinstance(offer, Offer) else None
        who_not = task.tried if task.tried else frozenset()
        urgency = _rank(task.days_left, DEADLINES)
        found[
            task.line, task.is_sensitive, whom, who_not, urgency, _rank(task.words, SIZES)
        ].append(task)
    groups = [
        _group(world, rows, offers[_rule(rows[0])])
        for _key, rows in sorted(found.items(), key=_name)
    ]
    return groups + list(_expected(world))


def _rule(task: Task) -> tuple:
    return task.pair, task.kind, task.is_sensitive, task.country, task.tried


def _name(item: tuple) -> str:
    return str(min(task.case_id for task in item[1]))


def _rank(value: float, classes: Iterable[int]) -> int:
    return sum(value > each for each in classes)


def _group(world: World, tasks: list[Task], offer: Offer | str) -> Group:
    words = sum(max(task.words, 1) for task in tasks)
    return Group(
        tasks=tuple(sorted(tasks, key=lambda t: (t.days_left, -t.age_days, str(t.case_id)))),
        words=words,
        cases=len(tasks),
        days_left=min(task.days_left for task in tasks),
        able=_able(world, tasks[0]),
        offer=offer if isinstance(offer, Offer) else None,
        euros=_euros(offer, tasks[0], words) if isinstance(offer, Offer) else 0.0,
        no_offer=offer if isinstance(offer, str) else "",
    )


def _able(world: World, task: Task) -> tuple[tuple[int, int], ...]:
    speeds = ((rank, person.speed_for(task)) for rank, person in enumerate(world.people))
    return tuple((rank, speed) for rank, speed in speeds if speed > 0)


def _euros(offer: Offer, task: Task, words: float) -> float:
    """By the first case's price a word; the exact cost is reckoned case by case afterwards."""
    return float(offer.cost) / max(task.words, 1) * words


def _expected(world: World) -> Iterable[Group]:
    """What will come in the first half of the reach competes for the same people."""
    settings = world.settings
    examples = {task.pair: task for task in world.tasks if not task.is_sensitive and not task.tried}
    for pair, a_day in sorted(world.expected.items()):
        example = examples.get(pair)
        if example is None:
            continue
        offer = next_holder(example, world.lots, Ledger())
        for rank, step in enumerate(steps(settings.reach_days)):
            if rank == 0 or step.last > settings.reach_days / 2:
                continue
            words = a_day * settings.trust * (step.last - step.first + 1)
            if words <= 0:
                continue
            yield Group(
                (), words, words / max(example.words, 1), 21.0 + step.first,
                _able(world, example), offer if isinstance(offer, Offer) else None,
                _euros(offer, example, words) if isinstance(offer, Offer) else 0.0,
                release=rank, is_expected=True,
            )  # fmt: skip
