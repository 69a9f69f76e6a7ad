"""On what terms a case would be ordered of a holder: urgent or not, like an act of one model."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.assignment import queries, rules
from app.cases.models import Case
from app.contracts import quotes
from app.contracts.models import FrameworkContract, LotHolder
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
        is_near_identical=queries.is_near_identical(case, holder),
    )
    return Terms(price, urgent, _due_at(contract, urgent, now))


def is_urgent(case: Case, contract: FrameworkContract, now: datetime) -> bool:
    """Where the contract knows urgency: when its usual delay would end after the commitment."""
    if contract.urgent_days is None or contract.urgent_days >= contract.delay_days:
        return False
    return _due_at(contract, False, now) > case.due_at


def _due_at(contract: FrameworkContract, urgent: bool, start: datetime) -> datetime:
    return rules.contractor_due_at(start, delay_days(contract, urgent), contract.calendar)


def delay_days(contract: FrameworkContract, urgent: bool) -> int:
    return contract.urgent_days if urgent and contract.urgent_days else contract.delay_days
