"""Contracts, lots and prices: every change is dated, none overwrites."""

from datetime import date
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit import operations as audit
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import (
    DelayCalendar,
    FrameworkContract,
    InHouseRate,
    LotHolder,
    Price,
    Unit,
    WorkKind,
)
from app.contracts.queries import in_house_rate
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _l

NONE = Decimal(0)
VAT = Decimal("0.2")  # the common rate; art. 278 of the CGI


class PriceOverlap(Conflict):
    message = _l(
        "Un autre prix est déjà en vigueur pour cette langue sur une partie de cette période : "
        "fermez-le d'abord, ou choisissez une date de début plus tardive."
    )


class HourlyWork(Invalid):
    message = _l("Seul l'interprétariat se paie à l'heure.")


class PeriodEmpty(Invalid):
    message = _l("La fin doit suivre le début.")


def set_price(
    holder: LotHolder,
    actor: User | None,
    *,
    language: str,
    direction: Direction,
    kind: CaseKind | WorkKind,
    unit: Unit,
    amount: Decimal,
    minimum: Decimal,
    starts_on: date,
    ends_on: date | None = None,
    urgency: Decimal = NONE,
    near_identical: Decimal = NONE,
    vat_rate: Decimal = VAT,
    revised_from: Price | None = None,
    coefficient: Decimal | None = None,
) -> Price:
    """A new line of the price schedule, from `starts_on` included to `ends_on` excluded.

    Raises `PriceOverlap`; `HourlyWork` for anything but interpreting by the hour.
    """
    if unit is Unit.HOUR and kind != WorkKind.INTERPRETING:
        raise HourlyWork
    if ends_on and ends_on <= starts_on:
        raise PeriodEmpty
    price = Price(
        lot_holder_id=holder.id,
        language=language,
        direction=direction,
        kind=WorkKind(kind),
        unit=unit,
        amount=amount,
        minimum=minimum,
        urgency=urgency,
        near_identical=near_identical,
        vat_rate=vat_rate,
        revised_from_id=revised_from.id if revised_from else None,
        coefficient=coefficient,
        period=Range(starts_on, ends_on, bounds="[)"),
    )
    try:
        with db.session.begin_nested():
            db.session.add(price)
    except IntegrityError:
        raise PriceOverlap from None
    audit.record("price.set", price, actor, language=language, amount=amount, starts_on=starts_on)
    return price


def end_price(price: Price, actor: User | None, ends_on: date) -> None:
    """The price holds no longer from `ends_on`; what was quoted before stands."""
    if price.period.lower and ends_on <= price.period.lower:
        raise PeriodEmpty
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


class RateOverlap(Conflict):
    message = _l("Un coût interne plus récent existe : choisissez une date de début plus tardive.")


def set_in_house_rate(
    actor: User | None,
    *,
    kind: CaseKind,
    unit: Unit,
    amount: Decimal,
    minimum: Decimal,
    starts_on: date,
    words_an_hour: int | None = None,
) -> InHouseRate:
    """From `starts_on` on; the one in force until then is ended there."""
    if before := in_house_rate(kind, starts_on, unit):
        if before.period.lower == starts_on:
            raise RateOverlap
        before.period = Range(before.period.lower, starts_on, bounds="[)")
    rate = InHouseRate(
        kind=kind,
        unit=unit,
        amount=amount,
        minimum=minimum,
        words_an_hour=words_an_hour,
        period=Range(starts_on, None, bounds="[)"),
    )
    try:
        with db.session.begin_nested():
            db.session.add(rate)
    except IntegrityError:
        raise RateOverlap from None
    audit.record("rate.set", rate, actor, kind=kind, unit=unit, amount=amount)
    return rate
