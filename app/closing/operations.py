"""Sign a month, close it, correct it later. One `advance()`."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.budget.models import CostEntry
from app.budget.operations import write_cost
from app.cases.queries import get_case
from app.closing import sealing
from app.closing.checks import checklist
from app.closing.lifecycle import TRANSITIONS, MonthAction, MonthStatus
from app.closing.models import CostCorrection, MonthClose
from app.closing.queries import bounds_of, close_of, entry_after, is_first, last_closed
from app.closing.rules import FIRST, month_after
from app.db import db, new_id
from app.errors import Conflict, Invalid
from app.i18n import _, _l, label
from app.lifecycle import next_status

OLDEST = 240  # months before the first close that its locks cover


class NotClosable(Conflict):
    """Said in its message: what keeps the month from being signed."""


class SamePerson(Conflict):
    message = _l("Vous avez déjà signé ce mois : la seconde signature est celle d'un autre.")


class NotClosed(Conflict):
    message = _l("Ce mois n'est pas clos : il n'y a rien à corriger après coup.")


class Superseded(Conflict):
    message = _l("Un chiffre plus récent a remplacé celui-ci : corrigez le plus récent.")


def advance(close: MonthClose, action: MonthAction, actor: User, **written: object) -> None:
    """The only place that writes `MonthClose.status`; `written` columns change with it."""
    before = close.status
    after = MonthStatus(next_status(TRANSITIONS, before, action))
    for name, value in written.items():
        setattr(close, name, value)
    close.status, close.status_at = after, clock.now()
    audit.record(
        f"month.{action}", close, actor,
        before=before, after=after, month=close.month, seal=close.seal,
    )  # fmt: skip
    db.session.flush()


def hold(month: date) -> MonthClose:
    """The month's row, made if need be, locked."""
    row = {"id": new_id(), "month": month, "status": MonthStatus.OPEN, "status_at": clock.now(),
           "acknowledged": {}, "totals": {}}  # fmt: skip
    db.session.execute(insert(MonthClose).values(row).on_conflict_do_nothing())
    close = close_of(month)
    assert close is not None  # noqa: S101 (it was just made)
    db.session.refresh(close, with_for_update={"of": MonthClose})
    return close


def sign(month: date, actor: User, reasons: Mapping[str, str]) -> MonthClose:
    """The first signature, or the second by somebody else, which closes; raises `NotClosable`."""
    _refuse_too_early(month)
    close = hold(month)
    if close.status is MonthStatus.OPEN:
        advance(
            close,
            MonthAction.SIGN,
            actor,
            acknowledged=_acknowledged(month, reasons, {}),
            first_signed_by_id=actor.id,
            first_signed_at=clock.now(),
        )
        return close
    next_status(TRANSITIONS, close.status, MonthAction.CLOSE)
    if close.first_signed_by_id == actor.id:
        raise SamePerson
    return _close(close, actor, reasons)


def _refuse_too_early(month: date) -> None:
    if month_after(month) > clock.today():
        raise NotClosable(_("Ce mois n'est pas terminé."))
    last = last_closed()
    if last and month > month_after(last.month):
        raise NotClosable(_("Le mois précédent n'est pas clos : clôturez dans l'ordre."))
    if last and month < last.month:
        raise NotClosable(_("Un mois plus récent est clos : celui-ci l'est avec lui."))


def _acknowledged(
    month: date, reasons: Mapping[str, str], known: Mapping[str, dict]
) -> dict[str, dict]:
    """What each open check came to and why it is let pass; a blocking one never is."""
    kept: dict[str, dict] = {}
    for line in checklist(month):
        if line.is_clear:
            continue
        if line.is_blocking:
            said = _("%(check)s : %(count)s. À régler avant de signer.",
                     check=label(line.check), count=line.count)  # fmt: skip
            raise NotClosable(said)
        before = known.get(line.check, {})
        reason = reasons.get(line.check, "").strip()
        if not reason and before.get("count", -1) >= line.count:
            reason = str(before["reason"])
        if not reason:
            raise NotClosable(
                _("%(check)s : %(count)s. Donnez un motif pour signer quand même.",
                  check=label(line.check), count=line.count)
            )  # fmt: skip
        kept[line.check.value] = {"count": line.count, "reason": reason[:500]}
    return kept


def _close(close: MonthClose, actor: User, reasons: Mapping[str, str]) -> MonthClose:
    """Nobody writes into the month from here on; then its lines are read, summed and sealed."""
    _shut(close.month)
    before = last_closed()
    previous = (before.seal if before else None) or FIRST
    totals = sealing.totals_between(*bounds_of(close.month))
    with db.session.no_autoflush:
        close.acknowledged = _acknowledged(close.month, reasons, close.acknowledged)
        close.second_signed_by_id, close.second_signed_at = actor.id, clock.now()
        sealed = sealing.computed(close, previous, totals)
        advance(close, MonthAction.CLOSE, actor, previous_seal=previous, totals=totals,
                line_count=sealed.lines, seal=sealed.seal)  # fmt: skip
    return close


def _shut(month: date) -> None:
    """Take the months' locks alone: writers hold them shared until they commit (migration 0091).

    A writer that came first is waited for, and is under the seal; one that comes later waits, and
    is then refused. Only who dates a row in these months is concerned, never today's work.
    """
    months = OLDEST if is_first(month) else 0
    db.session.execute(
        text(
            "SELECT lock_month(m::date) FROM generate_series("
            " cast(:month AS date) - make_interval(months => :months), cast(:month AS date),"
            " interval '1 month') AS m ORDER BY m"
        ),
        {"month": month, "months": months},
    )


def retract(month: date, actor: User) -> MonthClose:
    """Take the first signature back."""
    close = hold(month)
    advance(close, MonthAction.RETRACT, actor, first_signed_by_id=None, first_signed_at=None,
            acknowledged={})  # fmt: skip
    return close


def correct(entry: CostEntry, amount: Decimal, actor: User, reason: str) -> CostEntry:
    """A new figure, in the month that is open, that points at the closed one it corrects."""
    last = last_closed()
    if last is None or entry.at >= clock.start_of(month_after(last.month)):
        raise NotClosed
    case = get_case(entry.case_id)
    db.session.refresh(case, with_for_update={"of": type(case)})
    if entry_after(entry):
        raise Superseded
    if not reason.strip() or amount < 0 or amount != round(amount, 2):
        raise Invalid(_("Indiquez le montant exact, en euros, et le motif de la correction."))
    line = {"label": "correction", "unit": "document", "quantity": 1, "unit_price": str(amount),
            "net": str(amount)}  # fmt: skip
    fixed = write_cost(case, entry.stage, amount, [line], "correction", entry.contractor_id)
    db.session.flush()
    db.session.add(
        CostCorrection(
            entry_id=fixed.id, corrects_id=entry.id, made_by_id=actor.id, reason=reason.strip()
        )
    )
    audit.record("cost.correct", case, actor, entry_id=fixed.id, corrects_id=entry.id,
                 amount=amount)  # fmt: skip
    db.session.flush()
    return fixed
