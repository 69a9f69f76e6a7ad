"""Everything that changes a case. One door for its status: `advance()`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock, jobs
from app.accounts.models import User
from app.audit import operations as audit
from app.cases import references, rules
from app.cases.lifecycle import ENDED, MACHINE, PARTIES, TRANSITIONS, CaseAction, CaseStatus, target
from app.cases.models import Case, CaseKind, CaseMessage, CasePause
from app.cases.queries import pauses_of, unread_of
from app.catalogue.models import Direction
from app.db import db
from app.errors import Forbidden, Invalid
from app.i18n import _l
from app.lifecycle import next_status
from app.workdays import EVERY_DAY, calendar_of

# Reaching these states is somebody's turn: hint at it; a sweep hints again if it is lost.
HINTS = {
    CaseStatus.PRESCREENING: jobs.ADMIT_CASE,
    CaseStatus.READY: jobs.ASSIGN_CASE,
    CaseStatus.CANCELLED: jobs.RELEASE_CASE,
    CaseStatus.REJECTED: jobs.RELEASE_CASE,
    CaseStatus.REUSED: jobs.DELIVER_REUSED,
}


class ReasonMissing(Invalid):
    message = _l("Indiquez en quelques mots pourquoi.")


class EmptyMessage(Invalid):
    message = _l("Le message est vide : écrivez quelques mots avant d'envoyer.")


def open_case(
    creator: User,
    *,
    reference: str = "",
    kind: CaseKind = CaseKind.TRANSLATION,
    direction: Direction = Direction.INTO_FRENCH,
    language: str | None = None,
    institution_reference: str = "",
    is_sensitive: bool = False,
) -> Case:
    """A new case of the creator's institution; the commitment runs from now.

    Whoever opens many at once draws their references beforehand.
    """
    instant = clock.now()
    case = Case(
        reference=reference or references.next_reference(references.CASE),
        institution_id=creator.institution_id,
        created_by_id=creator.id,
        kind=kind,
        direction=direction,
        language=language,
        institution_reference=institution_reference,
        is_sensitive=is_sensitive,
        submitted_at=instant,
        status_at=instant,
        due_at=rules.due_at(instant),
    )
    db.session.add(case)
    db.session.flush()
    audit.record("case.submit", case, creator, after=case.status, language=language)
    return case


def open_beside(case: Case, actor: User) -> Case:
    """Another case of the same request, whose file held several acts; the commitment runs for it
    as it does for that one."""
    other = Case(
        reference=references.next_reference(references.CASE),
        institution_id=case.institution_id,
        created_by_id=case.created_by_id,
        kind=case.kind,
        direction=case.direction,
        institution_reference=case.institution_reference,
        is_sensitive=case.is_sensitive,
        submitted_at=case.submitted_at,
        status_at=clock.now(),
        due_at=case.due_at,
    )
    db.session.add(other)
    db.session.flush()
    audit.record("case.open_beside", other, actor, after=other.status, beside=case.reference)
    return other


def advance(case: Case, action: CaseAction, actor: User | None, **details: object) -> None:
    """The only place that writes `Case.status`; `actor` None is the machine.

    Locks the row, checks the table and the party, records the event: one transaction. The loser
    of a race gets `InvalidTransition`.
    """
    db.session.refresh(case, with_for_update={"of": Case})  # not the fund's row: others need it
    before = case.status
    after = target(next_status(TRANSITIONS, before, action), action, case.left_status)
    if (actor.role if actor else MACHINE) not in PARTIES[before, action]:
        raise Forbidden
    case.status = CaseStatus(after)
    case.status_at = clock.now()
    _follow(case, before)
    audit.record(f"case.{action}", case, actor, before=before, after=case.status, **details)
    db.session.flush()
    if job := HINTS.get(case.status):
        jobs.enqueue(job, case.id)


def _follow(case: Case, before: CaseStatus) -> None:
    """What a change of state entails in the case itself: pauses, ends, delivery."""
    if case.status is CaseStatus.AWAITING_INSTITUTION:
        case.left_status = before
    if before is CaseStatus.AWAITING_INSTITUTION:
        case.left_status = None
        _end_pause(case, clock.now())
    _follow_return(case, before)
    case.ended_at = clock.now() if case.status in ENDED else None
    if case.status is CaseStatus.DELIVERED and case.delivered_at is None:
        case.delivered_at = clock.now()


def _follow_return(case: Case, before: CaseStatus) -> None:
    """From the return to a sending back, days are the body's: none counts against the doer."""
    if case.status is CaseStatus.RETURNED and before is CaseStatus.IN_PROGRESS:
        case.returned_at = clock.now()
    elif case.status is CaseStatus.IN_PROGRESS and case.returned_at:
        if before is CaseStatus.IN_REVISION:
            _put_off_assignee(case, case.returned_at, clock.now())
        case.returned_at = None


def _put_off_assignee(case: Case, start: datetime, end: datetime) -> None:
    if case.assignee_due_at:
        is_open = calendar_of(case.assignee_calendar)
        case.assignee_due_at = rules.put_off(case.assignee_due_at, start, end, is_open)


def _end_pause(case: Case, instant: datetime) -> None:
    """Close the open pause; both clocks are put forward by the time it lasted.

    What was returned has its doer's clock at rest already: that time is not given twice.
    """
    pauses = pauses_of(case)
    for pause in pauses:
        if pause.ended_at is None:
            pause.ended_at = instant
            if case.returned_at is None:
                _put_off_assignee(case, pause.started_at, instant)
    _reckon_due(case, pauses)


def _reckon_due(case: Case, pauses: Sequence[CasePause]) -> None:
    ended = [(pause.started_at, pause.ended_at) for pause in pauses if pause.ended_at]
    case.due_at = rules.due_at(case.submitted_at, ended)


def ask_institution(case: Case, actor: User, question: str) -> None:
    """Ask the institution for something it owes: the commitment stands still until it answers."""
    message = post_message(case, actor, question)
    advance(case, CaseAction.ASK, actor, message_id=message.id)
    db.session.add(CasePause(case_id=case.id, started_at=clock.now(), question=question))
    db.session.flush()


def answer(case: Case, actor: User, body: str) -> None:
    """The institution has given what it owed: the case goes back to the state it left."""
    message = post_message(case, actor, body)
    advance(case, CaseAction.RESUME, actor, message_id=message.id)


def cancel(case: Case, actor: User, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    advance(case, CaseAction.CANCEL, actor)
    case.end_reason = reason.strip()


def request_correction(case: Case, actor: User, body: str) -> None:
    """The fund found a mistake. The time during which it held the translation does not count."""
    message = post_message(case, actor, body)
    held_since = min(case.ended_at or clock.now(), clock.now())
    advance(case, CaseAction.REQUEST_CORRECTION, actor, message_id=message.id)
    db.session.add(
        CasePause(case_id=case.id, started_at=held_since, ended_at=clock.now(), question="")
    )
    db.session.flush()
    _reckon_due(case, pauses_of(case))


def accept_correction(case: Case, actor: User, body: str = "") -> None:
    """The work goes back to whoever did it (a job: `assignment` stands higher than this slice)."""
    advance(case, CaseAction.ACCEPT_CORRECTION, actor)
    if body.strip():
        post_message(case, actor, body)
    jobs.enqueue(jobs.REOPEN_CASE, case.id)


def refuse_correction(case: Case, actor: User, body: str) -> None:
    """The translation stands; the fund is told why."""
    post_message(case, actor, body)
    advance(case, CaseAction.REFUSE_CORRECTION, actor)


def post_message(case: Case, author: User, body: str) -> CaseMessage:
    if not body.strip():
        raise EmptyMessage
    message = CaseMessage(
        case_id=case.id,
        author_id=author.id,
        from_institution=author.institution_id is not None,
        body=body.strip(),
    )
    db.session.add(message)
    db.session.flush()
    audit.record("case.message", case, author, message_id=message.id)
    return message


def mark_read(case: Case, reader: User) -> None:
    """What the other side wrote is now read."""
    for message in unread_of(case, by_institution=reader.institution_id is not None):
        message.read_at = clock.now()
    db.session.flush()


def describe(case: Case, actor: User | None, **facts: Any) -> None:
    """Write what is known of the papers (language, type, pages, words…), with a trace of it."""
    before = {name: getattr(case, name) for name in facts}
    for name, value in facts.items():
        setattr(case, name, value)
    changed = {name: value for name, value in facts.items() if before[name] != value}
    if changed:
        audit.record("case.describe", case, actor, **changed)
    db.session.flush()


def set_figure(case: Case, stage: str, amount: Decimal) -> None:
    """Copy the last figure of `stage` (estimated, committed, accepted, paid) onto the case."""
    setattr(case, stage, amount)
    db.session.flush()


def give_to(
    case: Case,
    *,
    translator: User | None = None,
    contractor_id: UUID | None = None,
    due_at: datetime | None = None,
    calendar: str = EVERY_DAY,
) -> None:
    """Note who holds the case now, until when, by which days; nobody when all is None."""
    case.assignee_calendar = calendar
    case.translator_id = translator.id if translator else None
    case.contractor_id = contractor_id
    case.assignee_due_at = due_at
    db.session.flush()


def take_for_revision(case: Case, reviser: User) -> None:
    advance(case, CaseAction.REVISE, reviser)
    case.reviser_id = reviser.id
    db.session.flush()


def note_reuse(case: Case, reused: Case) -> None:
    """The earlier case whose translation serves for this one."""
    case.reused_case_id = reused.id
    db.session.flush()


def note_end(case: Case, reason: str) -> None:
    """Why the case ended without a translation of its own."""
    case.end_reason = reason
    db.session.flush()
