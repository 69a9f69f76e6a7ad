"""What a case would cost outside, at a holder, and inside: dated prices, exact quotes."""

from datetime import date

from app.cases.models import Case
from app.contracts.models import InHouseRate, LotHolder, Price
from app.contracts.queries import in_house_rate, price_of
from app.errors import Invalid
from app.i18n import _l
from pricing.quote import Quantity, Quote, Tariff, quote


class PriceMissing(Invalid):
    """Never a zero: without a price there is no order."""

    message = _l(
        "Aucun prix n'est en vigueur pour cette langue : complétez le bordereau avant d'affecter."
    )


def outside(holder: LotHolder, case: Case, on: date) -> Quote:
    price = price_of(holder, case.language or "", case.direction, case.kind, on)
    return _quote(price, case, language=case.language, contract=holder.lot.contract.number)


def inside(case: Case, on: date) -> Quote:
    return _quote(in_house_rate(case.kind, on), case)


def _quote(price: Price | InHouseRate | None, case: Case, **details: object) -> Quote:
    if price is None:
        raise PriceMissing(**details)
    tariff = Tariff(price.unit.value, price.amount, price.minimum)
    return quote(tariff, Quantity(words=case.words, pages=max(case.pages, 1)))
