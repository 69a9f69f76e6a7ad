"""Who is given the stock: the rule of 2023, and the platform's own plan."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from app import clock
from app.accounts.queries import get_user
from app.assignment import operations, plan_queries, queries
from app.assignment import plan_operations as plans
from app.assignment.engine import Unsolved
from app.assignment.recalls import recallable, stranded
from app.cases import references
from app.cases.models import Case
from app.catalogue.models import Direction
from app.contracts.models import LotHolder
from app.contracts.queries import holders_for
from app.replay import queries as replay_queries
from app.replay.calendars import days_before
from app.replay.demand import year
from app.replay.parameters import Parameters
from app.replay.setting import Setting

ALL_INSIDE = {row["code"] for row in year()["languages"] if row["external"] == 0}
INSIDE, OUTSIDE = "2023 : à l'intérieur d'abord.", "2023 : au titulaire."


@dataclass(frozen=True)
class Policy:
    give: Callable[[Setting, Parameters], list[Case]]  # answers the cases that were given
    recalled: Callable[[], list[Case]]  # taken back before that
    rounds: Callable[[Parameters], tuple[tuple[int, int], ...]]  # times of a working day


def as_was(setting: Setting, parameters: Parameters) -> list[Case]:
    """Inside first in the languages then done inside, up to some days of stock; else the holder."""
    stock = replay_queries.in_stock()
    tried = queries.tried_among(stock)
    load = replay_queries.words_in_hand()
    room = _room(setting, parameters)
    means = operations.Means.of(list(setting.daily))
    numbers = iter(references.next_references(references.ORDER, len(stock)))
    holders = cache(lambda language: holders_for(language, Direction.INTO_FRENCH, clock.today()))
    given = []
    for case in stock:
        if who := _inside(case, load, room, tried[case.id]):
            load[who, case.language or ""] = load.get((who, case.language or ""), 0) + case.words
            operations.assign_inside(case, get_user(who), None, INSIDE, means)
        elif holder := _outside(holders(case.language or ""), tried[case.id]):
            operations.offer(case, holder, None, OUTSIDE, next(numbers))
        else:
            continue
        given.append(case)
    return given


def _room(setting: Setting, parameters: Parameters) -> dict[tuple[UUID, str], float]:
    """Words of each language that each translator may hold: none that an absence would delay."""
    today = clock.today()
    room = {}
    for who, shares in setting.daily.items():
        days = min(parameters.horizon_days, days_before(setting.away[who], today))
        for code, words in shares.items():
            room[who, code] = float("inf") if code in ALL_INSIDE else words * days
    return room


def _inside(
    case: Case, load: dict[tuple[UUID, str], int], room: dict, tried: set[UUID]
) -> UUID | None:
    """The least loaded with room left; the last case may overfill it."""
    code = case.language or ""
    able = [
        who
        for (who, language), words in room.items()
        if language == code and who not in tried and load.get((who, code), 0) < words
    ]
    return min(able, key=lambda who: load.get((who, code), 0) / room[who, code], default=None)


def _outside(holders: list[LotHolder], tried: set[UUID]) -> LotHolder | None:
    """The first rank that did not refuse it."""
    return next((holder for holder in holders if holder.contractor_id not in tried), None)


def engine(setting: Setting, parameters: Parameters) -> list[Case]:
    """The plan of the whole stock, as the job `plan_stock` makes and applies it."""
    if not plan_queries.is_stock_waiting():
        return []
    now = clock.now()
    try:
        decided = plans.plan(now)
    except Unsolved:
        return []  # the next round tries again
    stock = {case.id: case for case in replay_queries.in_stock()}
    applied = plans.apply(decided, now)
    return [stock[case_id] for case_id in applied.given]


def taken_back() -> list[Case]:
    """What the coordination takes back: late outside, or left behind inside."""
    now = clock.now()
    return [order.case for order in recallable(now)] + stranded(now)


POLICIES = {
    "as-was": Policy(as_was, list, lambda parameters: parameters.rounds),
    "engine": Policy(engine, taken_back, lambda parameters: parameters.engine_rounds),
}
