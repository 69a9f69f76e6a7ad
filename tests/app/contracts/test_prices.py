"""A price is found by its date; two never hold at once; none is an error."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.accounts.models import Role
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts import operations, quotes
from app.contracts.models import (
    AllocationRule,
    FrameworkContract,
    Lot,
    LotHolder,
    LotLanguage,
    Unit,
)
from app.contracts.queries import holders_for, price_of
from tests.factories import make_case, make_contractor, make_language, make_user, saved

DAY = date(2026, 6, 1)


@pytest.fixture
def holder():
    make_language("uk")
    contract = saved(
        FrameworkContract(
            number="M1",
            title="Traductions",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            allocation_rule=AllocationRule.CASCADE,
            maximum=Decimal("100000"),
        )
    )
    lot = saved(Lot(contract_id=contract.id, number=1, title="Slaves"))
    saved(LotLanguage(lot_id=lot.id, language="uk", direction=Direction.INTO_FRENCH))
    saved(LotHolder(lot_id=lot.id, contractor_id=make_contractor().id, rank=2))
    return saved(LotHolder(lot_id=lot.id, contractor_id=make_contractor().id, rank=1))


def put(holder, amount: str, starts_on: date, ends_on: date | None = None):
    return operations.set_price(
        holder,
        None,
        language="uk",
        direction=Direction.INTO_FRENCH,
        kind=CaseKind.TRANSLATION,
        unit=Unit.WORD,
        amount=Decimal(amount),
        minimum=Decimal("12.00"),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def amount_on(holder, day: date):
    price = price_of(holder, "uk", Direction.INTO_FRENCH, CaseKind.TRANSLATION, day)
    return price and price.amount


def test_the_price_is_that_of_the_day(holder):
    put(holder, "0.1000", date(2026, 1, 1), DAY)
    put(holder, "0.1200", DAY)
    assert amount_on(holder, DAY - timedelta(days=1)) == Decimal("0.1000")
    assert amount_on(holder, DAY) == Decimal("0.1200")
    assert amount_on(holder, date(2025, 12, 31)) is None


def test_two_prices_never_hold_at_once_and_the_refusal_says_what_next(holder):
    put(holder, "0.1000", date(2026, 1, 1))
    with pytest.raises(operations.PriceOverlap, match="fermez-le"):
        put(holder, "0.1200", DAY)
    assert amount_on(holder, DAY) == Decimal("0.1000")


def test_no_price_is_an_error_and_never_a_zero(holder):
    with pytest.raises(quotes.PriceMissing):
        quotes.outside(holder, make_case(), DAY)


def test_holders_come_by_rank_while_the_contract_holds(holder):
    found = holders_for("uk", Direction.INTO_FRENCH, DAY)
    assert [h.rank for h in found] == [1, 2]
    assert holders_for("uk", Direction.INTO_FRENCH, date(2027, 1, 1)) == []
    assert holders_for("uk", Direction.FROM_FRENCH, DAY) == []


def test_finance_adds_a_price_on_the_page_and_others_cannot(holder, login):
    data = {
        "language": "uk",
        "direction": "into_french",
        "kind": "translation",
        "unit": "word",
        "amount": "0.1300",
        "minimum": "12",
        "starts_on": "2026-01-01",
    }
    url = f"/holders/{holder.id}/prices"
    assert login(make_user(Role.COORDINATOR)).post(url, data=data).status_code == 404
    client = login(make_user(Role.FINANCE))
    assert client.post(url, data=data).status_code == 303
    assert "0,1300" in client.get(f"/holders/{holder.id}").text
    assert client.post(url, data=data).status_code == 409
