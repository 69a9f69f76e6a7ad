"""A file of late penalties: computed, told, heard, decided by a person, deducted from a bill."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, func, select

from app import clock
from app.accounts.models import User
from app.assignment.models import PurchaseOrder
from app.audit import operations as audit
from app.contracts.queries import get_contract
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _, _l
from app.lifecycle import InvalidTransition, next_status
from app.payables import notices
from app.payables.lifecycle import (
    PENALTY_TRANSITIONS,
    PenaltyAction,
    PenaltyDecision,
    PenaltyStatus,
)
from app.payables.models import Bill, PenaltyFile, PenaltyLine
from app.payables.penalty_queries import (
    accepted_orders,
    deliveries,
    draft_of,
    standing,
    to_deduct,
)
from app.payables.rules import Lateness, lateness, month_after, total
from pricing.penalties import Terms, is_capped, penalty, proposal

NOTHING = Decimal("0.00")


class HearingNotOver(Conflict):
    message = _l("Le prestataire peut encore répondre : décidez après ce délai, ou après lui.")


class DecisionRefused(Invalid):
    """Said in its message."""


def advance(file: PenaltyFile, action: PenaltyAction, actor: User, **written: object) -> None:
    """The only place that writes `PenaltyFile.status`; `written` columns change with it."""
    before = file.status
    after = PenaltyStatus(next_status(PENALTY_TRANSITIONS, before, action))
    for name, value in written.items():
        setattr(file, name, value)
    file.status, file.status_at = after, clock.now()
    told = {name: written[name] for name in ("decision", "decided", "bill_id") if name in written}
    audit.record(f"penalty.{action}", file, actor, before=before, after=after,
                 proposed=file.proposed, **told)  # fmt: skip
    db.session.flush()


def hold(file: PenaltyFile) -> None:
    db.session.refresh(file, with_for_update={"of": PenaltyFile})


def draw_up(month: date, actor: User) -> list[PenaltyFile]:
    """A draft for each contractor and contract with late orders accepted in the month.

    Drawn up again it starts afresh; an order that is in a file already told is in no other.
    """
    _one_at_a_time()
    found = accepted_orders(clock.start_of(month), clock.start_of(month_after(month)))
    handed_in = deliveries([order for order, _contract in found])
    late: dict[tuple[UUID, UUID], list[tuple[PurchaseOrder, Lateness]]] = defaultdict(list)
    for order, contract_id in found:
        if order.id in handed_in and (how := lateness(handed_in[order.id])).days:
            late[order.contractor_id, contract_id].append((order, how))
    return [
        _draft(contractor_id, contract_id, month, rows, actor)
        for (contractor_id, contract_id), rows in sorted(late.items(), key=str)
    ]


def _one_at_a_time() -> None:
    """Two people who draw up the files at once would each write the same orders."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("penalty_files"))))


def _draft(
    contractor_id: UUID,
    contract_id: UUID,
    month: date,
    rows: Sequence[tuple[PurchaseOrder, Lateness]],
    actor: User,
) -> PenaltyFile:
    file = draft_of(contractor_id, contract_id, month)
    contract = get_contract(contract_id)
    if file is None:
        file = PenaltyFile(
            contractor_id=contractor_id, contract_id=contract_id, month=month,
            status_at=clock.now(), divisor=contract.penalty_divisor, cap=contract.penalty_cap,
            threshold=contract.penalty_threshold, hearing_days=contract.hearing_days,
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
    db.session.execute(delete(PenaltyLine).where(PenaltyLine.file_id == file.id))
    terms = Terms(file.divisor, file.cap, file.threshold)
    lines = [_line(file, rank, *row, terms) for rank, row in enumerate(rows, start=1)]
    db.session.add_all(lines)
    _propose(file, total(line.amount for line in lines))
    audit.record("penalty.draw_up", file, actor, lines=len(lines), proposed=file.proposed)
    return file


def value_of(order: PurchaseOrder) -> Decimal:
    """V: euros excl. VAT, without the revision of prices (CCAG-FCS 2021, art. 14.1.1)."""
    revised = total(Decimal(row["net"]) for row in order.lines if row["label"] == "revision")
    return order.amount - revised


def _line(
    file: PenaltyFile, rank: int, order: PurchaseOrder, how: Lateness, terms: Terms
) -> PenaltyLine:
    value = value_of(order)
    return PenaltyLine(
        file_id=file.id,
        position=rank,
        order_id=order.id,
        value=value,
        owed_on=how.owed_on,
        returned_on=how.returned_on,
        days_excluded=how.days_excluded,
        days_late=how.days,
        amount=penalty(value, how.days, terms.divisor, terms.cap),
        is_capped=is_capped(value, how.days, terms),
    )


def _propose(file: PenaltyFile, computed: Decimal) -> None:
    applied, exempt = standing(file.contractor_id, file.contract_id)
    carried = total(row.computed for row in exempt)
    file.computed, file.carried = computed, carried
    file.proposed = proposal(computed, carried, applied, file.threshold)
    db.session.flush()


def note_exempt(file: PenaltyFile, actor: User) -> None:
    """Under the contract's threshold nothing is due; the file waits until it is passed."""
    hold(file)
    _propose(file, file.computed)
    if file.proposed:
        raise DecisionRefused(_("Le seuil du marché est dépassé : notifiez ce dossier."))
    advance(file, PenaltyAction.NOTE_EXEMPT, actor)


def ready_to_notify(file: PenaltyFile) -> date:
    """Propose anew, and answer the last day to be heard (counted from today)."""
    hold(file)
    next_status(PENALTY_TRANSITIONS, file.status, PenaltyAction.NOTIFY)
    _propose(file, file.computed)
    if not file.proposed:
        raise DecisionRefused(_("Rien n'est dû : le seuil du marché n'est pas dépassé."))
    return clock.today() + timedelta(days=file.hearing_days)


def notify(file: PenaltyFile, actor: User, letter_sha256: str, hearing_until: date) -> None:
    """The hearing letter leaves; files that were exempt are taken up by this one."""
    for row in standing(file.contractor_id, file.contract_id)[1]:
        row.taken_up_by_id = file.id
    advance(
        file,
        PenaltyAction.NOTIFY,
        actor,
        notified_at=clock.now(),
        letter_sha256=letter_sha256,
        hearing_until=hearing_until,
    )
    notices.tell_contractor(file, "penalty_notified")


def observe(file: PenaltyFile, actor: User, text: str) -> None:
    """What the contractor answers; it may until the decision is taken."""
    hold(file)
    if file.status is not PenaltyStatus.NOTIFIED:
        raise InvalidTransition
    if not text.strip():
        raise DecisionRefused(_("Écrivez vos observations."))
    file.observations, file.observed_at = text.strip()[:5000], clock.now()
    audit.record("penalty.observe", file, actor)
    db.session.flush()


def decide(
    file: PenaltyFile, actor: User, decision: PenaltyDecision, reason: str, amount: Decimal | None
) -> None:
    """A person applies it in whole, in part, or waives it, and says why; after the hearing."""
    hold(file)
    next_status(PENALTY_TRANSITIONS, file.status, PenaltyAction.DECIDE)
    if not reason.strip():
        raise DecisionRefused(_("Donnez un motif : il sera communiqué au prestataire."))
    if not file.observed_at and file.hearing_until and clock.today() <= file.hearing_until:
        raise HearingNotOver
    advance(
        file,
        PenaltyAction.DECIDE,
        actor,
        decided=_decided(file, decision, amount),
        decision=decision,
        reason=reason.strip(),
        decided_at=clock.now(),
        decided_by_id=actor.id,
    )
    notices.tell_contractor(file, "penalty_decided")


def _decided(file: PenaltyFile, decision: PenaltyDecision, amount: Decimal | None) -> Decimal:
    if decision is PenaltyDecision.WHOLE:
        return file.proposed
    if decision is PenaltyDecision.WAIVED:
        return NOTHING
    if amount is None or not NOTHING < amount < file.proposed or amount != round(amount, 2):
        raise DecisionRefused(_("Le montant retenu doit être entre zéro et le montant proposé."))
    return amount


def deduct(bill: Bill, actor: User, payable: Decimal) -> Decimal:
    """Take off a bill what was decided; what it cannot bear waits for the next. Euros."""
    taken = NOTHING
    for file in to_deduct(bill.contractor_id):
        if file.decided and taken + file.decided <= payable:
            taken += file.decided
            advance(file, PenaltyAction.DEDUCT, actor, bill_id=bill.id)
    return taken
