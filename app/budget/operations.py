"""Write what a case costs: a new row each time, none overwritten."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.accounts.models import User
from app.audit import operations as audit
from app.budget.models import (
    BudgetControl,
    BudgetEnvelope,
    BudgetVersion,
    BudgetYear,
    CostEntry,
    CostStage,
)
from app.budget.queries import versions
from app.cases.models import Case
from app.cases.operations import set_figure
from app.db import db
from app.errors import Invalid
from app.i18n import _l
from pricing.quote import Quote


class EnvelopesTooLarge(Invalid):
    message = _l("Les enveloppes par langue dépassent ensemble les autorisations d'engagement.")


class NoBudget(Invalid):
    message = _l("Aucun budget pour cette année : enregistrez d'abord le budget initial.")


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
    year: int,
    amount: Decimal,
    adopted_on: date,
    note: str,
    actor: User | None,
    *,
    payment_credits: Decimal | None = None,
    envelopes: Mapping[str, Decimal] | None = None,
) -> BudgetVersion:
    """The initial budget of a year, or its next amendment; raises `EnvelopesTooLarge`.

    `amount` is what may be ordered ("AE"), `payment_credits` what may be paid ("CP").
    """
    kept = {code: euros for code, euros in (envelopes or {}).items() if euros is not None}
    if sum(kept.values(), Decimal(0)) > amount:
        raise EnvelopesTooLarge
    version = BudgetVersion(
        year=year,
        number=len(versions(year)),
        amount=amount,
        adopted_on=adopted_on,
        note=note,
        payment_credits=payment_credits,
        envelopes=[BudgetEnvelope(language=code, amount=euros) for code, euros in kept.items()],
    )
    db.session.add(version)
    if db.session.get(BudgetYear, year) is None:
        db.session.add(BudgetYear(year=year, control=BudgetControl.WARN))
    db.session.flush()
    audit.record("budget.amend", version, actor, year=year, amount=amount)
    return version


def set_control(year: int, control: BudgetControl, actor: User) -> None:
    """Off, warned or blocked, from the next order on."""
    row = db.session.get(BudgetYear, year)
    if row is None:
        raise NoBudget
    row.control = control
    audit.record("budget.control", actor, actor, year=year, control=control)
    db.session.flush()
