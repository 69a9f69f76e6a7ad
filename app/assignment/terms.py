"""On what terms a case is ordered of a holder, urgent or like an act seen; the order drawn up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.assignment import queries, rules
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import PurchaseOrder
from app.cases import references
from app.cases.models import Case
from app.contracts import quotes
from app.contracts.models import FrameworkContract, LotHolder
from app.db import db
from pricing.quote import Quote


@dataclass(frozen=True)
class Terms:
    quote: Quote
    is_urgent: bool
    due_at: datetime


def terms(case: Case, holder: LotHolder) -> Terms:
    """Raise `PriceMissing`."""
    now, contract = clock.now(), holder.lot.contract
    urgent = is_urgent(case, contract, now)
    price = quotes.outside(
        holder,
        case,
        clock.today(),
        is_urgent=urgent,
        is_near_identical=_is_discounted(case, holder),
    )
    return Terms(price, urgent, _due_at(contract, urgent, now))


def _is_discounted(case: Case, holder: LotHolder) -> bool:
    """Asked only of a holder whose schedule has such a discount: most have none."""
    is_offered = any(price.near_identical for price in holder.prices)
    return is_offered and queries.is_near_identical(case, holder)


def is_urgent(case: Case, contract: FrameworkContract, now: datetime) -> bool:
    """Where the contract knows urgency: when its usual delay would end after the commitment."""
    if contract.urgent_days is None or contract.urgent_days >= contract.delay_days:
        return False
    return _due_at(contract, False, now) > case.due_at


def _due_at(contract: FrameworkContract, urgent: bool, start: datetime) -> datetime:
    return rules.contractor_due_at(start, delay_days(contract, urgent), contract.calendar)


def delay_days(contract: FrameworkContract, urgent: bool) -> int:
    return contract.urgent_days if urgent and contract.urgent_days else contract.delay_days


def draw_up(case: Case, holder: LotHolder, agreed: Terms, why: str, number: str) -> PurchaseOrder:
    """An order offered, complete before it is written: who it binds is read at once."""
    contract, now = holder.lot.contract, clock.now()
    order = PurchaseOrder(
        number=number or references.next_reference(references.ORDER),
        case_id=case.id,
        case=case,
        lot_holder_id=holder.id,
        holder=holder,
        contractor_id=holder.contractor_id,
        status=OrderStatus.OFFERED,
        offered_at=now,
        answer_by=now + timedelta(hours=contract.answer_hours),
        due_at=agreed.due_at,
        is_urgent=agreed.is_urgent,
        amount=agreed.quote.net,
        lines=agreed.quote.as_json(),
        reason=why,
    )
    db.session.add(order)
    db.session.flush()
    return order
