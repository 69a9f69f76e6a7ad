"""Contractors' bills: matched with accepted returns, disputed or settled, never paid twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.budget.models import CostEntry, CostStage
from app.budget.queries import entries_of
from app.db import commit, db
from app.lifecycle import InvalidTransition
from app.mail import OutgoingMail
from app.payables import operations
from app.payables.lifecycle import BillStatus, LineDecision
from app.payables.models import BillLine
from app.payables.operations import BillRefused, NotPayable, NumberTaken, ReasonMissing
from app.payables.queries import lines_of
from app.payables.rules import month_after, month_before
from app.payables.settlement import Undecided, settle
from tests.deliveries import (
    approve,
    billed_as,
    delivered_order,
    hand_in,
    make_agency,
    make_bill,
    ordered,
)
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def agency():
    """(holder, somebody of the agency)."""
    return make_agency()


@pytest.fixture
def officer():
    return make_user(Role.FINANCE)


def findings(bill) -> list[list[str]]:
    return [line.findings for line in lines_of(bill)]


def test_a_bill_that_is_right_is_settled_and_its_cost_is_paid(agency, officer):
    order = delivered_order(*agency)
    bill = make_bill(agency[1], billed_as(order))
    assert findings(bill) == [[]]
    assert operations.accept_matching(bill, officer) == 1
    settle(bill, officer)
    commit()
    assert (bill.settled_net, bill.settled_vat, bill.payable) == (
        Decimal("10.00"), Decimal("2.00"), Decimal("12.00"),
    )  # fmt: skip
    last = entries_of(order.case)[-1]
    assert (last.stage, last.amount, last.cause) == (CostStage.PAID, Decimal("10.00"), "bill")
    assert last.lines == order.lines
    assert order.case.paid == Decimal("10.00")


def test_each_difference_is_named(agency, officer):
    holder, user = agency
    right, unfinished = delivered_order(*agency), ordered(holder, user)
    dear, long_, page, taxed = (delivered_order(*agency) for _ in range(4))
    stranger = delivered_order(*make_agency())
    bill = make_bill(
        user,
        billed_as(right),
        billed_as(right),
        billed_as(unfinished),
        billed_as(dear, unit_price=Decimal("0.1500"), net=Decimal("15.00")),
        billed_as(long_, quantity=Decimal(120)),
        billed_as(page, unit="page"),
        billed_as(taxed, vat_rate=Decimal("0.1")),
        billed_as(stranger),
        billed_as(right, reference="C26-999999-Z"),
        billed_as(right, reference="Forfait"),
    )
    assert findings(bill) == [
        [], ["twice_here", *[]], ["not_accepted"], ["other_price", "other_amount"],
        ["other_quantity"], ["other_unit"], ["other_vat"], ["other_contractor"],
        ["unknown_order"], ["unknown_order"],
    ]  # fmt: skip


def test_the_reference_of_the_case_serves_as_well(agency):
    order = delivered_order(*agency)
    bill = make_bill(agency[1], billed_as(order, reference=order.case.reference))
    assert findings(bill) == [[]]


def test_a_line_on_another_bill_or_already_paid_is_seen(agency, officer):
    order = delivered_order(*agency)
    first = make_bill(agency[1], billed_as(order))
    second = make_bill(agency[1], billed_as(order), number="F-2")
    assert findings(second) == [["on_another_bill"]]
    operations.accept_matching(first, officer)
    settle(first, officer)
    commit()
    operations.rematch(second, officer)
    assert findings(second) == [["already_paid"]]
    with pytest.raises(NotPayable, match="payée"):
        operations.decide(second, {1}, LineDecision.ACCEPTED, officer, "Quand même")


def test_a_difference_is_accepted_with_a_reason_and_never_above_the_service_fait(agency, officer):
    dear, cheap = delivered_order(*agency), delivered_order(*agency)
    bill = make_bill(
        agency[1],
        billed_as(dear, net=Decimal("99.00")),
        billed_as(cheap, net=Decimal("7.00")),
    )
    with pytest.raises(ReasonMissing):
        operations.decide(bill, {1}, LineDecision.ACCEPTED, officer)
    operations.decide(bill, {1, 2}, LineDecision.ACCEPTED, officer, "Au montant commandé.")
    settle(bill, officer)
    assert [line.retained for line in lines_of(bill)] == [Decimal("10.00"), Decimal("7.00")]
    paid = [e for e in entries_of(cheap.case) if e.stage is CostStage.PAID][0]
    assert sum(Decimal(line["net"]) for line in paid.lines) == paid.amount == Decimal("7.00")


def test_a_dispute_needs_a_reason_is_told_answered_and_may_be_billed_again(agency, officer):
    holder, user = agency
    good, bad = delivered_order(*agency), delivered_order(*agency)
    bill = make_bill(user, billed_as(good), billed_as(bad, net=Decimal("30.00")))
    operations.accept_matching(bill, officer)
    with pytest.raises(ReasonMissing):
        operations.decide(bill, {2}, LineDecision.DISPUTED, officer, "  ")
    operations.decide(bill, {2}, LineDecision.DISPUTED, officer, "Montant hors marché.")
    operations.dispute(bill, officer)
    commit()
    assert bill.status is BillStatus.DISPUTED
    letter = db.session.query(OutgoingMail).filter_by(user_id=user.id, code="bill").one()
    assert "30.00" not in letter.body.replace(",", ".")
    operations.answer(lines_of(bill)[1], user, "Erreur de notre part.")
    settle(bill, officer)
    commit()
    assert bill.settled_net == Decimal("10.00")
    assert bad.case.paid is None
    again = make_bill(user, billed_as(bad), number="F-2")
    assert findings(again) == [[]]


def test_nothing_is_settled_while_a_line_waits(agency, officer):
    bill = make_bill(agency[1], billed_as(delivered_order(*agency)))
    with pytest.raises(Undecided):
        settle(bill, officer)
    operations.accept_matching(bill, officer)
    settle(bill, officer)
    with pytest.raises(InvalidTransition):
        settle(bill, officer)
    assert db.session.query(CostEntry).filter_by(stage=CostStage.PAID).count() == 1


def test_what_becomes_accepted_later_can_be_matched_again(agency, officer):
    holder, user = agency
    order = ordered(holder, user)
    bill = make_bill(user, billed_as(order))
    assert findings(bill) == [["not_accepted"]]
    hand_in(order, user)
    approve(order, make_user(Role.REVISER))
    operations.rematch(bill, officer)
    assert findings(bill) == [[]]


def test_the_database_refuses_a_second_payment_of_one_return(agency, officer):
    order = delivered_order(*agency)
    bill = make_bill(agency[1], billed_as(order))
    other = make_bill(agency[1], billed_as(order), number="F-2")
    operations.accept_matching(bill, officer)
    settle(bill, officer)
    commit()
    line = db.session.query(BillLine).filter_by(bill_id=other.id).one()
    pay = text(
        "UPDATE contractor_bill_line SET decision = 'accepted', paid_at = now(), retained = 10"
        " WHERE id = :id"
    )
    with pytest.raises(IntegrityError, match="uq_contractor_bill_line_paid"):
        db.session.execute(pay, {"id": line.id})


def test_a_reopened_and_corrected_order_is_not_paid_again(agency, officer):
    """The accepted figure is written once a case: a correction adds none."""
    order = delivered_order(*agency)
    bill = make_bill(agency[1], billed_as(order), billed_as(order, reference=order.case.reference))
    assert findings(bill) == [[], ["twice_here"]]


def test_numbers_months_and_sums_are_checked_at_the_door(agency):
    holder, user = agency
    order = delivered_order(*agency)
    make_bill(user, billed_as(order))
    with pytest.raises(NumberTaken):
        make_bill(user, billed_as(order), number="f-1")
    with pytest.raises(BillRefused, match="aucune ligne"):
        make_bill(user, number="F-3")
    with pytest.raises(BillRefused, match="pas commencé"):
        make_bill(user, billed_as(order), number="F-4", month=month_after(clock.today()))
    with pytest.raises(BillRefused, match="négative"):
        make_bill(user, billed_as(order, net=Decimal("-1.00")), number="F-5")


def test_a_withdrawn_bill_frees_its_number_and_its_orders(agency):
    order = delivered_order(*agency)
    operations.withdraw(make_bill(agency[1], billed_as(order)), agency[1])
    commit()
    assert findings(make_bill(agency[1], billed_as(order))) == [[]]


def test_the_page_of_what_may_be_billed_follows_each_order(agency, officer, login):
    holder, user = agency
    paid, billed, free = (delivered_order(*agency) for _ in range(3))
    first = make_bill(user, billed_as(paid))
    operations.accept_matching(first, officer)
    settle(first, officer)
    make_bill(user, billed_as(billed), number="F-2")
    client = login(user)
    sheet = client.get("/orders/billable?format=csv").get_data().decode("utf-8-sig")
    states = {row.split(";")[0]: row.split(";")[-2:] for row in sheet.splitlines()[1:]}
    assert states[paid.number] == ["Payée", "F-1"]
    assert states[billed.number] == ["Facturée", "F-2"]
    assert states[free.number] == ["À facturer", ""]
    page = client.get("/orders/billable").get_data(as_text=True)
    assert page.count("10,00") >= 4
    last = month_before(clock.today())
    assert free.number not in client.get(f"/orders/billable?month={last:%Y-%m}").get_data(
        as_text=True
    )
    assert client.get("/orders/billable?format=xlsx").get_data().startswith(b"PK")


def test_from_the_tick_to_the_mandate_on_the_pages(agency, officer, login):
    holder, user = agency
    orders = [delivered_order(*agency) for _ in range(2)]
    month = f"{clock.today():%Y-%m}"
    client = login(user)
    ticked = {"month": month, "number": "2026-117", "issued_on": clock.today().isoformat(),
              "vat_rate": "20", "order": [str(order.id) for order in orders]}  # fmt: skip
    answer = client.post("/bills", data=ticked)
    assert answer.status_code == 303
    address = answer.location
    page = client.get(address).get_data(as_text=True)
    assert orders[0].number in page
    assert client.get("/bills").status_code == 403
    client = login(officer)
    assert "2026-117" in client.get("/bills").get_data(as_text=True)
    assert client.post(f"{address}/accept").status_code == 303
    assert client.post(f"{address}/settle").status_code == 303
    done = client.get(address).get_data(as_text=True)
    assert "24,00" in done
    on = (clock.today() + timedelta(days=0)).isoformat()
    client.post(f"{address}/transfer", data={"transferred_on": on, "reference": "VIR-9"})
    assert "VIR-9" in client.get(address).get_data(as_text=True)


def test_a_contractor_is_not_told_of_another_s_order(agency, login):
    stranger = delivered_order(*make_agency())
    bill = make_bill(agency[1], billed_as(stranger))
    page = login(agency[1]).get(f"/bills/{bill.id}").get_data(as_text=True)
    assert "introuvable" in page
    assert "autre prestataire" not in page
