"""Who is given the stock: the rule of 2023, and the engine."""

from collections.abc import Callable
from uuid import UUID

from app import clock
from app.accounts.queries import get_user
from app.assignment import operations, queries
from app.budget.models import CostStage
from app.budget.operations import record_cost
from app.cases.models import Case
from app.contracts import quotes
from app.contracts.queries import holders_for
from app.replay import queries as replay_queries
from app.replay.calendars import days_before
from app.replay.demand import year
from app.replay.engine_policy import engine
from app.replay.parameters import Parameters
from app.replay.setting import Setting

ALL_INSIDE = {row["code"] for row in year()["languages"] if row["external"] == 0}
INSIDE, OUTSIDE = "2023 : à l'intérieur d'abord.", "2023 : au titulaire."
Policy = Callable[[Setting, Parameters], list[Case]]


def as_was(setting: Setting, parameters: Parameters) -> list[Case]:
    """Inside first in the languages then done inside, up to some days of stock; else the holder.

    Answers the cases that were given.
    """
    stock = replay_queries.in_stock()
    tried = queries.tried_among(stock)
    load = replay_queries.words_in_hand()
    room = _room(setting, parameters)
    given = []
    for case in stock:
        if who := _inside(case, load, room, tried[case.id]):
            load[who, case.language or ""] = load.get((who, case.language or ""), 0) + case.words
            _give_inside(case, who, INSIDE)
        elif not _give_outside(case, tried[case.id]):
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


def _give_inside(case: Case, who: UUID, reason: str) -> None:
    record_cost(case, CostStage.ESTIMATED, quotes.inside(case, clock.today()), "submission")
    operations.assign_inside(case, get_user(who), None, reason)


def _give_outside(case: Case, tried: set[UUID]) -> bool:
    """To the first rank that did not refuse it."""
    for holder in holders_for(case.language or "", case.direction, clock.today()):
        if holder.contractor_id not in tried:
            quote = quotes.outside(holder, case, clock.today())
            record_cost(case, CostStage.ESTIMATED, quote, "submission")
            operations.offer(case, holder, None, OUTSIDE)
            return True
    return False


POLICIES: dict[str, Policy] = {"as-was": as_was, "engine": engine}
