"""Bills, a dispute, late penalties and a closed month: what finance finds on the first morning."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from app import clock, storage
from app.accounts.models import User
from app.closing.checks import Check
from app.closing.operations import sign
from app.payables import operations, penalty_operations, settlement
from app.payables.billable_queries import in_month
from app.payables.lifecycle import LineDecision
from app.payables.models import Bill, BillSource
from app.payables.operations import Heading
from app.payables.penalty_letter import letter
from app.payables.rules import Billed, month_before, month_of

RATE = Decimal("0.2000")
AGENCY, OFFICER, SECOND = "agence", "finances", "finances2"


def load(users: dict[str, User]) -> None:
    last = month_before(clock.today())
    before = month_before(last)
    _settled(users, before, clock.start_of(last) + timedelta(days=5, hours=10))
    _penalties(users, before, clock.start_of(last) + timedelta(days=6, hours=11))
    _closed(users, before, clock.start_of(last) + timedelta(days=11, hours=15))
    _disputed(users, last)


def _billed(agency: User, month: date, dearer: bool) -> list[Billed]:
    rows = [row for row in in_month(_own(agency), month) if row.may_be_billed]
    return [
        Billed(
            reference=row.order.number,
            net=row.amount + (Decimal("9.50") if dearer and rank == 0 else 0),
            label=row.order.case.reference,
            quantity=Decimal(str(row.first_line["quantity"])),
            unit=str(row.first_line["unit"]),
            unit_price=Decimal(str(row.first_line["unit_price"])),
            vat_rate=RATE,
        )
        for rank, row in enumerate(rows)
    ]


def _own(agency: User):
    assert agency.contractor_id is not None  # noqa: S101 (an agency's account)
    return agency.contractor_id


def _bill(users: dict[str, User], month: date, dearer: bool) -> Bill | None:
    agency = users[AGENCY]
    billed = _billed(agency, month, dearer)
    heading = Heading(f"AT-{month:%Y-%m}", month, clock.today())
    if not billed:
        return None
    return operations.submit(_own(agency), agency, heading, billed, BillSource.FORM)


def _settled(users: dict[str, User], month: date, at: datetime) -> None:
    with clock.set_to(at):
        if bill := _bill(users, month, dearer=False):
            operations.accept_matching(bill, users[OFFICER])
            settlement.settle(bill, users[OFFICER])


def _penalties(users: dict[str, User], month: date, at: datetime) -> None:
    with clock.set_to(at):
        for file in penalty_operations.draw_up(month, users[OFFICER]):
            if file.proposed:
                until = penalty_operations.ready_to_notify(file)
                kept = storage.put_bytes(letter(file, until)).sha256
                penalty_operations.notify(file, users[OFFICER], kept, until)


def _closed(users: dict[str, User], month: date, at: datetime) -> None:
    why = {check.value: "Vu : reporté au mois suivant." for check in Check}
    for rank, key in enumerate((OFFICER, SECOND)):
        with clock.set_to(at + timedelta(hours=rank)):
            sign(month, users[key], why)


def _disputed(users: dict[str, User], month: date) -> None:
    """Last month's bill: one line dearer than its order, disputed; the agency has answered."""
    with clock.set_to(
        max(clock.start_of(month_of(clock.today())), clock.now() - timedelta(days=2))
    ):
        bill = _bill(users, month, dearer=True)
        if bill is None:
            return
        operations.accept_matching(bill, users[OFFICER])
        why = "Le prix facturé n'est pas celui du bordereau."
        operations.decide(bill, {1}, LineDecision.DISPUTED, users[OFFICER], why)
        operations.dispute(bill, users[OFFICER])
        operations.answer(bill.lines[0], users[AGENCY], "Supplément pour urgence, voir le devis.")
    penalty_operations.draw_up(month, users[OFFICER])
