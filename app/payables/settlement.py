"""Settle a bill ("mandatement"): its accepted lines become the `paid` figure, once for ever."""

from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import User
from app.budget.models import CostStage
from app.budget.operations import write_cost
from app.db import db
from app.errors import Conflict
from app.i18n import _, _l
from app.lifecycle import InvalidTransition
from app.payables import matching, notices
from app.payables.lifecycle import OPEN, BillAction, LineDecision
from app.payables.models import Bill, BillLine
from app.payables.operations import NotPayable, advance, hold, vat_of
from app.payables.penalty_operations import deduct
from app.payables.queries import cases_to_lock, lines_of
from app.payables.rules import BLOCKING, Finding, retained, total


class Undecided(Conflict):
    message = _l("Des lignes attendent encore une décision : acceptez-les ou contestez-les.")


class PaidMeanwhile(Conflict):
    message = _l("Une de ces traductions vient d'être payée sur une autre facture.")


def settle(bill: Bill, actor: User) -> Bill:
    """All at one instant: a bill never straddles two months of accounts."""
    with clock.set_to(clock.now()):
        return _settle(bill, actor)


def _settle(bill: Bill, actor: User) -> Bill:
    """Pay what is accepted, less the penalties decided; what is still disputed is not paid.

    Everything is compared again under the locks of the cases: of two bills that hold the same
    order, the second is told. The unique indexes say so too (`PaidMeanwhile`).
    """
    hold(bill)
    if bill.status not in OPEN:
        raise InvalidTransition
    order_ids = {line.order_id for line in lines_of(bill) if line.order_id}
    db.session.scalars(cases_to_lock(order_ids)).all()
    matching.match(bill)
    lines = lines_of(bill)
    if any(line.decision is LineDecision.PENDING for line in lines):
        raise Undecided
    accepted = [line for line in lines if line.decision is LineDecision.ACCEPTED]
    try:
        with db.session.begin_nested():
            for line in accepted:
                _pay(bill, line)
    except IntegrityError:
        raise PaidMeanwhile from None
    advance(bill, BillAction.SETTLE, actor, **_totals(bill, accepted, actor))
    notices.tell_contractor(bill, "bill_settled")
    return bill


def _pay(bill: Bill, line: BillLine) -> None:
    if blocking := BLOCKING & {Finding(code) for code in line.findings}:
        raise NotPayable(matching.sentence(line, blocking))
    order, entry = line.order, line.accepted
    if order is None or entry is None:
        raise NotPayable(_("Une ligne acceptée n'a pas de service fait."))
    line.retained, line.paid_at = retained(line.net, entry.amount), clock.now()
    db.session.flush()
    write_cost(order.case, CostStage.PAID, line.retained, _lines(line, entry.lines), "bill",
               bill.contractor_id)  # fmt: skip


def _lines(line: BillLine, accepted: list) -> list:
    """The price lines of the accepted figure; what was retained less stands on its own."""
    kept = list(accepted)
    less = (line.retained or Decimal(0)) - (line.accepted.amount if line.accepted else Decimal(0))
    if less:
        kept.append({"label": "billed_less", "unit": "document", "quantity": 1,
                     "unit_price": str(less), "net": str(less)})  # fmt: skip
    return kept


def _totals(bill: Bill, accepted: list[BillLine], actor: User) -> dict[str, object]:
    net = total(line.retained or Decimal(0) for line in accepted)
    vat = vat_of([(line.retained or Decimal(0), line.vat_rate) for line in accepted])
    return {
        "penalties": deduct(bill, actor, net + vat),
        "settled_net": net,
        "settled_vat": vat,
        "settled_at": clock.now(),
    }
