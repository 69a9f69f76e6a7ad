"""Give a case to somebody, and take it back. The case is always locked before its order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from app import clock
from app.accounts.models import Role, User
from app.accounts.queries import get_user
from app.assignment import queries, rules
from app.assignment.engine import Ledger, Lot, Task, next_holder
from app.assignment.holding import give_inside, give_outside, owed_from
from app.assignment.lifecycle import TRANSITIONS, EndReason, OrderAction, OrderStatus
from app.assignment.models import Assignment, PurchaseOrder
from app.assignment.refusals import Linked, NoSkill, ReasonMissing, Sensitive
from app.assignment.terms import draw_up, terms
from app.assignment.world import lots_at, tasks_of
from app.audit import operations as audit
from app.budget.availability import BudgetExhausted, hold, shortfall
from app.budget.models import CostStage
from app.budget.operations import record_cost
from app.cases import operations as cases
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import Case, CaseKind
from app.catalogue.models import Direction
from app.contracts import quotes
from app.contracts.models import LotHolder
from app.contracts.queries import get_holder, is_linked
from app.contracts.quotes import PriceMissing
from app.db import db
from app.lifecycle import next_status
from pricing.quote import Quote

NOTHING = Quote(())


def advance(order: PurchaseOrder, action: OrderAction, actor: User | None, **details) -> None:
    """The only place that writes `PurchaseOrder.status`."""
    db.session.refresh(order, with_for_update={"of": PurchaseOrder})
    before = order.status
    order.status = OrderStatus(next_status(TRANSITIONS, before, action))
    order.status_at = clock.now()
    audit.record(
        f"order.{action}", order, actor, before=before, after=order.status,
        case_id=order.case_id, **details,
    )  # fmt: skip
    db.session.flush()


@dataclass(frozen=True)
class Means:
    """Who may do what inside, and what that costs; read once where many cases are given."""

    has_skill: Callable[[User, Case], bool] = queries.has_skill
    quote: Callable[[Case], Quote] | None = None

    @classmethod
    def of(cls, user_ids: Sequence[UUID]) -> "Means":
        return cls(queries.skills_among(user_ids), quotes.inside_each(clock.today()))


def assign_inside(
    case: Case, translator: User, actor: User | None, reason: str, means: Means = Means()
) -> Assignment:
    """Raise `NoSkill`, or `InvalidTransition` when the case is no longer to be assigned."""
    if translator.role not in (Role.TRANSLATOR, Role.REVISER) or not translator.is_active:
        raise NoSkill
    if not means.has_skill(translator, case):
        raise NoSkill
    quote = (means.quote or quotes.inside_each(clock.today()))(case)
    cases.advance(case, CaseAction.ASSIGN, actor, translator_id=translator.id)
    due_at = rules.internal_due_at(clock.now(), case.due_at)
    given = _note(case, actor, due_at, reason, translator_id=translator.id)
    give_inside(case, translator, due_at)
    record_cost(case, CostStage.COMMITTED, quote, "in_house")
    return given


def offer(
    case: Case, holder: LotHolder, actor: User | None, reason: str, number: str = ""
) -> PurchaseOrder:
    """Order it from a contractor, who has some hours to say yes; a `number` may be drawn already.

    Raises `PriceMissing`, or `BudgetExhausted` where orders are blocked: before any write.
    """
    if case.is_sensitive:
        raise Sensitive
    if is_linked(holder.contractor_id, case.country, clock.today()):
        raise Linked
    agreed = terms(case, holder)
    quote = agreed.quote
    hold(quote.net, case.language, actor)
    cases.advance(case, CaseAction.ASSIGN, actor, contractor_id=holder.contractor_id)
    order = draw_up(case, holder, agreed, reason, number)
    _note(case, actor, order.due_at, reason, order_id=order.id)
    give_outside(order)
    record_cost(case, CostStage.COMMITTED, quote, "order", contractor_id=holder.contractor_id)
    audit.record("order.offer", order, actor, case_id=case.id, amount=quote.net, rank=holder.rank)
    return order


def _note(
    case: Case, actor: User | None, due_at: datetime, reason: str, **assignee: UUID
) -> Assignment:
    given = Assignment(
        case_id=case.id,
        assigned_at=clock.now(),
        assigned_by_id=actor.id if actor else None,
        due_at=due_at,
        reason=reason,
        **assignee,
    )
    db.session.add(given)
    db.session.flush()
    return given


def accept_order(order: PurchaseOrder, actor: User) -> None:
    """The contractor says yes: the contract's delay runs from now."""
    cases.advance(order.case, CaseAction.START, actor, order_id=order.id)
    advance(order, OrderAction.ACCEPT, actor)
    order.due_at = owed_from(order, clock.now())
    give_outside(order)
    if given := queries.live_assignment(order.case):
        given.due_at = order.due_at
    db.session.flush()


def decline_order(order: PurchaseOrder, actor: User, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    cases.advance(order.case, CaseAction.DECLINE, actor, order_id=order.id)
    advance(order, OrderAction.DECLINE, actor)
    order.decline_reason = reason.strip()
    _take_back(order.case, EndReason.DECLINED)


def expire_order(order: PurchaseOrder) -> None:
    cases.advance(order.case, CaseAction.EXPIRE, None, order_id=order.id)
    advance(order, OrderAction.EXPIRE, None)
    _take_back(order.case, EndReason.EXPIRED)


def withdraw(case: Case, actor: User) -> None:
    """Take the case back into the stock; the default rule will not give it to the same again."""
    cases.advance(case, CaseAction.WITHDRAW, actor)
    _cancel_order(case, actor)
    _take_back(case, EndReason.WITHDRAWN)


def release(case: Case) -> None:
    """The case has ended: whoever held it is freed of it."""
    if queries.live_assignment(case) is None:
        return
    _cancel_order(case, None)
    _take_back(case, EndReason.CANCELLED)


def _cancel_order(case: Case, actor: User | None) -> None:
    if order := queries.live_order(case):
        advance(order, OrderAction.CANCEL, actor)


def _take_back(case: Case, why: EndReason) -> None:
    _end(queries.live_assignment(case), case, why)
    cases.give_to(case)
    record_cost(case, CostStage.COMMITTED, NOTHING, why)


def _end(given: Assignment | None, case: Case, why: EndReason) -> None:
    if given:
        given.ended_at, given.end_reason = clock.now(), why
        given.due_at = case.assignee_due_at or given.due_at
        db.session.flush()


def fulfil(case: Case, actor: User | None = None) -> None:
    """The translation is accepted ("service fait"); the date owed is kept as pauses moved it."""
    given, order = queries.holding(case)
    if order:
        advance(order, OrderAction.FULFIL, actor)
        order.fulfilled_at = order.fulfilled_at or clock.now()  # a correction is not billed again
        order.due_at = case.assignee_due_at or order.due_at
    _end(given, case, EndReason.DELIVERED)


def reopen(case: Case) -> None:
    """A correction was accepted: the work goes back to whoever did it. Harmless if doubled."""
    db.session.refresh(case, with_for_update={"of": Case})
    if case.status is not CaseStatus.IN_PROGRESS or queries.live_assignment(case):
        return
    now, order = clock.now(), queries.last_order(case)
    if case.contractor_id and order and order.status is OrderStatus.FULFILLED:
        advance(order, OrderAction.REOPEN, None)
        order.due_at = owed_from(order, now)
        _note(case, None, order.due_at, "Correction demandée après livraison.", order_id=order.id)
        give_outside(order)
    elif case.translator:
        due_at = rules.internal_due_at(now, case.due_at)
        who = case.translator
        _note(case, None, due_at, "Correction demandée après livraison.", translator_id=who.id)
        give_inside(case, who, due_at)


@dataclass(frozen=True)
class Proposal:
    """What the default rule says of a case now, and what it would cost."""

    choice: rules.Choice
    quote: Quote | None = None


def propose(case: Case) -> Proposal:
    """Changes nothing. A missing price stops the rule: it never jumps to the next rank for that."""
    return propose_each([case])[case.id]


def propose_each(chosen: Iterable[Case]) -> dict[UUID, Proposal]:
    """The same of many cases: people and holders of a language are looked up once."""
    on, rows = clock.today(), list(chosen)

    @cache
    def able(language: str | None, direction: Direction, kind: CaseKind) -> list[rules.Candidate]:
        return queries.candidates(language, direction, kind, on)

    @cache
    def lots(language: str) -> list[Lot]:
        return list(lots_at(clock.now(), language))

    tasks = {task.case_id: task for task in tasks_of(rows, clock.now(), {})}
    return {
        case.id: _propose(
            case,
            able(case.language, case.direction, case.kind),
            lots(case.language) if case.language else [],
            tasks[case.id],
        )
        for case in rows
    }


def _propose(case: Case, able: list[rules.Candidate], lots: list[Lot], task: Task) -> Proposal:
    """Inside while capacity lasts; else whom the contract's rule names (`engine.fairness`)."""
    work = rules.Work(case.words, case.is_sensitive, case.language)
    choice = rules.choose(work, able, [], task.tried)
    if case.language and not choice.is_possible:
        why = rules.why_nobody_inside(work, able, task.tried)
        offer = next_holder(task, lots, Ledger())
        if isinstance(offer, str):
            return Proposal(rules.Choice(f"{why} {offer}"))
        choice = rules.Choice(f"{why} {offer.why}", holder_id=offer.holder.holder_id)
    try:
        quote = _quote(case, choice)
    except PriceMissing as error:
        return Proposal(rules.Choice(str(error)))
    if choice.holder_id and quote and (problem := shortfall(quote.net, case.language)):
        return Proposal(rules.Choice(problem), quote)
    return Proposal(choice, quote)


def _quote(case: Case, choice: rules.Choice) -> Quote | None:
    if choice.holder_id:
        return terms(case, get_holder(choice.holder_id)).quote
    return quotes.inside(case, clock.today()) if choice.translator_id else None


def estimate(case: Case) -> None:
    """The first figure: what the default rule would cost; none as long as nobody could do it."""
    if case.estimated is None and (quote := propose(case).quote):
        record_cost(case, CostStage.ESTIMATED, quote, "submission")


def decide(case: Case) -> rules.Choice:
    """Apply the default rule. Nobody possible: the case stays ready, with the reason answered."""
    able = queries.candidates(case.language, case.direction, case.kind, clock.today())
    queries.lock_profiles([c.user_id for c in able])
    choice = propose(case).choice
    if choice.translator_id:
        assign_inside(case, get_user(choice.translator_id), None, choice.reason)
    elif choice.holder_id:
        return offer_if_affordable(case, get_holder(choice.holder_id), choice)
    return choice


def offer_if_affordable(case: Case, holder: LotHolder, choice: rules.Choice) -> rules.Choice:
    """Order it; where the budget has just run out, the case stays ready and the reason says so."""
    try:
        offer(case, holder, None, choice.reason)
    except BudgetExhausted as refusal:
        return rules.Choice(str(refusal))
    return choice
