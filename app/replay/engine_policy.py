"""The engine on the replay's stock: it is told what the database knows at that moment, no more.

Absences are known ahead (they are planned); arrivals are expected at the pace of the last four
weeks; a holder's delay is the one observed on its last sixty days of returns.
"""

from datetime import date, timedelta
from decimal import Decimal

from app import clock
from app.accounts.queries import get_user
from app.assignment import operations, queries
from app.assignment.engine import Decision, Holder, Lot, Person, Task, Unsolved, World, decide_all
from app.budget.models import CostStage
from app.budget.operations import record_cost
from app.cases.models import Case
from app.catalogue.models import Direction
from app.contracts import quotes
from app.contracts.models import Lot as ContractLot
from app.contracts.queries import contracts, get_holder
from app.replay import queries as replay_queries
from app.replay.calendars import is_working
from app.replay.parameters import Parameters
from app.replay.setting import Setting
from pricing.quote import Tariff

INTO = Direction.INTO_FRENCH.value
AHEAD = 30  # days of absences that the plan looks at
EXPECTED_DAYS = 28.0
UNSEEN_DAYS = 11.0  # a holder that has returned nothing yet


def engine(setting: Setting, parameters: Parameters) -> list[Case]:
    stock = replay_queries.in_stock()
    if not stock:
        return []
    by_id = {case.id: case for case in stock}
    try:
        plan = decide_all(_world(stock, setting))
    except Unsolved:
        return []  # the next round tries again
    given = []
    for decision in plan.decisions:
        if decision.is_now and _apply(by_id[decision.case_id], decision):
            given.append(by_id[decision.case_id])
    return given


def _apply(case: Case, decision: Decision) -> bool:
    if decision.translator_id:
        record_cost(case, CostStage.ESTIMATED, quotes.inside(case, clock.today()), "submission")
        operations.assign_inside(case, get_user(decision.translator_id), None, decision.reason)
        return True
    if decision.holder_id:
        holder = get_holder(decision.holder_id)
        quote = quotes.outside(holder, case, clock.today())
        record_cost(case, CostStage.ESTIMATED, quote, "submission")
        operations.offer(case, holder, None, decision.reason)
        return True
    return False


def _world(stock: list[Case], setting: Setting) -> World:
    now = clock.now()
    tried = queries.tried_among(stock)
    tasks = tuple(
        Task(
            case.id,
            case.language or "",
            INTO,
            case.kind.value,
            case.words,
            max(case.pages, 1),
            (case.due_at - now) / timedelta(days=1),
            (now - case.submitted_at) / timedelta(days=1),
            tried=frozenset(tried[case.id]),
        )
        for case in stock
    )
    return World(clock.today(), tasks, _people(setting), _lots(), _expected())


def _people(setting: Setting) -> tuple[Person, ...]:
    today, load = clock.today(), replay_queries.words_in_hand()
    people = []
    for who, shares in setting.daily.items():
        speed = setting.speed[who]
        words = sum(load.get((who, code), 0) for code in shares)
        people.append(
            Person(
                who,
                "",
                {(code, INTO): max(round(speed), 1) for code in shares},
                frozenset(),
                _free(today, set(setting.away[who])),
                days_in_hand=words / speed,
            )
        )
    return tuple(people)


def _free(today: date, away: set[date]) -> tuple[float, ...]:
    days = [today + timedelta(days=n) for n in range(AHEAD)]
    return tuple(1.0 if is_working(day) and day not in away else 0.0 for day in days)


def _lots() -> tuple[Lot, ...]:
    seen = replay_queries.days_observed(clock.now() - timedelta(days=60))
    spent = replay_queries.ordered_euros()
    return tuple(
        _lot(lot, contract.number, contract.maximum - spent, seen)
        for contract in contracts()
        for lot in contract.lots
    )


def _lot(lot: ContractLot, number: str, left: Decimal, seen: dict) -> Lot:
    holders = tuple(
        Holder(
            holder.id,
            holder.contractor_id,
            holder.contractor.name,
            holder.rank,
            {
                (price.language, price.direction.value, price.kind.value): Tariff(
                    price.unit.value, price.amount, price.minimum
                )
                for price in holder.prices
            },
            seen.get(holder.id, UNSEEN_DAYS),
        )
        for holder in lot.holders
        if holder.contractor.is_active
    )
    covers = frozenset((row.language, row.direction.value) for row in lot.languages)
    label = f"marché {number}, lot {lot.number}"
    rule = lot.contract.allocation_rule.value
    return Lot(lot.id, label, rule, covers, holders, lot.contract_id, left)


def _expected() -> dict[tuple[str, str], float]:
    since = clock.now() - timedelta(days=EXPECTED_DAYS)
    words = replay_queries.words_received(since)
    return {(code, INTO): count / EXPECTED_DAYS for code, count in words.items()}
