"""Prices revised by a published index at the dates of the contract: new rows each time."""

from datetime import date
from decimal import Decimal

from app.accounts.models import User
from app.audit import operations as audit
from app.contracts import operations, queries
from app.contracts.models import FrameworkContract, IndexValue, Price
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _l
from pricing.revision import Clause, coefficient, revised_minimum, revised_rate


class PricesFirm(Invalid):
    message = _l("Ce marché n'a pas de clause de révision : indiquez l'indice et les parts.")


class IndexMissing(Invalid):
    message = _l("La valeur de l'indice manque pour ce mois : enregistrez-la avec sa source.")


class IndexKnown(Conflict):
    message = _l(
        "Cet indice a déjà une valeur pour ce mois ; une valeur publiée ne se remplace pas."
    )


class AlreadyRevised(Conflict):
    message = _l("Une révision ou un prix commence déjà à cette date ou après.")


def record_index(
    series: str, month: date, value: Decimal, published_on: date, source: str, actor: User
) -> IndexValue:
    if not series.strip() or not source.strip() or value <= 0:
        raise Invalid
    first = month.replace(day=1)
    if queries.index_value(series.strip(), first):
        raise IndexKnown
    row = IndexValue(
        series=series.strip(), month=first, value=value, published_on=published_on,
        source=source.strip(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("index.record", row, actor, series=row.series, month=first, value=value)
    return row


def coefficient_of(contract: FrameworkContract, month: date) -> Decimal:
    """What the clause gives with the index of `month`; raises `PricesFirm`, `IndexMissing`."""
    if not contract.index_series or not contract.index_base or not contract.revision_indexed:
        raise PricesFirm
    base = queries.index_value(contract.index_series, contract.index_base)
    index = queries.index_value(contract.index_series, month.replace(day=1))
    if base is None or index is None:
        raise IndexMissing
    clause = Clause(contract.revision_fixed, contract.revision_indexed)
    return coefficient(clause, index.value, base.value)


def revise(contract: FrameworkContract, month: date, on: date, actor: User) -> list[Price]:
    """End each price in force on `on` and begin its revised one, from the contract's own price."""
    by = coefficient_of(contract, month)
    prices = queries.prices_in_force(contract, on)
    if any(price.period.lower == on for price in prices):
        raise AlreadyRevised
    new = [_revised(price, by, on, actor) for price in prices]
    audit.record(
        "contract.revise", contract, actor, month=month, on=on, coefficient=by, prices=len(new)
    )
    return new


def _revised(price: Price, by: Decimal, on: date, actor: User) -> Price:
    origin = db.session.get_one(Price, price.revised_from_id) if price.revised_from_id else price
    until = price.period.upper
    operations.end_price(price, actor, on)
    return operations.set_price(
        price.holder,
        actor,
        language=price.language,
        direction=price.direction,
        kind=price.kind,
        unit=price.unit,
        amount=revised_rate(origin.amount, by),
        minimum=revised_minimum(origin.minimum, by),
        starts_on=on,
        ends_on=until,
        urgency=price.urgency,
        near_identical=price.near_identical,
        vat_rate=price.vat_rate,
        revised_from=origin,
        coefficient=by,
    )
