"""A file of late penalties: computed, told, heard, decided by a person, deducted from a bill."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from sqlalchemy.exc import IntegrityError

from app import clock, storage
from app.accounts.models import Role
from app.cases.operations import answer, ask_institution
from app.db import commit, db
from app.lifecycle import InvalidTransition
from app.payables import operations as bills
from app.payables import penalty_operations as operations
from app.payables.lifecycle import PenaltyDecision, PenaltyStatus
from app.payables.models import PenaltyLine
from app.payables.penalty_letter import letter
from app.payables.penalty_queries import lines_of
from app.payables.rules import month_of
from app.payables.settlement import settle
from tests.deliveries import (
    approve,
    billed_as,
    delivered_order,
    hand_in,
    make_agency,
    make_bill,
    ordered,
    sent_back,
)
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("sent")
NOW = clock.start_of(clock.today()) + timedelta(hours=12)
DELAY = 12  # days of the contract


@pytest.fixture
def officer():
    return make_user(Role.FINANCE)


@pytest.fixture
def agency():
    return make_agency(penalty_threshold=Decimal("0.00"))


def late_order(agency, days: int, words: int = 10_000, at=NOW):
    """Service fait now, returned `days` after the last day of the contract's delay."""
    return delivered_order(*agency, words=words, at=at, days=DELAY + days)


def file_of(officer, month=None):
    [file] = operations.draw_up(month or month_of(clock.today()), officer)
    commit()
    return file


def notified(file, officer):
    until = operations.ready_to_notify(file)
    kept = storage.put_bytes(letter(file, until)).sha256
    operations.notify(file, officer, kept, until)
    commit()
    return file


def test_only_late_orders_are_in_the_file_each_with_its_days(agency, officer):
    late_order(agency, 5)
    delivered_order(*agency, at=NOW, days=3)
    file = file_of(officer)
    [line] = lines_of(file)
    assert (line.days_late, line.value, line.amount) == (5, Decimal("1000.00"), Decimal("5.00"))
    assert file.proposed == Decimal("5.00")


def test_the_cap_is_a_tenth_of_the_order(agency, officer):
    late_order(agency, 34)
    with_terms = db.session.query(PenaltyLine)
    assert with_terms.count() == 0
    agency[0].lot.contract.penalty_divisor = 100
    file = file_of(officer)
    [line] = lines_of(file)
    assert (line.amount, line.is_capped) == (Decimal("100.00"), True)


def test_pauses_and_the_body_s_own_reading_never_count(agency, officer):
    """Six days of question, then five of reading before it was sent back: ten days are excused."""
    holder, user = agency
    reviser, intake = make_user(Role.REVISER), make_user(Role.INTAKE_OFFICER)
    begun = NOW - timedelta(days=24)
    with clock.set_to(begun):
        order = ordered(holder, user, 10_000)
    with clock.set_to(begun + timedelta(days=1)):
        ask_institution(order.case, intake, "Le verso ?")
    with clock.set_to(begun + timedelta(days=7)):
        answer(order.case, order.case.created_by, "Le voici.")
    with clock.set_to(begun + timedelta(days=16)):
        hand_in(order, user)
    with clock.set_to(begun + timedelta(days=21)):
        sent_back(order, reviser)
    with clock.set_to(begun + timedelta(days=23)):
        hand_in(order, user)
    with clock.set_to(NOW):
        approve(order, reviser)
    assert operations.draw_up(month_of(clock.today()), officer) == []


def test_under_the_threshold_nothing_is_due_until_it_is_passed(officer):
    agency = make_agency(penalty_threshold=Decimal("12.00"))
    last_month = clock.start_of(month_of(clock.today())) - timedelta(hours=36)
    late_order(agency, 5, at=last_month)
    late_order(agency, 9)
    first = file_of(officer, month_of(last_month.date()))
    assert (first.computed, first.proposed) == (Decimal("5.00"), Decimal("0.00"))
    with pytest.raises(operations.DecisionRefused):
        operations.ready_to_notify(first)
    operations.note_exempt(first, officer)
    commit()
    second = notified(file_of(officer), officer)
    assert (second.carried, second.proposed) == (Decimal("5.00"), Decimal("14.00"))
    assert first.taken_up_by_id == second.id


def test_nobody_decides_before_the_hearing_is_over_unless_it_was_heard(agency, officer):
    late_order(agency, 5)
    file = notified(file_of(officer), officer)
    with pytest.raises(operations.HearingNotOver):
        operations.decide(file, officer, PenaltyDecision.WHOLE, "Retard constaté.", None)
    with clock.set_to(NOW + timedelta(days=16)):
        operations.decide(file, officer, PenaltyDecision.WHOLE, "Retard constaté.", None)
    assert file.decided == Decimal("5.00")


def test_heard_then_applied_in_part_and_deducted_from_the_next_bill(agency, officer):
    order = late_order(agency, 5)
    file = notified(file_of(officer), officer)
    operations.observe(file, agency[1], "Panne de notre côté, trois jours.")
    with pytest.raises(operations.DecisionRefused):
        operations.decide(file, officer, PenaltyDecision.PART, "Panne.", Decimal("6.00"))
    operations.decide(file, officer, PenaltyDecision.PART, "Panne.", Decimal("2.00"))
    bill = make_bill(agency[1], billed_as(order))
    bills.accept_matching(bill, officer)
    settle(bill, officer)
    commit()
    assert (bill.penalties, bill.payable) == (Decimal("2.00"), Decimal("1198.00"))
    assert (file.status, file.bill_id) == (PenaltyStatus.DEDUCTED, bill.id)
    assert order.case.paid == Decimal("1000.00")  # the price of the case is not the penalty's


def test_what_a_bill_cannot_bear_waits_for_the_next(agency, officer):
    late_order(agency, 30)
    small = delivered_order(*agency, words=10, at=NOW)
    file = notified(file_of(officer), officer)
    operations.observe(file, agency[1], "Pris note.")
    operations.decide(file, officer, PenaltyDecision.WHOLE, "Retard.", None)
    bill = make_bill(agency[1], billed_as(small))
    bills.accept_matching(bill, officer)
    settle(bill, officer)
    assert (bill.penalties, file.status) == (Decimal("0.00"), PenaltyStatus.DECIDED)


def test_a_waived_file_takes_nothing_and_is_final(agency, officer):
    late_order(agency, 5)
    file = notified(file_of(officer), officer)
    operations.observe(file, agency[1], "Grève des transports.")
    operations.decide(file, officer, PenaltyDecision.WAIVED, "Force majeure.", None)
    assert file.decided == 0
    with pytest.raises(InvalidTransition):
        operations.observe(file, agency[1], "Encore.")


def test_an_order_is_in_one_file_only(agency, officer):
    order = late_order(agency, 5)
    file = file_of(officer)
    assert file_of(officer).id == file.id  # a draft is drawn up anew
    notified(file, officer)
    assert operations.draw_up(month_of(clock.today()), officer) == []
    copy = PenaltyLine(
        file_id=file.id, position=2, order_id=order.id, value=1, owed_on=clock.today(),
        returned_on=clock.today(), days_excluded=0, days_late=1, amount=1,
    )  # fmt: skip
    db.session.add(copy)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_letter_says_all_that_the_contractor_must_know(agency, officer, login):
    order = late_order(agency, 5)
    file = notified(file_of(officer), officer)
    with login(agency[1]).get(f"/penalties/{file.id}/letter.pdf") as answer:
        paper = answer.get_data()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.open_metadata().pdfa_status == "3B"
    from tests.app.billing.test_invoices import pdf_text

    said = " ".join(pdf_text(paper).split())
    until = f"{clock.today() + timedelta(days=15):%d/%m/%Y}"
    for expected in (order.number, "5,00", "V × R / 1000", "10 %", until, "observations"):
        assert expected in said, expected


def test_a_contractor_sees_no_file_before_its_letter(agency, officer, login):
    late_order(agency, 5)
    file = file_of(officer)
    file_id, user = file.id, agency[1]
    assert login(user).get(f"/penalties/{file_id}").status_code == 404
    assert login(officer).post(f"/penalties/{file_id}/notify").status_code == 303
    client = login(user)
    assert client.get(f"/penalties/{file_id}").status_code == 200
    heard = client.post(f"/penalties/{file_id}/answer", data={"observations": "Voici pourquoi."})
    assert heard.status_code == 303
    assert "Voici pourquoi." in login(officer).get(f"/penalties/{file_id}").get_data(as_text=True)


def test_finance_draws_up_notifies_and_decides_on_the_pages(agency, officer, login):
    late_order(agency, 5)
    client = login(officer)
    month = f"{clock.today():%Y-%m}"
    assert client.post("/penalties/draw-up", data={"month": month}).status_code == 303
    page = client.get("/penalties").get_data(as_text=True)
    address = page.split('data-href="/penalties/')[1].split('"')[0]
    assert client.get(f"/penalties/{address}/letter.pdf").get_data().startswith(b"%PDF")
    assert client.post(f"/penalties/{address}/notify").status_code == 303
    assert "peut répondre" in client.get(f"/penalties/{address}").get_data(as_text=True)
    early = client.post(f"/penalties/{address}/decide", data={"decision": "whole", "reason": "x"})
    assert early.status_code == 409
    assert client.get(f"/penalties/{address}?format=csv").get_data().count(b"\r\n") == 2
