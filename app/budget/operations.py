"""Write what a case costs: a new row each time, none overwritten."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from app.accounts.models import User
from app.audit import operations as audit
from app.budget.models import BudgetVersion, CostEntry, CostStage
from app.budget.queries import versions
from app.cases.models import Case
from app.cases.operations import set_figure
from app.db import db
from pricing.quote import Quote


def record_cost(
    case: Case, stage: CostStage, quote: Quote, cause: str, contractor_id: UUID | None = None
) -> CostEntry:
    """Note the whole new figure of `stage`, its cause and its lines."""
    return write_cost(case, stage, quote.net, quote.as_json(), cause, contractor_id)


def write_cost(
    case: Case,
    stage: CostStage,
    amount: Decimal,
    lines: list,
    cause: str,
    contractor_id: UUID | None = None,
) -> CostEntry:
    entry = CostEntry(
        case_id=case.id,
        stage=stage,
        amount=amount,
        cause=cause,
        contractor_id=contractor_id,
        lines=lines,
    )
    db.session.add(entry)
    set_figure(case, stage.value, amount)
    return entry


def amend(
    year: int, amount: Decimal, adopted_on: date, note: str, actor: User | None
) -> BudgetVersion:
    """The initial budget of a year, or its next amendment."""
    version = BudgetVersion(
        year=year, number=len(versions(year)), amount=amount, adopted_on=adopted_on, note=note
    )
    db.session.add(version)
    db.session.flush()
    audit.record("budget.amend", version, actor, year=year, amount=amount)
    return version
