"""Note what was already seen, and what a person decided of it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.db import db
from app.errors import Invalid
from app.fingerprint import index
from app.fingerprint.lifecycle import TRANSITIONS, ReuseAction, ReuseStatus
from app.fingerprint.models import Duplicate, Fingerprint
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.queries import fingerprint_of, pair_exists
from app.fingerprint.relation import Relation
from app.i18n import _l
from app.intake.models import Document
from app.intake.queries import earlier_identical
from app.lifecycle import next_status


class ReasonMissing(Invalid):
    message = _l("Écarter une proposition demande un motif : il est conservé.")


def advance(
    duplicate: Duplicate,
    action: ReuseAction,
    actor: User | None,
    reason: str = "",
    **details: object,
) -> None:
    """The only place that writes `Duplicate.status`; of two who decide, one is told.

    `actor` is None where the platform itself acts: it only lets a proposal lapse.
    """
    db.session.refresh(duplicate, with_for_update={"of": Duplicate})
    before = duplicate.status
    after = next_status(TRANSITIONS, before, action)
    if action is ReuseAction.REFUSE and not reason.strip():
        raise ReasonMissing
    duplicate.status = ReuseStatus(after)
    duplicate.decided_by, duplicate.decided_at = actor, clock.now()
    duplicate.reason = reason.strip()
    audit.record(
        f"duplicate.{action}", duplicate, actor, before=before, after=duplicate.status, **details
    )
    db.session.flush()


def note_saving(duplicate: Duplicate, amount: Decimal | None, days: int) -> None:
    """What the translation would have cost, and the days of the commitment that were left."""
    duplicate.saved, duplicate.saved_days = amount, max(0, days)
    db.session.flush()


def note_identical(document: Document) -> list[Duplicate]:
    """A row for each earlier document with the same bytes; done twice it adds nothing."""
    verdict = Verdict(Relation.IDENTICAL, 1.0, {"sha256": document.sha256})
    noted = (note(document, earlier, verdict) for earlier in earlier_identical(document))
    return [duplicate for duplicate in noted if duplicate]


def note(document: Document, earlier: Document, verdict: Verdict) -> Duplicate | None:
    """A row for the pair, once, whichever worker comes first; None when it was there."""
    if pair_exists(document, earlier) or pair_exists(earlier, document):
        return None
    duplicate = Duplicate(
        document_id=document.id,
        earlier_id=earlier.id,
        relation=verdict.relation,
        score=Decimal(str(round(verdict.score, 3))),
        same_institution=earlier.institution_id == document.institution_id,
        evidence=verdict.evidence,
    )
    try:
        with db.session.begin_nested():
            db.session.add(duplicate)
    except IntegrityError:  # another worker noted the pair in the meantime
        return None
    audit.record(
        "duplicate.note", document, None, earlier=earlier.id, relation=verdict.relation.value
    )
    return duplicate


def keep(document: Document, pages: Sequence[set[int]]) -> Fingerprint:
    """Put the document into the index; done twice it changes nothing."""
    row = {"document_id": document.id, "created_at": clock.now()}
    db.session.execute(upsert(Fingerprint).values(row).on_conflict_do_nothing())
    found = fingerprint_of(document)
    if found is None:
        raise RuntimeError("a fingerprint that was just kept is not there")
    index.add(found, pages)
    return found


def note_compared(fingerprint: Fingerprint, looked_up_at: datetime, failure: str = "") -> None:
    """With all that was sent and in the index at that instant; with nothing, where it failed."""
    fingerprint.compared_at, fingerprint.failure = looked_up_at, failure[:200]
    db.session.flush()
