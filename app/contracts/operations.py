"""Contracts, lots and prices: every change is dated, none overwrites."""

from datetime import date
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit import operations as audit
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import DelayCalendar, FrameworkContract, LotHolder, Price, Unit
from app.db import db
from app.errors import Conflict
from app.i18n import _l


class PriceOverlap(Conflict):
    message = _l(
        "Un autre prix est déjà en vigueur pour cette langue sur une partie de cette période : "
        "fermez-le d'abord, ou choisissez une date de début plus tardive."
    )


def set_price(
    holder: LotHolder,
    actor: User | None,
    *,
    language: str,
    direction: Direction,
    kind: CaseKind,
    unit: Unit,
    amount: Decimal,
    minimum: Decimal,
    starts_on: date,
    ends_on: date | None = None,
) -> Price:
    """A new line of the price schedule, from `starts_on` included to `ends_on` excluded."""
    price = Price(
        lot_holder_id=holder.id,
        language=language,
        direction=direction,
        kind=kind,
        unit=unit,
        amount=amount,
        minimum=minimum,
        period=Range(starts_on, ends_on, bounds="[)"),
    )
    try:
        with db.session.begin_nested():
            db.session.add(price)
    except IntegrityError:
        raise PriceOverlap from None
    audit.record("price.set", price, actor, language=language, amount=amount, starts_on=starts_on)
    return price


def end_price(price: Price, actor: User, ends_on: date) -> None:
    """The price holds no longer from `ends_on`; what was quoted before stands."""
    price.period = Range(price.period.lower, ends_on, bounds="[)")
    audit.record("price.end", price, actor, ends_on=ends_on)
    db.session.flush()


def set_delay(
    contract: FrameworkContract, actor: User, *, days: int, calendar: DelayCalendar, country: str
) -> None:
    """What orders to come are owed by; dates already given stand."""
    contract.delay_days, contract.delay_calendar = days, calendar
    contract.delay_country = country
    audit.record("contract.delay", contract, actor, days=days, calendar=calendar, country=country)
    db.session.flush()
