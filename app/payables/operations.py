"""A bill is submitted, matched, decided line by line, settled once. One `advance()`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _, _l
from app.lifecycle import InvalidTransition, next_status
from app.payables import matching, notices
from app.payables.lifecycle import OPEN, TRANSITIONS, BillAction, BillStatus, LineDecision
from app.payables.models import Bill, BillLine, BillSource
from app.payables.queries import is_number_taken, lines_of
from app.payables.rules import BLOCKING, Billed, Finding, month_of, total
from pricing.tax import with_vat

MOST_LINES = 5000
TOLD = ("settled_net", "settled_vat", "penalties", "transferred_on")  # on record


class BillRefused(Invalid):
    """Said in its message: what is wrong with the bill, and what to do."""


class NumberTaken(Conflict):
    message = _l("Vous avez déjà déposé une facture de ce numéro : retirez-la, ou changez-le.")


class NotPayable(Conflict):
    """Said in its message."""


class ReasonMissing(Invalid):
    message = _l("Donnez un motif : le prestataire le lira.")


@dataclass(frozen=True)
class Heading:
    """What stands at the top of a bill. `net`, `vat`, `gross` None: what the lines come to."""

    number: str
    month: date
    issued_on: date
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None


def advance(bill: Bill, action: BillAction, actor: User, **written: object) -> None:
    """The only place that writes `Bill.status`; `written` columns change with it."""
    before = bill.status
    after = BillStatus(next_status(TRANSITIONS, before, action))
    for name, value in written.items():
        setattr(bill, name, value)
    bill.status, bill.status_at = after, clock.now()
    told = {name: value for name, value in written.items() if name in TOLD}
    audit.record(f"bill.{action}", bill, actor, before=before, after=after, **told)
    db.session.flush()


def hold(bill: Bill) -> None:
    """Whoever changes a bill or its lines locks it first."""
    db.session.refresh(bill, with_for_update={"of": Bill})


def submit(
    contractor_id: UUID,
    actor: User,
    heading: Heading,
    billed: Sequence[Billed],
    source: BillSource,
    file: tuple[str, str] | None = None,  # SHA-256 and type of what was uploaded
) -> Bill:
    """Keep a bill as it was submitted, and match it at once; raises `BillRefused`."""
    _check(contractor_id, heading, billed)
    taxed = _taxed(heading, billed)
    bill = Bill(
        contractor_id=contractor_id,
        submitted_by_id=actor.id,
        number=heading.number.strip(),
        month=month_of(heading.month),
        issued_on=heading.issued_on,
        source=source,
        file_sha256=file[0] if file else None,
        file_mime=file[1] if file else "",
        status_at=clock.now(),
        net=taxed[0],
        vat=taxed[1],
        gross=taxed[2],
    )
    try:
        with db.session.begin_nested():
            db.session.add(bill)
    except IntegrityError:
        raise NumberTaken from None
    for position, line in enumerate(billed, start=1):
        db.session.add(BillLine(bill_id=bill.id, position=position, **vars(line)))
    db.session.flush()
    matching.match(bill)
    audit.record("bill.submit", bill, actor, source=source, lines=len(billed), net=bill.net)
    return bill


def _check(contractor_id: UUID, heading: Heading, billed: Sequence[Billed]) -> None:
    checks = (
        (not heading.number.strip(), _("Le numéro de la facture manque.")),
        (len(heading.number) > 60, _("Le numéro de la facture dépasse 60 caractères.")),
        (not billed, _("La facture n'a aucune ligne.")),
        (len(billed) > MOST_LINES, _("La facture dépasse 5 000 lignes : partagez-la.")),
        (heading.issued_on > clock.today(), _("La facture est datée dans l'avenir.")),
        (month_of(heading.month) > clock.today(), _("Ce mois n'a pas commencé.")),
        (any(line.net < 0 for line in billed), _("Une ligne est négative : faites un avoir.")),
    )
    if problems := [text for is_so, text in checks if is_so]:
        raise BillRefused(" ".join(problems))
    if is_number_taken(contractor_id, heading.number.strip()):
        raise NumberTaken


def _taxed(heading: Heading, billed: Sequence[Billed]) -> tuple[Decimal, Decimal, Decimal]:
    """As the bill says it; where it says both, they must be the sums of its lines."""
    net, vat = total(line.net for line in billed), vat_of([(b.net, b.vat_rate) for b in billed])
    if heading.net is not None and heading.net != net:
        said = _("Le total HT annoncé (%(said)s) n'est pas la somme des lignes (%(sum)s).",
                 said=heading.net, sum=net)  # fmt: skip
        raise BillRefused(said)
    vat = vat if heading.vat is None else heading.vat
    gross = net + vat if heading.gross is None else heading.gross
    if gross != net + vat:
        raise BillRefused(_("Le total TTC n'est pas la somme du HT et de la TVA."))
    return net, vat, gross


def vat_of(amounts: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """VAT of (net, rate) pairs, rounded once a rate (EN 16931 BR-CO-17)."""
    by_rate: dict[Decimal, Decimal] = {}
    for net, rate in amounts:
        by_rate[rate] = by_rate.get(rate, Decimal("0.00")) + net
    return total(with_vat(net, rate).vat for rate, net in by_rate.items())


def rematch(bill: Bill, actor: User) -> None:
    """What was accepted or paid since the bill came changes its differences, no decision."""
    hold(bill)
    if bill.status not in OPEN:
        raise InvalidTransition
    matching.match(bill)
    audit.record("bill.match", bill, actor)


def decide(
    bill: Bill, positions: Collection[int], decision: LineDecision, actor: User, reason: str = ""
) -> int:
    """Accept or dispute lines; a dispute, and accepting a difference, say why.

    Raises `NotPayable` for a line that no decision can make payable.
    """
    hold(bill)
    if bill.status not in OPEN:
        raise InvalidTransition
    chosen = [line for line in lines_of(bill) if line.position in positions]
    for line in chosen:
        _refuse_unfounded(line, decision, reason.strip())
        line.decision, line.reason = decision, reason.strip()
        line.decided_by_id, line.decided_at = actor.id, clock.now()
    audit.record("bill.decide", bill, actor, decision=decision, lines=len(chosen))
    db.session.flush()
    return len(chosen)


def _refuse_unfounded(line: BillLine, decision: LineDecision, reason: str) -> None:
    if decision is LineDecision.DISPUTED and not reason:
        raise ReasonMissing
    if decision is LineDecision.ACCEPTED:
        if blocking := BLOCKING & {Finding(code) for code in line.findings}:
            raise NotPayable(matching.sentence(line, blocking))
        if line.findings and not reason:
            raise ReasonMissing(_("Accepter un écart demande un motif."))


def accept_matching(bill: Bill, actor: User) -> int:
    """Every line without a difference that nobody has decided yet."""
    clean = {
        line.position
        for line in lines_of(bill)
        if not line.findings and line.decision is LineDecision.PENDING
    }
    return decide(bill, clean, LineDecision.ACCEPTED, actor) if clean else 0


def dispute(bill: Bill, actor: User) -> None:
    """Tell the contractor which lines are disputed."""
    hold(bill)
    if not any(line.decision is LineDecision.DISPUTED for line in lines_of(bill)):
        raise BillRefused(_("Aucune ligne n'est contestée."))
    advance(bill, BillAction.DISPUTE, actor)
    notices.tell_contractor(bill, "bill_disputed")


def answer(line: BillLine, actor: User, text: str) -> None:
    """The contractor's side of a dispute; the decision stays finance's."""
    hold(line.bill)
    if line.bill.status not in OPEN or line.decision is not LineDecision.DISPUTED:
        raise InvalidTransition
    if not text.strip():
        raise ReasonMissing(_("Écrivez votre réponse."))
    line.answer = text.strip()[:2000]
    audit.record("bill.answer", line.bill, actor, line=line.position)
    db.session.flush()


def reject(bill: Bill, actor: User, reason: str) -> None:
    hold(bill)
    if not reason.strip():
        raise ReasonMissing
    advance(bill, BillAction.REJECT, actor, reason=reason.strip())
    notices.tell_contractor(bill, "bill_rejected")


def withdraw(bill: Bill, actor: User) -> None:
    """The contractor takes it back: its number and its orders are free again."""
    hold(bill)
    advance(bill, BillAction.WITHDRAW, actor)


def record_payment(bill: Bill, actor: User, on: date, reference: str) -> None:
    """The accountant's transfer, as the bank's statement says it."""
    hold(bill)
    next_status(TRANSITIONS, bill.status, BillAction.RECORD_PAYMENT)
    if not reference.strip() or on > clock.today():
        raise BillRefused(_("Indiquez la référence du virement et un jour passé."))
    if bill.settled_at and on < bill.settled_at.astimezone(clock.PARIS).date():
        raise BillRefused(_("Le virement ne peut pas précéder le mandatement."))
    done = {"transferred_on": on, "transfer_reference": reference.strip()}
    advance(bill, BillAction.RECORD_PAYMENT, actor, **done)
