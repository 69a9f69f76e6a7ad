"""Moving a batch: first what it would cost and when it would be back, then doing it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from app import clock
from app.accounts.models import User
from app.accounts.queries import get_user
from app.assignment import operations, queries, rules
from app.assignment.board_queries import MOVABLE
from app.assignment.models import AssignmentOverride
from app.assignment.terms import terms
from app.budget.availability import shortfall, take_turn
from app.cases.models import Case
from app.contracts import quotes
from app.contracts.models import LotHolder
from app.contracts.queries import get_holder, holders_for
from app.db import db
from app.errors import DomainError, Invalid
from app.i18n import _
from pricing.quote import Quote

INSIDE, OUTSIDE, RULE, STOCK = "inside", "outside", "rule", "stock"
BY_HAND = "Décision de la coordination."


@dataclass(frozen=True)
class Destination:
    """Where a batch goes: a translator, a holder, whom the rule says, or back into the stock."""

    kind: str
    translator: User | None = None
    holder: LotHolder | None = None

    @classmethod
    def read(cls, text: str) -> "Destination":
        """From the form: `inside:<id>`, `outside:<id>`, `rule` or `stock`."""
        kind, _sep, identity = text.partition(":")
        if kind in (RULE, STOCK):
            return cls(kind)
        try:
            chosen = UUID(identity)
        except ValueError:
            raise Invalid(_("Choisissez à qui confier ces demandes.")) from None
        if kind == INSIDE:
            return cls(kind, translator=get_user(chosen))
        if kind == OUTSIDE:
            return cls(kind, holder=get_holder(chosen))
        raise Invalid(_("Choisissez à qui confier ces demandes."))


@dataclass(frozen=True)
class Line:
    """One case of the batch, before anything is done."""

    case: Case
    name: str = ""
    cost: Decimal | None = None
    due_at: datetime | None = None
    problem: str = ""


def preview(case: Case, to: Destination) -> Line:
    """What moving `case` there would cost, or why it cannot be moved."""
    try:
        return _previews()[to.kind](case, to)
    except DomainError as refusal:
        return Line(case, problem=str(refusal))


def _previews() -> dict[str, Callable[[Case, Destination], Line]]:
    return {INSIDE: _inside, OUTSIDE: _outside, RULE: _by_rule, STOCK: _back}


def _check_movable(case: Case) -> None:
    if case.status not in MOVABLE:
        raise Invalid(_("Elle n'est plus à affecter : sa traduction est faite ou suspendue."))


def _inside(case: Case, to: Destination) -> Line:
    _check_movable(case)
    who = to.translator
    if who is None or not queries.has_skill(who, case):
        raise operations.NoSkill
    quote = quotes.inside(case, clock.today())
    return _line(case, who.name, quote, rules.internal_due_at(clock.now(), case.due_at))


def _outside(case: Case, to: Destination) -> Line:
    _check_movable(case)
    if case.is_sensitive:
        raise operations.Sensitive
    holder = to.holder
    if holder is None:
        raise Invalid
    covering = holders_for(case.language or "", case.direction, clock.today())
    if holder.id not in {each.id for each in covering}:
        raise NotCovered
    agreed = terms(case, holder)
    quote = agreed.quote
    if problem := shortfall(quote.net, case.language):
        return Line(case, holder.contractor.name, quote.net, problem=problem)
    return _line(case, holder.contractor.name, quote, agreed.due_at)


def _by_rule(case: Case, _to: Destination) -> Line:
    _check_movable(case)
    proposal = operations.propose(case)
    choice = proposal.choice
    if choice.translator_id:
        return _inside(case, Destination(INSIDE, translator=get_user(choice.translator_id)))
    if choice.holder_id:
        return _outside(case, Destination(OUTSIDE, holder=get_holder(choice.holder_id)))
    return Line(case, problem=choice.reason)


def _back(case: Case, _to: Destination) -> Line:
    if case.status not in MOVABLE[1:]:
        raise Invalid(_("Personne ne la tient : il n'y a rien à reprendre."))
    return Line(case, name=_("Retour au stock"), cost=Decimal("0.00"))


def _line(case: Case, name: str, quote: Quote, due_at: datetime) -> Line:
    return Line(case, name, quote.net, due_at)


class NotCovered(Invalid):
    def __init__(self) -> None:
        super().__init__(_("Le lot de ce prestataire ne couvre pas cette langue et ce sens."))


def move(case: Case, to: Destination, actor: User, reason: str) -> None:
    """Take the case back from whoever has it, then give it; the same checks as the preview."""
    if to.kind in (OUTSIDE, RULE):
        take_turn(clock.today().year)  # before any case is locked: whoever plans does the same
    line = _previews()[to.kind](case, to)
    if line.problem:
        raise Invalid(line.problem)
    choice = operations.propose(case).choice if to.kind == RULE else None
    if to.kind in (INSIDE, OUTSIDE):
        _note_override(case, actor, line, reason.strip() or BY_HAND)
    if case.status in MOVABLE[1:]:
        operations.withdraw(case, actor)
    why = choice.reason if choice else (reason.strip() or BY_HAND)
    translator, holder = _target(to, choice)
    if translator:
        operations.assign_inside(case, translator, actor, why)
    elif holder:
        operations.offer(case, holder, actor, why)


def _note_override(case: Case, actor: User, chosen: Line, reason: str) -> None:
    """Beside the choice of a person, what the platform would have done: both are kept."""
    usual = preview(case, Destination(RULE))
    row = AssignmentOverride(
        case_id=case.id,
        made_by_id=actor.id,
        proposed=usual.name or usual.problem,
        proposed_cost=usual.cost,
        proposed_due_at=usual.due_at,
        chosen=chosen.name,
        chosen_cost=chosen.cost or Decimal("0.00"),
        chosen_due_at=chosen.due_at,
        reason=reason,
    )
    db.session.add(row)
    db.session.flush()


def _target(to: Destination, choice: rules.Choice | None) -> tuple[User | None, LotHolder | None]:
    if choice is None:
        return to.translator, to.holder
    translator = get_user(choice.translator_id) if choice.translator_id else None
    return translator, get_holder(choice.holder_id) if choice.holder_id else None
