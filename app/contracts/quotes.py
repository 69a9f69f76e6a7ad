"""What a case would cost outside, at a holder, and inside: dated prices, exact quotes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import ROUND_UP, Decimal
from functools import cache

from app.cases.models import Case
from app.catalogue.models import Direction
from app.contracts.models import InHouseRate, LotHolder, Price, Unit, WorkKind
from app.contracts.queries import in_house_rate, price_of
from app.errors import Invalid
from app.i18n import _l
from pricing.quote import Quantity, Quote, Tariff, quote

QUARTER = Decimal("0.25")  # of an hour: what is begun is paid


class PriceMissing(Invalid):
    """Never a zero: without a price there is no order."""

    message = _l(
        "Aucun prix n'est en vigueur pour cette langue : complétez le bordereau avant d'affecter."
    )


def outside(
    holder: LotHolder,
    case: Case,
    on: date,
    *,
    is_urgent: bool = False,
    is_near_identical: bool = False,
) -> Quote:
    """Excl. VAT; raises `PriceMissing`."""
    price = price_of(holder, case.language or "", case.direction, WorkKind(case.kind), on)
    contract = holder.lot.contract.number
    if price is None:
        raise PriceMissing(language=case.language, contract=contract)
    quantity = replace(_of(case), is_urgent=is_urgent, is_near_identical=is_near_identical)
    return quote(tariff_of(price), quantity)


def interpreting(holder: LotHolder, language: str, hours: Decimal, on: date) -> Quote:
    """A mission of so many hours, each quarter begun being paid; raises `PriceMissing`."""
    price = price_of(holder, language, Direction.INTO_FRENCH, WorkKind.INTERPRETING, on)
    if price is None:
        raise PriceMissing(language=language, contract=holder.lot.contract.number)
    quarters = (hours / QUARTER).to_integral_value(ROUND_UP)
    return quote(tariff_of(price), Quantity(words=0, pages=0, hours=quarters * QUARTER))


def inside(case: Case, on: date) -> Quote:
    """By the word where that is known, else by the hour at the speed of the rate."""
    return inside_each(on)(case)


def inside_each(on: date) -> Callable[[Case], Quote]:
    """The same of many cases: the rates of a day are looked up once."""
    rate_of = cache(lambda kind, unit: in_house_rate(kind, on, unit))

    def quoted(case: Case) -> Quote:
        if rate := rate_of(case.kind, Unit.WORD):
            return quote(_inside(rate), _of(case))
        by_hour = rate_of(case.kind, Unit.HOUR)
        if by_hour is None or not by_hour.words_an_hour:
            raise PriceMissing
        hours = (Decimal(case.words) / by_hour.words_an_hour).quantize(Decimal("0.01"))
        return quote(_inside(by_hour), replace(_of(case), hours=hours))

    return quoted


def tariff_of(price: Price) -> Tariff:
    return Tariff(
        price.unit.value, price.amount, price.minimum, price.urgency, price.near_identical
    )


def _inside(rate: InHouseRate) -> Tariff:
    return Tariff(rate.unit.value, rate.amount, rate.minimum)


def _of(case: Case) -> Quantity:
    return Quantity(words=case.words, pages=max(case.pages, 1))
