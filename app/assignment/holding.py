"""Who holds a case, until when, by the days of which calendar."""

from datetime import datetime

from app.accounts.models import User
from app.assignment import rules
from app.assignment.models import PurchaseOrder
from app.assignment.terms import delay_days
from app.cases import operations as cases
from app.cases.models import Case
from app.workdays import FRANCE


def owed_from(order: PurchaseOrder, start: datetime) -> datetime:
    """When an order begun at `start` is to be returned, by its contract."""
    contract = order.holder.lot.contract
    return rules.contractor_due_at(start, delay_days(contract, order.is_urgent), contract.calendar)


def give_outside(order: PurchaseOrder) -> None:
    calendar = order.holder.lot.contract.calendar
    whose = order.contractor_id
    cases.give_to(order.case, contractor_id=whose, due_at=order.due_at, calendar=calendar)


def give_inside(case: Case, translator: User, due_at: datetime) -> None:
    """The house counts the working days of France."""
    cases.give_to(case, translator=translator, due_at=due_at, calendar=FRANCE)
