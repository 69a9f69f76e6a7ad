"""Lines against accepted returns: which order each names, and what differs."""

from collections.abc import Iterable

from app.db import db
from app.i18n import _, label
from app.payables.lifecycle import LineDecision
from app.payables.models import Bill, BillLine
from app.payables.queries import (
    accepted_entries,
    claims_on,
    lines_of,
    orders_named,
    owed_for,
    vat_rates,
)
from app.payables.rules import BLOCKING, Billed, Finding, compare


def match(bill: Bill) -> None:
    """Write on each line the order, the accepted figure and the differences, as they are now."""
    lines = lines_of(bill)
    named = orders_named(line.reference for line in lines)
    entries = accepted_entries(named.values())
    rates = vat_rates(named.values())
    claims = claims_on({order.id for order in named.values()})
    seen: set[object] = set()
    for line in lines:
        order = named.get(line.reference)
        if order is None:
            _note(line, [Finding.UNKNOWN_ORDER])
            continue
        others = [claim for claim in claims.get(order.id, ()) if claim.bill_id != bill.id]
        entry = entries.get(order.id)
        owed = owed_for(order, bill.contractor_id, entry, others, rates.get(order.id))
        _note(line, compare(_as_billed(line), owed, bill.month, order.id in seen))
        if owed.is_own:
            line.order_id, line.accepted_id = order.id, entry.id if entry else None
        seen.add(order.id)
    db.session.flush()


def _as_billed(line: BillLine) -> Billed:
    return Billed(
        line.reference, line.net, line.label, line.quantity, line.unit, line.unit_price,
        line.vat_rate,
    )  # fmt: skip


def _note(line: BillLine, findings: list[Finding]) -> None:
    """An acceptance that a new difference makes impossible is to be decided again."""
    line.order_id = line.accepted_id = None
    line.findings = [finding.value for finding in findings]
    if line.decision is LineDecision.ACCEPTED and BLOCKING & set(findings):
        line.decision = LineDecision.PENDING


def sentence(line: BillLine, findings: Iterable[Finding]) -> str:
    told = ", ".join(sorted(str(label(finding)) for finding in findings))
    return _("Ligne %(rank)s (%(reference)s) : %(told)s. Elle ne peut pas être payée.",
             rank=line.position, reference=line.reference, told=told)  # fmt: skip
