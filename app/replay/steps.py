"""What happens to cases, each step through the operations that the platform's pages call."""

import heapq
import math
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app import clock
from app.accounts.models import User
from app.accounts.queries import get_contractor, get_user
from app.assignment import operations as assignment
from app.assignment.models import PurchaseOrder
from app.budget.models import CostStage
from app.budget.operations import write_cost
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.certification.operations import certify
from app.clock import PARIS
from app.intake import operations as intake
from app.intake.models import Deposit, Document
from app.prescreen import operations as prescreen
from app.prescreen import review
from app.replay import queries, seams
from app.replay.calendars import after
from app.replay.demand import Arrival, waits
from app.replay.play import Play
from app.replay.session import settle
from app.translation import operations as translation

NOTHING = Decimal("0.00")
WHY = "Image illisible : une nouvelle copie est à fournir par une nouvelle demande."


def deposit(state: Play, sent: list[tuple[str, list[Arrival]]]) -> None:
    """What the networks send at one instant; the machine reads it together."""
    drafts = [_draft(state, sender, rows) for sender, rows in sent]
    settle()
    received: list[tuple[Case, Document]] = []
    for (draft, agent, documents), (_sender, rows) in zip(drafts, sent, strict=True):
        cases = intake.send(draft, agent)
        state.transitions += 2 * len(cases)
        received.extend(zip(cases, documents, strict=True))
        for case, row in zip(cases, rows, strict=True):
            state.arrivals[case.id] = row
            state.written.add(case.id)
    read_at = clock.now() + timedelta(minutes=state.parameters.reading_minutes)
    state.plan(read_at, read, state, received)


def _draft(state: Play, sender: str, rows: list[Arrival]) -> tuple[Deposit, User, list[Document]]:
    agent = get_user(state.setting.agents[sender])
    draft = intake.open_draft(agent)
    documents = []
    for position, row in enumerate(rows, start=1):
        file = seams.kept(state.documents)
        state.documents += 1
        document = intake.accept_file(draft, agent, file, "piece.pdf", position, virus_scan=False)
        document.declared_language = row.language
        documents.append(document)
    return draft, agent, documents


def read(state: Play, sent: list[tuple[Case, Document]]) -> None:
    for case, document in sent:
        prescreen.finish(document, seams.reading(state.arrivals[case.id], document.sha256))
    settle()
    for case, _document in sent:
        prescreen.admit(case)
        state.transitions += 2
        state.written.add(case.id)
        if case.status is CaseStatus.INTAKE_REVIEW:
            wait = waits(state.parameters.officer, state.arrivals[case.id].luck[3])
            state.plan(after(clock.now(), wait), refuse, state, case)


def refuse(state: Play, case: Case) -> None:
    state.begin(case.id)
    officer = get_user(state.setting.officer or "")
    review.decide(case, officer, review.Decision("reject", WHY))
    state.transitions += 1
    del state.arrivals[case.id]


def give(state: Play) -> None:
    settle()
    state.written.clear()
    coordinator = get_user(state.setting.coordinator or "")
    for case in state.policy.recalled():
        take_back(state, case, coordinator)
        state.recalled += 1
    settle()
    state.written.clear()
    given = state.policy.give(state.setting, state.parameters)
    settle()
    orders = queries.offered_among(given)
    for case in given:
        _note_estimate(case, orders.get(case.id))
        state.transitions += 1
        state.turn[case.id] += 1
        if case.translator_id:
            _work_inside(state, case)
        else:
            _wait_for_answer(state, case, orders[case.id])


def _note_estimate(case: Case, order: PurchaseOrder | None) -> None:
    """What was foreseen at submission is what the order says: prices did not change that year."""
    lines = order.lines if order else []
    write_cost(case, CostStage.ESTIMATED, case.committed or NOTHING, lines, "submission")


def _work_inside(state: Play, case: Case) -> None:
    """It joins their queue, which the page shows by due day, then by likeness."""
    who = case.translator_id
    if who is None:
        return
    owed = (case.assignee_due_at or case.due_at).astimezone(PARIS).date()
    turn = state.turn[case.id]
    place = owed, case.language, str(case.document_type), next(state.order), case, turn
    heapq.heappush(state.queues[who], place)
    if who not in state.at_work:
        _take_next(state, who)


def _take_next(state: Play, who: UUID) -> None:
    """The head of the queue; what was taken back meanwhile is passed over."""
    state.at_work.discard(who)
    while state.queues[who]:
        *_place, case, turn = heapq.heappop(state.queues[who])
        if state.turn[case.id] == turn:
            hours = case.words / state.setting.speed[who] * 8
            done = after(clock.now(), hours, frozenset(state.setting.away[who]))
            state.at_work.add(who)
            state.plan(done, finish, state, case, turn, who)
            return


def finish(state: Play, case: Case, turn: int, who: UUID) -> None:
    hand_in(state, case, turn)
    _take_next(state, who)


def _wait_for_answer(state: Play, case: Case, order: PurchaseOrder) -> None:
    row, turn = state.arrivals[case.id], state.turn[case.id]
    at = after(clock.now(), waits(state.parameters.answer, row.luck[1]))
    do = expire if at >= order.answer_by else answer
    state.plan(min(at, order.answer_by), do, state, case, order, turn)


def expire(state: Play, case: Case, order: PurchaseOrder, turn: int) -> None:
    if state.turn[case.id] == turn:
        state.begin(case.id)
        assignment.expire_order(order)
        state.transitions += 2


def answer(state: Play, case: Case, order: PurchaseOrder, turn: int) -> None:
    if state.turn[case.id] != turn:
        return
    state.begin(case.id)
    agent = get_user(state.setting.agents_of[order.contractor_id])
    state.transitions += 2
    row = state.arrivals[case.id]
    if row.luck[2] < state.parameters.decline and turn == 1:
        assignment.decline_order(order, agent, "Plus de traducteur disponible.")
        return
    assignment.accept_order(order, agent)
    state.plan(_agency_return(state, order, case, row), hand_in, state, case, turn)


def _agency_return(state: Play, order: PurchaseOrder, case: Case, row: Arrival) -> datetime:
    """Its usual time, or as soon as what it already holds is done when that is later."""
    now, parameters, holder = clock.now(), state.parameters, order.lot_holder_id
    begin = max(state.busy.get(holder, now), now)
    done = after(begin, case.words / state.setting.capacity[holder] * 8)
    state.busy[holder] = done
    days = parameters.agency_days * math.exp(parameters.agency_sigma * row.luck[0])
    usual = now + timedelta(days=days)
    return after(max(usual, done), 0.25)


def hand_in(state: Play, case: Case, turn: int) -> None:
    if state.turn[case.id] != turn:
        return  # taken back meanwhile
    state.begin(case.id)
    state.turn[case.id] += 1
    doer = case.translator_id or state.setting.agents_of[case.contractor_id]  # type: ignore[index]
    act, fields = seams.form(case.document_type)
    state.transitions += 2 if case.status is CaseStatus.ASSIGNED else 1
    translation.hand_in_form(case, get_user(doer), act, dict(fields))
    wait = waits(state.parameters.review, state.arrivals[case.id].luck[3])
    state.plan(after(clock.now(), wait), deliver, state, case)


def deliver(state: Play, case: Case) -> None:
    state.begin(case.id)
    reviser = get_user(state.setting.revisers[case.id.int % len(state.setting.revisers)])
    translation.take(case, reviser)
    certify(case, reviser)
    state.transitions += 3 if case.contractor_id else 2
    del state.arrivals[case.id]
    state.turn.pop(case.id, None)


def lose(state: Play) -> None:
    """The contractor stops: what it holds is taken back by the coordination, and given again."""
    settle()
    lost = state.setting.contractors[state.scenario.lost or 0]
    get_contractor(lost).is_active = False
    coordinator = get_user(state.setting.coordinator or "")
    for case in queries.held_by(lost):
        take_back(state, case, coordinator)


def take_back(state: Play, case: Case, coordinator: User) -> None:
    state.begin(case.id)
    assignment.withdraw(case, coordinator)
    state.turn[case.id] += 1
    state.transitions += 2
