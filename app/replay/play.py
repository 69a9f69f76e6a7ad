"""Live the year through: the real operations, each at its own simulated instant.

One heap of events; one commit a simulated hour, after which the session forgets its rows, so
that memory stays flat. Nothing here decides: policies do, knowing only what the database says.
"""

import gc
import heapq
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, groupby
from uuid import UUID

from app import clock
from app.accounts.models import Contractor, Institution, User
from app.accounts.queries import get_contractor, get_user
from app.assignment import operations as assignment
from app.assignment.queries import live_order
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import get_case
from app.catalogue.models import Language
from app.certification.operations import certify
from app.contracts.models import FrameworkContract, Lot, LotHolder
from app.db import AFTER_COMMIT, commit, db
from app.intake import operations as intake
from app.intake.queries import documents_of
from app.prescreen import operations as prescreen
from app.prescreen import review
from app.replay import queries, seams
from app.replay.calendars import after, opening, working_days
from app.replay.demand import Arrival, Scenario, arrivals, waits
from app.replay.parameters import Parameters
from app.replay.policies import Policy
from app.replay.setting import Setting, load
from app.translation import operations as translation

LASTING = (User, Institution, Contractor, Language, FrameworkContract, Lot, LotHolder)
FIRST, LAST = date(2023, 1, 1), date(2024, 3, 31)  # after December the stock is worked off
WHY = "Image illisible : une nouvelle copie est à fournir par une nouvelle demande."


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
    busy: dict[UUID, datetime] = field(default_factory=dict)  # person or holder: free from
    transitions: int = 0
    documents: int = 0

    def plan(self, at: datetime, do: Callable, *what: object) -> None:
        heapq.heappush(self.heap, (at, next(self.order), do, what))


def play(parameters: Parameters, scale: float, policy: Policy, scenario: Scenario) -> Play:
    setting = load(parameters, scale)
    kept = queries.lasting(LASTING)  # the session refers to its rows weakly: hold them here
    _end_hour()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    state = Play(setting, parameters, policy, scenario)
    deposits = _deposits(arrivals(parameters, scale, scenario))
    upcoming = next(deposits, None)
    for day in working_days(FIRST, LAST):
        for at_hour, minute in parameters.rounds:
            state.plan(opening(day).replace(hour=at_hour, minute=minute), _give, state)
    if scenario.lost is not None and scenario.lost_on:
        state.plan(opening(scenario.lost_on), _lose, state)
    hour: datetime | None = None
    while upcoming or (state.heap and _is_needed(state)):
        if upcoming and (not state.heap or upcoming[0] <= state.heap[0][0]):
            at, do, what = upcoming[0], _deposit, (state, upcoming[1])
            upcoming = next(deposits, None)
        else:
            at, _rank, do, what = heapq.heappop(state.heap)
        if hour and (at - hour) >= timedelta(hours=1):
            _end_hour()
            hour = at
        hour = hour or at
        with clock.set_to(at):
            do(*what)
    _end_hour()
    kept.clear()
    return state


def _is_needed(state: Play) -> bool:
    return bool(state.arrivals) and state.heap[0][0] < opening(LAST)


def _end_hour() -> None:
    """What the operations would have asked of the workers is done here: hints are dropped."""
    db.session.info.pop(AFTER_COMMIT, None)
    commit()
    for row in list(db.session):
        if not isinstance(row, LASTING):
            db.session.expunge(row)


def _deposits(rows: list[Arrival]):
    """One deposit an hour and a network, as agents send them."""
    for (at, sender), members in groupby(
        sorted(rows, key=lambda a: (a.at, a.sender)), key=lambda a: (a.at, a.sender)
    ):
        yield at, (sender, list(members))


def _deposit(state: Play, sent: tuple[str, list[Arrival]]) -> None:
    sender, rows = sent
    agent = get_user(state.setting.agents[sender])
    deposit = intake.open_draft(agent)
    for position, row in enumerate(rows, start=1):
        file = seams.kept(state.documents)
        state.documents += 1
        document = intake.accept_file(deposit, agent, file, "piece.pdf", position, virus_scan=False)
        document.declared_language = row.language
    db.session.flush()
    cases = intake.send(deposit, agent)
    state.transitions += 2 * len(cases)
    read_at = clock.now() + timedelta(minutes=state.parameters.reading_minutes)
    for case, row in zip(cases, rows, strict=True):
        state.arrivals[case.id] = row
        state.plan(read_at, _read, state, case.id)


def _read(state: Play, case_id: UUID) -> None:
    case, row = get_case(case_id), state.arrivals[case_id]
    for document in documents_of(case):
        prescreen.finish(document, seams.reading(row, document.sha256))
    prescreen.admit(case)
    state.transitions += 2
    if case.status is CaseStatus.INTAKE_REVIEW:
        at = after(clock.now(), waits(state.parameters.officer, row.luck[3]))
        state.plan(at, _refuse, state, case_id)


def _refuse(state: Play, case_id: UUID) -> None:
    officer = get_user(state.setting.officer or "")
    review.decide(get_case(case_id), officer, review.Decision("reject", WHY))
    state.transitions += 1
    del state.arrivals[case_id]


def _give(state: Play) -> None:
    for case in state.policy(state.setting, state.parameters):
        state.transitions += 1
        state.turn[case.id] += 1
        row, turn = state.arrivals[case.id], state.turn[case.id]
        if case.translator_id:
            who, now = case.translator_id, clock.now()
            begin = max(state.busy.get(who, now), now)
            hours = case.words / state.setting.speed[who] * 8
            done = after(begin, hours, frozenset(state.setting.away[who]))
            state.busy[who] = done
            state.plan(done, _return, state, case.id, turn)
        else:
            at = after(clock.now(), waits(state.parameters.answer, row.luck[1]))
            order = live_order(case)
            if order and at >= order.answer_by:
                state.plan(order.answer_by, _expire, state, case.id, turn)
            else:
                state.plan(at, _answer, state, case.id, turn)


def _expire(state: Play, case_id: UUID, turn: int) -> None:
    case = get_case(case_id)
    order = live_order(case)
    if state.turn[case_id] == turn and order:
        assignment.expire_order(order)
        state.transitions += 2


def _answer(state: Play, case_id: UUID, turn: int) -> None:
    case, row = get_case(case_id), state.arrivals[case_id]
    order = live_order(case)
    if state.turn[case_id] != turn or order is None:
        return
    agent = get_user(state.setting.agents_of[order.contractor_id])
    state.transitions += 2
    if row.luck[2] < state.parameters.decline and turn == 1:
        assignment.decline_order(order, agent, "Plus de traducteur disponible.")
        return
    assignment.accept_order(order, agent)
    state.plan(_agency_return(state, order.lot_holder_id, case, row), _return, state, case_id, turn)


def _agency_return(state: Play, holder_id: UUID, case: Case, row: Arrival) -> datetime:
    """Its usual time, or as soon as what it already holds is done when that is later."""
    now, parameters = clock.now(), state.parameters
    begin = max(state.busy.get(holder_id, now), now)
    done = after(begin, case.words / state.setting.capacity[holder_id] * 8)
    state.busy[holder_id] = done
    days = parameters.agency_days * math.exp(parameters.agency_sigma * row.luck[0])
    usual = now + timedelta(days=days)
    return after(max(usual, done), 0.25)


def _return(state: Play, case_id: UUID, turn: int) -> None:
    if state.turn[case_id] != turn:
        return  # taken back meanwhile
    case = get_case(case_id)
    doer = case.translator_id or state.setting.agents_of[case.contractor_id]  # type: ignore[index]
    act, fields = seams.form(case.document_type)
    state.transitions += 2 if case.status is CaseStatus.ASSIGNED else 1
    translation.hand_in_form(case, get_user(doer), act, dict(fields))
    wait = waits(state.parameters.review, state.arrivals[case_id].luck[3])
    state.plan(after(clock.now(), wait), _certify, state, case_id)


def _certify(state: Play, case_id: UUID) -> None:
    case = get_case(case_id)
    reviser = get_user(state.setting.revisers[case_id.int % len(state.setting.revisers)])
    translation.take(case, reviser)
    certify(case, reviser)
    state.transitions += 3 if case.contractor_id else 2
    del state.arrivals[case_id]
    state.turn.pop(case_id, None)


def _lose(state: Play) -> None:
    """The contractor stops: what it holds is taken back by the coordination, and given again."""
    lost = state.setting.contractors[state.scenario.lost or 0]
    get_contractor(lost).is_active = False
    coordinator = get_user(state.setting.coordinator or "")
    for case in queries.held_by(lost):
        assignment.withdraw(case, coordinator)
        state.turn[case.id] += 1
        state.transitions += 2
    db.session.flush()
