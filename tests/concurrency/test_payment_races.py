"""One return on two bills, settled at once by two officers: it is paid once."""

from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Role
from app.accounts.queries import get_user
from app.budget.models import CostEntry, CostStage
from app.db import commit, db
from app.errors import Conflict
from app.payables import operations, penalty_operations
from app.payables.lifecycle import LineDecision
from app.payables.models import BillLine, PenaltyFile, PenaltyLine
from app.payables.queries import get_bill
from app.payables.rules import month_of
from app.payables.settlement import settle
from tests.concurrency.conftest import WON
from tests.deliveries import billed_as, delivered_order, make_agency, make_bill
from tests.factories import make_user

HANDS = 4


def bills_on_one_order() -> tuple[list, object]:
    """As many bills as hands, each with the same order accepted, and a last officer."""
    agency, officer = make_agency(), make_user(Role.FINANCE)
    order = delivered_order(*agency)
    bills = [make_bill(agency[1], billed_as(order), number=f"F-{n}") for n in range(HANDS)]
    for bill in bills:
        line = db.session.query(BillLine).filter_by(bill_id=bill.id).one()
        operations.decide(bill, {line.position}, LineDecision.ACCEPTED, officer, "Bon.")
    commit()
    return [bill.id for bill in bills], officer.id


def settling(bill_id, officer_id):
    def work(ready):
        bill, officer = get_bill(bill_id), get_user(officer_id)
        ready()
        settle(bill, officer)
        commit()

    return work


def test_a_return_on_four_bills_is_paid_once(race):
    bill_ids, officer_id = bills_on_one_order()
    outcomes = race(*[settling(bill_id, officer_id) for bill_id in bill_ids])
    assert outcomes.count(WON) == 1
    assert all(issubclass(lost, Conflict) for lost in outcomes if lost != WON)
    assert db.session.query(BillLine).filter(BillLine.paid_at.is_not(None)).count() == 1
    [paid] = db.session.query(CostEntry).filter_by(stage=CostStage.PAID)
    assert paid.amount == Decimal("10.00")


def test_the_index_alone_lets_one_payment_through(race):
    """Whatever the application would forget to lock."""
    bill_ids, _officer = bills_on_one_order()
    pay = text(
        "UPDATE contractor_bill_line SET paid_at = now(), retained = 10 WHERE bill_id = :bill"
    )

    def paying(bill_id):
        def work(ready):
            ready()
            db.session.execute(pay, {"bill": bill_id})
            commit()

        return work

    outcomes = race(*map(paying, bill_ids))
    assert outcomes.count(WON) == 1
    assert all(issubclass(lost, IntegrityError) for lost in outcomes if lost != WON)


def test_two_officers_draw_up_the_same_late_orders_once(race):
    agency, officer_id = make_agency(), make_user(Role.FINANCE).id
    order = delivered_order(*agency, days=20)
    month = month_of(order.fulfilled_at.date())

    def work(ready):
        officer = get_user(officer_id)
        ready()
        penalty_operations.draw_up(month, officer)
        commit()

    assert race(work, work, work) == [WON] * 3
    assert db.session.query(PenaltyFile).count() == 1
    assert db.session.query(PenaltyLine).count() == 1
