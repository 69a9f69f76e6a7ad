"""Orders lived through by the real operations: offered, accepted, returned, certified."""

from datetime import datetime, timedelta
from decimal import Decimal

from app import clock
from app.accounts.models import Role, User
from app.assignment.models import PurchaseOrder
from app.assignment.operations import accept_order, offer
from app.certification.operations import certify
from app.contracts.models import LotHolder
from app.db import commit
from app.payables.models import Bill, BillSource
from app.payables.operations import Heading, submit
from app.payables.rules import Billed
from app.translation.models import ReturnForm
from app.translation.operations import _hand_in, send_back, take
from tests.factories import make_case, make_language, make_user
from tests.staffing import add_price, make_holder, make_lot

RATE = Decimal("0.2000")
LONG = 400  # days that the contract has run


def make_agency(price: str = "0.1000", **terms) -> tuple[LotHolder, User]:
    """A holder of a lot of Ukrainian, and somebody of the agency."""
    make_language()
    holder = make_holder(make_lot(**terms), price=None)
    holder.contractor.siret = "73282932000074"
    holder.lot.contract.starts_on = clock.today() - timedelta(days=LONG)
    add_price(holder, price, days=LONG)
    user = make_user(Role.CONTRACTOR, contractor_id=holder.contractor_id)
    commit()
    return holder, user


def ordered(holder: LotHolder, agency: User, words: int = 100, **fields) -> PurchaseOrder:
    case = make_case(words=words, **fields)
    order = offer(case, holder, None, "Règle par défaut.")
    accept_order(order, agency)
    commit()
    return order


def hand_in(order: PurchaseOrder, agency: User) -> None:
    _hand_in(order.case, agency, form=ReturnForm.STRUCTURED, act="birth", fields={"surname": "X"})
    commit()


def sent_back(order: PurchaseOrder, reviser: User) -> None:
    take(order.case, reviser)
    send_back(order.case, reviser, "À reprendre.")
    commit()


def approve(order: PurchaseOrder, reviser: User) -> None:
    take(order.case, reviser)
    certify(order.case, reviser)
    commit()


def delivered_order(
    holder: LotHolder,
    agency: User,
    words: int = 100,
    at: datetime | None = None,
    days: int = 2,
    reviser: User | None = None,
) -> PurchaseOrder:
    """Offered `days` before `at`, returned an hour before it, its service fait noted at `at`."""
    end = at or clock.now()
    with clock.set_to(end - timedelta(days=days)):
        order = ordered(holder, agency, words)
    with clock.set_to(end - timedelta(hours=1)):
        hand_in(order, agency)
    with clock.set_to(end):
        approve(order, reviser or make_user(Role.REVISER))
    return order


def billed_as(order: PurchaseOrder, **changes) -> Billed:
    first = order.lines[0]
    said = {
        "reference": order.number,
        "net": order.amount,
        "quantity": Decimal(first["quantity"]),
        "unit": first["unit"],
        "unit_price": Decimal(first["unit_price"]),
        "vat_rate": RATE,
    }
    return Billed(**(said | changes))


def make_bill(agency: User, *billed: Billed, number: str = "F-1", month=None) -> Bill:
    heading = Heading(number, month or clock.today().replace(day=1), clock.today())
    bill = submit(agency.contractor_id, agency, heading, billed, BillSource.FORM)
    commit()
    return bill
