"""What was found, or delivered, after a case was admitted; decisions taken by another door,
and what a case leaves open when it ends.

Two funds often send one act within days: the earlier translation is delivered while the second
case still waits for a translator. A person is asked then as well, once.
"""

from app.cases import operations as cases
from app.cases.lifecycle import ENDED, CaseAction, CaseStatus
from app.cases.models import Case
from app.db import db
from app.fingerprint import operations as fingerprint
from app.fingerprint.lifecycle import ReuseAction, ReuseStatus
from app.fingerprint.models import Duplicate
from app.fingerprint.queries import found_for
from app.fingerprint.relation import SERVES
from app.i18n import _
from app.intake.queries import documents_of
from app.prescreen import operations as prescreen
from app.reuse import operations, queries


def ask(case: Case) -> bool:
    """Send a case that waits for a translator back to a person; False when it no longer waits."""
    db.session.refresh(case, with_for_update={"of": Case})
    if case.status is not CaseStatus.READY or queries.decision_of(case):
        return False
    operations.tell_intake(case)
    doubts = prescreen.doubts_of(case)
    if "duplicate" not in doubts:
        return False
    cases.advance(case, CaseAction.DOUBT, None, doubts=doubts)
    return True


def settle(case: Case) -> None:
    """Give proposals the outcome of the review: an identical file of one fund is decided there."""
    db.session.refresh(case, with_for_update={"of": Case})
    decision = queries.decision_of(case)
    if decision is None or case.status is CaseStatus.INTAKE_REVIEW:
        return
    waiting = [d for d in found_for(documents_of(case)) if _waits(d)]
    if case.status is CaseStatus.REUSED:
        chosen = [d for d in waiting if d.earlier.case_id == case.reused_case_id]
        for rank, duplicate in enumerate(chosen):
            fingerprint.advance(duplicate, ReuseAction.ACCEPT, decision.decided_by)
            _count(case, duplicate, first=rank == 0)
        for duplicate in (d for d in waiting if d not in chosen):
            fingerprint.advance(duplicate, ReuseAction.LAPSE, None)  # another copy served
        return
    for duplicate in waiting:
        reason = decision.reason or _("Admise à la traduction lors de l'examen.")
        fingerprint.advance(duplicate, ReuseAction.REFUSE, decision.decided_by, reason)


def lapse(case: Case) -> None:
    """Close what nobody was asked about: the case ended, so that nothing can be given any more."""
    db.session.refresh(case, with_for_update={"of": Case})
    if case.status not in ENDED or queries.decision_of(case):
        return
    for duplicate in found_for(documents_of(case)):
        if _waits(duplicate):
            fingerprint.advance(duplicate, ReuseAction.LAPSE, None)


def _waits(duplicate: Duplicate) -> bool:
    return duplicate.status is ReuseStatus.PROPOSED and duplicate.relation in SERVES


def _count(case: Case, duplicate: Duplicate, *, first: bool) -> None:
    """The saving of a case is counted once, however many papers it has."""
    earlier = duplicate.earlier.case
    if first and earlier:
        saved = operations.cost_avoided(case, earlier)
        fingerprint.note_saving(duplicate, saved, operations.days_avoided(case, earlier))
    else:
        fingerprint.note_saving(duplicate, None, 0)
