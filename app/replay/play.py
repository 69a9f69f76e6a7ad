"""Live the year through: the real operations, each at its own simulated instant.

One heap of events; one commit a simulated hour, or sooner where much is written. Only the rows of
open cases are held, so that memory stays flat. Nothing here decides: policies do, knowing only what
the database says.
"""

import gc
import heapq
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, groupby
from uuid import UUID

from app import clock
from app.accounts.models import Contractor, Institution, User
from app.assignment.models import TranslatorProfile, TranslatorSkill
from app.budget.models import BudgetYear
from app.catalogue.models import Language
from app.contracts.models import FrameworkContract, Lot, LotHolder, Price
from app.replay import queries
from app.replay.calendars import opening, working_days
from app.replay.demand import Arrival, Scenario, arrivals
from app.replay.parameters import Parameters
from app.replay.policies import Policy
from app.replay.session import end_hour, is_long, settle
from app.replay.setting import Setting, load

LASTING = (
    BudgetYear, User, Institution, Contractor, Language, FrameworkContract, Lot, LotHolder, Price,
    TranslatorProfile, TranslatorSkill,
)  # fmt: skip
FIRST, LAST = date(2023, 1, 1), date(2024, 3, 31)  # after December the stock is worked off


@dataclass
class Play:
    setting: Setting
    parameters: Parameters
    policy: Policy
    scenario: Scenario
    heap: list[tuple] = field(default_factory=list)
    order: count = field(default_factory=count)
    arrivals: dict[UUID, Arrival] = field(default_factory=dict)  # of open cases only
    turn: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    busy: dict[UUID, datetime] = field(default_factory=dict)  # holder: free from
    queues: dict[UUID, list[tuple]] = field(default_factory=lambda: defaultdict(list))  # by person
    at_work: set[UUID] = field(default_factory=set)  # people who are on a case
    written: set[UUID] = field(default_factory=set)  # cases with rows not in the database yet
    recalled: int = 0  # orders taken back from late holders
    transitions: int = 0
    documents: int = 0

    def plan(self, at: datetime, do: Callable, *what: object) -> None:
        heapq.heappush(self.heap, (at, next(self.order), do, what))

    def begin(self, case_id: UUID) -> None:
        """An operation on this case will look for its rows: let the database have them."""
        if case_id in self.written:
            settle()
            self.written.clear()
        self.written.add(case_id)


def play(
    parameters: Parameters,
    scale: float,
    policy: Policy,
    scenario: Scenario,
    tell: Callable[[str], None] = lambda _line: None,
) -> Play:
    from app.replay import steps

    setting = load(parameters, scale)
    end_hour()
    kept = queries.lasting(LASTING)  # the session refers to its rows weakly: hold them here
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    state = Play(setting, parameters, policy, scenario)
    deposits = _deposits(arrivals(parameters, scale, scenario))
    for day in working_days(FIRST, LAST):
        for at_hour, minute in policy.rounds(parameters):
            state.plan(opening(day).replace(hour=at_hour, minute=minute), steps.give, state)
    if scenario.lost is not None and scenario.lost_on:
        state.plan(opening(scenario.lost_on), steps.lose, state)
    _live(state, deposits, steps.deposit, tell)
    kept.clear()
    return state


def _live(
    state: Play, deposits: Iterator[tuple], deposit: Callable, tell: Callable[[str], None]
) -> None:
    upcoming = next(deposits, None)
    hour: datetime | None = None
    while upcoming or (state.heap and _is_needed(state)):
        if upcoming and (not state.heap or upcoming[0] <= state.heap[0][0]):
            at, do, what = upcoming[0], deposit, (state, upcoming[1])
            upcoming = next(deposits, None)
        else:
            at, _rank, do, what = heapq.heappop(state.heap)
        if hour is None or (at - hour) >= timedelta(hours=1) or is_long():
            end_hour()
            state.written.clear()
            if hour is None or at.month != hour.month:
                tell(_progress(state, at))
            hour = at
        with clock.set_to(at):
            do(*what)
    end_hour()


def _progress(state: Play, at: datetime) -> str:
    """The peak memory is told month after month: it stays where it is when memory is flat."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{at:%Y-%m}: {len(state.arrivals)} open, {state.transitions} transitions, "
        f"{time.process_time():.0f} s of processor, {peak} MB at most"
    )


def _is_needed(state: Play) -> bool:
    return bool(state.arrivals) and state.heap[0][0] < opening(LAST)


def _deposits(rows: list[Arrival]) -> Iterator[tuple]:
    """One deposit a quarter of an hour and a network, as agents send them."""
    ordered = sorted(rows, key=lambda a: (a.at, a.sender))
    for at, sent in groupby(ordered, key=lambda a: a.at):
        by_sender = groupby(sent, key=lambda a: a.sender)
        yield at, [(sender, list(members)) for sender, members in by_sender]
