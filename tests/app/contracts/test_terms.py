"""Revision writes new rows; schedules go out and come back; terms follow the order."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.assignment.operations import accept_order, offer
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts import operations, quotes, schedule
from app.contracts.models import FrameworkContract, Price, Unit, WorkKind
from app.contracts.queries import prices_of
from app.contracts.revision_operations import (
    AlreadyRevised,
    IndexKnown,
    IndexMissing,
    PricesFirm,
    record_index,
    revise,
)
from app.db import commit, db
from app.fingerprint.models import Duplicate, Relation
from tests.factories import make_case, make_document, make_user, saved
from tests.staffing import make_holder, make_in_house_rate, make_lot

TODAY = clock.today()
NEXT = TODAY + timedelta(days=20)
I0, I1 = date(2025, 1, 1), date(2026, 1, 1)


@pytest.fixture
def officer():
    return make_user(Role.FINANCE)


def indexed():
    lot = make_lot()
    contract = lot.contract
    contract.index_series, contract.index_base = "SYNTEC", I0
    contract.revision_fixed, contract.revision_indexed = Decimal("0.15"), Decimal("0.85")
    commit()
    return make_holder(lot, price="0.1159")


def known(officer):
    record_index("SYNTEC", I0, Decimal("121.9"), TODAY, "syntec.fr", officer)
    record_index("SYNTEC", I1, Decimal("128.4"), TODAY, "syntec.fr", officer)
    commit()


def test_a_revised_price_is_a_new_dated_row_and_the_old_one_keeps_its_terms(officer):
    holder = indexed()
    known(officer)
    [new] = revise(holder.lot.contract, I1, NEXT, officer)
    commit()
    old, revised = prices_of(holder)
    assert (old.amount, old.period.upper) == (Decimal("0.1159"), NEXT)
    assert (revised.id, revised.amount) == (new.id, Decimal("0.1212"))
    assert (revised.period.lower, revised.coefficient) == (NEXT, Decimal("1.0453"))
    assert revised.revised_from_id == old.id
    with pytest.raises(AlreadyRevised):
        revise(holder.lot.contract, I1, NEXT, officer)


def test_a_second_revision_starts_from_the_contracts_own_price(officer):
    holder = indexed()
    known(officer)
    revise(holder.lot.contract, I1, NEXT, officer)
    record_index("SYNTEC", date(2026, 2, 1), Decimal("121.9"), TODAY, "syntec.fr", officer)
    revise(holder.lot.contract, date(2026, 2, 1), NEXT + timedelta(days=30), officer)
    assert [p.amount for p in prices_of(holder)] == [
        Decimal("0.1159"),
        Decimal("0.1212"),
        Decimal("0.1159"),
    ]


def test_without_a_clause_or_an_index_nothing_is_revised(officer):
    with pytest.raises(PricesFirm):
        revise(make_holder().lot.contract, I1, NEXT, officer)
    holder = indexed()
    with pytest.raises(IndexMissing):
        revise(holder.lot.contract, I1, NEXT, officer)
    known(officer)
    with pytest.raises(IndexKnown):
        record_index("SYNTEC", I1, Decimal("1"), TODAY, "x", officer)


@pytest.mark.parametrize("change", ["UPDATE price SET amount = 0", "DELETE FROM price"])
def test_the_database_refuses_to_change_a_price(change):
    make_holder()
    with pytest.raises(IntegrityError, match="keeps its terms"), db.session.begin_nested():
        db.session.execute(text(change))


def test_interpreting_is_paid_by_the_quarter_begun_and_nothing_else_by_the_hour():
    holder = make_holder(price=None)
    terms = {
        "language": "uk",
        "direction": Direction.INTO_FRENCH,
        "unit": Unit.HOUR,
        "amount": Decimal("62.00"),
        "minimum": Decimal("0.00"),
        "starts_on": TODAY,
    }
    operations.set_price(holder, None, kind=WorkKind.INTERPRETING, **terms)
    with pytest.raises(operations.HourlyWork):
        operations.set_price(holder, None, kind=WorkKind.TRANSLATION, **terms)
    assert quotes.interpreting(holder, "uk", Decimal("1.1"), TODAY).net == Decimal("77.50")
    with pytest.raises(quotes.PriceMissing):
        quotes.outside(holder, make_case(), TODAY)


def with_terms(lot, **terms):
    holder = make_holder(lot, price=None)
    operations.set_price(
        holder, None, language="uk", direction=Direction.INTO_FRENCH, kind=CaseKind.TRANSLATION,
        unit=Unit.WORD, amount=Decimal("0.1000"), minimum=Decimal("0.00"), starts_on=TODAY, **terms,
    )  # fmt: skip
    commit()
    return holder


def test_an_order_that_the_usual_delay_would_make_late_is_urgent_and_costs_the_supplement():
    lot = make_lot(delay_days=12, urgent_days=3)
    holder, boss = with_terms(lot, urgency=Decimal("0.25")), make_user()
    calm = offer(make_case(), holder, boss, "À la main.")
    late = make_case(due_at=clock.now() + timedelta(days=5))
    hurried = offer(late, holder, boss, "À la main.")
    assert (calm.is_urgent, calm.amount) == (False, Decimal("12.00"))
    assert (hurried.is_urgent, hurried.amount) == (True, Decimal("15.00"))
    assert hurried.due_at < calm.due_at
    accept_order(hurried, make_user(Role.CONTRACTOR, contractor_id=holder.contractor_id))
    assert hurried.due_at < calm.due_at


def test_an_act_of_one_model_ordered_before_of_the_same_contractor_is_discounted():
    holder, boss = with_terms(make_lot(), near_identical=Decimal("0.4")), make_user()
    first, second, other = make_case(), make_case(), make_case()
    earlier, document = make_document(first), make_document(second)
    saved(
        Duplicate(
            document_id=document.id, earlier_id=earlier.id, relation=Relation.SAME_MODEL,
            same_institution=True,
        )
    )  # fmt: skip
    amounts = [offer(case, holder, boss, "À la main.").amount for case in (first, second, other)]
    assert amounts == [Decimal("12.00"), Decimal("7.20"), Decimal("12.00")]


def test_a_rate_by_the_hour_prices_what_has_none_by_the_word(officer):
    operations.set_in_house_rate(
        officer, kind=CaseKind.TRANSLATION, unit=Unit.HOUR, amount=Decimal("45.00"),
        minimum=Decimal("0"), starts_on=TODAY, words_an_hour=240,
    )  # fmt: skip
    case = make_case(words=120)
    assert quotes.inside(case, TODAY).net == Decimal("22.50")
    make_in_house_rate("0.2000")
    assert quotes.inside(case, TODAY).net == Decimal("24.00")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_schedule_that_leaves_comes_back_the_same(login, officer, kind):
    holder = with_terms(make_lot(), urgency=Decimal("0.25"), near_identical=Decimal("0.4"))
    client = login(officer)
    data = client.get(f"/holders/{holder.id}?format={kind}").data
    other = make_holder(holder.lot, rank=2, price=None)
    sent = {"file": (io.BytesIO(data), f"bordereau.{kind}")}
    assert client.post(f"/holders/{other.id}/schedule", data=sent).status_code == 303
    assert list(schedule.as_rows(prices_of(other))) == list(schedule.as_rows(prices_of(holder)))


def test_a_schedule_with_one_wrong_row_changes_nothing_and_says_which(login, officer):
    holder = make_holder(price=None)
    data = b"language,amount,starts_on\nuk,0.11,2026-01-01\nxx,0.11,2026-01-01\nuk,-1,01/02/2026\n"
    sent = {"file": (io.BytesIO(data), "prix.csv")}
    answer = login(officer).post(f"/holders/{holder.id}/schedule", data=sent)
    assert answer.status_code == 422
    assert "ligne 3" in answer.text
    assert "ligne 4" in answer.text
    assert db.session.query(Price).filter_by(lot_holder_id=holder.id).count() == 0


def test_finance_opens_a_contract_its_lot_its_holder_and_revises_on_the_pages(login, officer):
    make_lot()  # the language
    agency = make_holder().contractor
    client = login(officer)
    terms = {
        "number": "2027-TRAD", "title": "Traduction", "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=1000)), "allocation_rule": "cascade",
        "maximum": "100000", "answer_hours": "24", "delay_days": "12", "penalty_divisor": "1000",
        "penalty_cap": "10", "penalty_threshold": "1000", "hearing_days": "15",
        "index_series": "SYNTEC", "index_base": "2025-01-15", "revision_fixed": "0.15",
        "revision_indexed": "0.85",
    }  # fmt: skip
    page = client.post("/contracts", data=terms).location
    assert client.post("/contracts", data=terms).status_code == 409
    for wrong in ({"penalty_divisor": "0"}, {"penalty_cap": "101"}, {"hearing_days": "0"}):
        assert client.post(page, data=terms | wrong).status_code == 422
    clause = {"penalty_divisor": "3000", "penalty_cap": "5", "hearing_days": "10"}
    assert client.post(page, data=terms | clause).status_code == 303
    kept = db.session.query(FrameworkContract).filter_by(number="2027-TRAD").one()
    assert (kept.penalty_divisor, kept.penalty_cap) == (3000, Decimal("0.05"))
    assert 'value="5.00"' in client.get(page).text  # percent comes back as percent
    assert (
        client.post(f"{page}/lots", data={"title": "Slaves", "languages": "uk"}).status_code == 303
    )
    who = {"contractor_id": str(agency.id), "rank": "1"}
    holder = client.post(f"{page}/lots/1/holders", data=who).location
    assert client.post(f"{page}/lots/1/holders", data=who).status_code == 409
    price = {
        "language": "uk", "direction": "into_french", "kind": "translation", "unit": "word",
        "amount": "0.1159", "minimum": "12", "starts_on": str(TODAY),
    }  # fmt: skip
    assert client.post(f"{holder}/prices", data=price).status_code == 303
    for month, value in (("2025-01-31", "121.9"), ("2026-01-31", "128.4")):
        row = {"series": "SYNTEC", "month": month, "value": value, "published_on": str(TODAY),
               "source": "syntec.fr"}  # fmt: skip
        assert client.post("/indexes", data=row).status_code == 303
    revised = {"month": "2026-01-31", "on": str(NEXT)}
    assert client.post(f"{page}/revise", data=revised).status_code == 303
    assert "0,1212" in client.get(holder).text
    assert client.get("/contracts/compare").status_code == 200
