"""Put a document into the index and look for what was already seen: upload, and again at night."""

from dataclasses import replace
from uuid import UUID

from app import clock, jobs
from app.cases.lifecycle import CaseStatus
from app.db import commit
from app.errors import NotFound
from app.fingerprint import index
from app.fingerprint.operations import keep, note, note_compared, note_identical
from app.fingerprint.pair import decision
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.queries import fingerprint_of, pair_exists, was_compared
from app.fingerprint.relation import Relation
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document
from app.intake.queries import get_document
from app.prescreen.queries import reading_of
from app.reuse import captures
from workers.runtime import job


def give_up(document_id: str, reason: str) -> None:
    """Nothing is proposed, and the case goes on: the failure stays with the fingerprint."""
    document = get_document(document_id)
    note_compared(keep(document, []), clock.now(), reason)
    note_identical(document)
    _go_on(document)


@job(give_up)
def run(document_id: str) -> None:
    document = get_document(document_id)
    if document.removed_at or document.status is not DocumentStatus.READ:
        return
    keys = captures.keys_by_page(reading_of(document.id))
    own = keep(document, keys)
    commit()  # what comes at the same time finds this one, whichever is first
    note_identical(document)
    looked_up_at = clock.now()
    found = index.candidates(set().union(*keys), own.number)
    for other_id, verdict in compared(document, found):
        _note(document, get_document(other_id), verdict)
    fingerprint = fingerprint_of(document)
    if fingerprint:
        note_compared(fingerprint, looked_up_at)
    _go_on(document)


def compared(document: Document, found: list[UUID]) -> list[tuple[UUID, Verdict]]:
    """The slow part: no row is held meanwhile."""
    others = [other for other in map(get_document, found) if _may_repeat(document, other)]
    if not others:
        return []
    own = captures.of_document(document)
    by_bytes: dict[str, Verdict] = {}  # a file sent five times is compared once
    verdicts = []
    for other in others:
        if other.sha256 not in by_bytes:
            try:
                capture = captures.of_document(other)
            except NotFound:  # read by a former version of the platform, or its pages are gone
                continue
            commit()
            by_bytes[other.sha256] = decision.relate(own, capture)
        verdicts.append((other.id, by_bytes[other.sha256]))
    return [pair for pair in verdicts if pair[1].relation is not Relation.DIFFERENT]


def _may_repeat(document: Document, other: Document) -> bool:
    """Pages of one case are not duplicates of each other, a draft is nothing yet, and what was
    found different does not change."""
    if other.removed_at or other.case_id is None or other.case_id == document.case_id:
        return False
    if pair_exists(document, other) or pair_exists(other, document):
        return False
    return not was_compared(document, other)


def _note(document: Document, other: Document, verdict: Verdict) -> None:
    """The one sent first is the earlier one; the evidence says whose grid it is drawn on."""
    first = str(document.id)
    case, before = document.case, other.case
    if case and before and (case.submitted_at, case.id) < (before.submitted_at, before.id):
        document, other = other, document
    note(document, other, replace(verdict, evidence=verdict.evidence | {"first": first}))


def _go_on(document: Document) -> None:
    if document.case and document.case.status is CaseStatus.PRESCREENING:
        jobs.enqueue(jobs.ADMIT_CASE, document.case.id)
