"""What is left to order in the year, and the one turn at a time in which the last euros go."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.budget.cost_queries import NOUGHT, Asked, By, costs
from app.budget.models import (
    AlertCause,
    BudgetAlert,
    BudgetControl,
    BudgetVersion,
    BudgetYear,
    CostStage,
)
from app.budget.queries import version_in_force
from app.db import db
from app.errors import Conflict
from app.i18n import _, money


class BudgetExhausted(Conflict):
    """The order is refused before anything is written of it."""


@dataclass(frozen=True)
class Room:
    """Euros left to order; `language_left` where the version keeps an envelope for it."""

    version: BudgetVersion
    left: Decimal
    language_left: Decimal | None

    @property
    def least(self) -> Decimal:
        return self.left if self.language_left is None else min(self.left, self.language_left)


def room(language: str | None, on: date) -> Room | None:
    """None when no version of the year's budget is in force."""
    version = version_in_force(on.year, on)
    if version is None:
        return None
    committed = committed_by_language(on.year)
    kept = {envelope.language: envelope.amount for envelope in version.envelopes}
    envelope = kept.get(language or "")
    of_language = None if envelope is None else envelope - committed.get(language or "", NOUGHT)
    return Room(version, version.amount - sum(committed.values(), NOUGHT), of_language)


def committed_by_language(year: int) -> dict[str, Decimal]:
    """Ordered outside in the year, what was taken back deducted."""
    whole = Asked(date(year, 1, 1), date(year, 12, 31), CostStage.COMMITTED, is_outside_only=True)
    return {row.key: row.amount for row in costs(By.LANGUAGE, whole)}


def control_of(year: int) -> BudgetControl:
    row = db.session.get(BudgetYear, year)
    return row.control if row else BudgetControl.OFF


def take_turn(year: int) -> BudgetControl:
    """Where orders may be blocked, wait for whoever is ordering; to be asked before any case.

    The lock is held to the end of the transaction: the next one reads what this one ordered.
    """
    control = control_of(year)
    if control is not BudgetControl.BLOCK:
        return control
    chosen = select(BudgetYear).filter_by(year=year)
    fresh = chosen.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(fresh).one().control


def hold(amount: Decimal, language: str | None, actor: User | None) -> None:
    """Check an order of `amount` against what is left; raise `BudgetExhausted`, or alert."""
    today = clock.today()
    control = take_turn(today.year)
    if control is BudgetControl.OFF:
        return
    left = room(language, today)
    if left is None or amount <= left.least:
        return
    if control is BudgetControl.BLOCK:
        raise BudgetExhausted(refusal(amount, left))
    language_only = amount <= left.left
    alert(left.version, AlertCause.EXCEEDED, amount, language or "" if language_only else "")
    audit.record("budget.exceeded", left.version, actor, amount=amount, left=left.least)


def shortfall(amount: Decimal, language: str | None) -> str:
    """Why an order of this amount would be refused now, in words; empty when it would pass."""
    today = clock.today()
    if control_of(today.year) is not BudgetControl.BLOCK:
        return ""
    left = room(language, today)
    return "" if left is None or amount <= left.least else refusal(amount, left)


def refusal(amount: Decimal, left: Room) -> str:
    return _(
        "Budget épuisé : il reste %(left)s d'autorisations d'engagement pour %(year)s et la "
        "commande est de %(amount)s. Enregistrez un budget rectificatif, ou affectez en interne.",
        left=money(left.least),
        year=left.version.year,
        amount=money(amount),
    )


def alert(version: BudgetVersion, kind: AlertCause, amount: Decimal, language: str = "") -> bool:
    """Note the alert once for this version; whether it is new."""
    same = select(func.count()).select_from(BudgetAlert)
    same = same.where(
        BudgetAlert.version_id == version.id,
        BudgetAlert.kind == kind,
        BudgetAlert.language == language,
    )
    if db.session.scalar(same):
        return False
    db.session.add(BudgetAlert(version_id=version.id, kind=kind, amount=amount, language=language))
    db.session.flush()
    return True
