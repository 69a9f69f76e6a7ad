"""Keep what the machine read; admit a case, or send its doubts to a person."""

from collections import Counter
from decimal import Decimal

from app import clock, jobs
from app.cases import operations as cases
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import Case
from app.catalogue.models import DocumentType, ExemptionReason
from app.catalogue.queries import exemption_in_force, is_offered
from app.db import db
from app.intake.lifecycle import SETTLED, DocumentAction, DocumentStatus
from app.intake.models import Document
from app.intake.operations import advance
from app.prescreen import rules
from app.prescreen.models import Reading
from app.prescreen.queries import papers_of, reading_of
from app.prescreen.reading import Reading as EngineReading
from app.prescreen.twins import translated_twin

DUPLICATE = "duplicate"
MOST_BEGUN = 6  # a worker may be stopped in the middle once or twice: an upgrade, a machine


def is_due(document: Document) -> bool:
    return document.status is DocumentStatus.CLEAN and document.removed_at is None


def begin(document: Document) -> bool:
    """Count a reading before it begins; False once too many took their process down with them.

    Nobody is left to report such an end: the count is what stays. To be committed at once.
    """
    if document.readings_begun >= MOST_BEGUN:
        return False
    document.readings_begun += 1
    db.session.flush()
    return True


def finish(document: Document, found: EngineReading) -> Reading:
    """Keep the reading; the document is read once only, whoever finishes second finds it done."""
    advance(document, DocumentAction.READ, seconds=found.seconds, doubts=list(found.doubts))
    reading = reading_of(document.id) or Reading(document_id=document.id)
    reading.created_at = clock.now()
    reading.language, reading.script = found.language, found.script
    reading.document_type = DocumentType(found.document_type)
    reading.country, reading.words = found.country, found.words
    reading.is_legible = found.legible
    reading.legibility = Decimal(str(round(found.legibility, 3)))
    reading.exemption = _admitted(found)
    reading.needs_translation = reading.exemption is None
    reading.doubts = [code for code in found.doubts if code != "no_translation_needed"]
    if reading.exemption:
        reading.doubts.append("no_translation_needed")
    reading.text = found.text.replace("\x00", "")
    reading.evidence = _without_nul(found.as_dict())
    reading.seconds = Decimal(str(found.seconds))
    db.session.add(reading)
    db.session.flush()
    _hint(document)
    return reading


def _admitted(found: EngineReading) -> ExemptionReason | None:
    """The exemption, where the body's dated table admits it today."""
    if found.reason is None:
        return None
    reason = ExemptionReason(found.reason)
    return reason if exemption_in_force(reason, found.country, clock.today()) else None


def _without_nul(value):
    """PostgreSQL keeps no NUL in JSON; OCR now and then gives one."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {key: _without_nul(item) for key, item in value.items()}
    return [_without_nul(item) for item in value] if isinstance(value, list | tuple) else value


def fail(document: Document, code: str) -> None:
    """The machine could not read it: a person will."""
    advance(document, DocumentAction.FAIL, reason=code)
    document.failure = code
    _hint(document)


def _hint(document: Document) -> None:
    if document.case_id:
        jobs.enqueue(jobs.ADMIT_CASE, document.case_id)


def admit(case: Case) -> None:
    """Once every document is settled: describe the case, then let it pass or doubt it.

    A new scan that comes during the review is described too, and left to the officer.
    """
    db.session.refresh(case, with_for_update={"of": Case})
    papers = papers_of(case)
    documents = list(papers)
    if not all(document.status in SETTLED for document in documents):
        return
    if case.status not in (CaseStatus.PRESCREENING, CaseStatus.INTAKE_REVIEW):
        return
    _describe(case, documents, [reading for reading in papers.values() if reading])
    if case.status is CaseStatus.INTAKE_REVIEW:
        return
    doubts = rules.doubts_of(
        [_seen(document, reading) for document, reading in papers.items()],
        is_offered(case.language),
    )
    if doubts:
        cases.advance(case, CaseAction.DOUBT, None, doubts=doubts)
    else:
        cases.advance(case, CaseAction.CLEAR, None)


def _describe(case: Case, documents: list[Document], readings: list[Reading]) -> None:
    """The language read on most words; what the agent declared where nothing was read."""
    weights: Counter[str] = Counter()
    for reading in readings:
        if reading.language:
            weights[reading.language] += max(reading.words, 1)
    first = next((r for r in readings if r.document_type is not DocumentType.OTHER), None)
    cases.describe(
        case,
        None,
        language=weights.most_common(1)[0][0] if weights else case.language,
        document_type=first.document_type if first else DocumentType.OTHER,
        country=next((r.country for r in readings if r.country), None),
        pages=sum(document.page_count for document in documents),
        words=sum(reading.words for reading in readings),
    )


def _seen(document: Document, reading: Reading | None) -> rules.Seen:
    return rules.Seen(
        failed=document.status is DocumentStatus.FAILED,
        infected=document.status is DocumentStatus.INFECTED,
        doubts=_doubts(document, reading) if reading else (),
        reusable_twin=translated_twin(document) is not None,
    )


def _doubts(document: Document, reading: Reading) -> tuple[str, ...]:
    """Those of the reading; but the agent may have named the language after it was read, or said
    that the file is one act."""
    settled = {"language_differs"} | ({"several_acts"} if document.is_one_act else set())
    others = [code for code in reading.doubts if code not in settled]
    read = reading.evidence.get("languages") or [reading.language]
    declared = document.declared_language
    differs = bool(declared and reading.language and declared not in read)
    return (*others, "language_differs") if differs else tuple(others)


def doubts_of(case: Case) -> list[str]:
    """The doubts of a case as they stand now."""
    seen = [_seen(document, reading) for document, reading in papers_of(case).items()]
    return rules.doubts_of(seen, is_offered(case.language))


def note_duplicate(document: Document) -> None:
    """An earlier translation may serve: a person decides (`reuse` finds it, and says so here)."""
    reading = reading_of(document.id)
    if reading and DUPLICATE not in reading.doubts:
        reading.doubts = [*reading.doubts, DUPLICATE]
        db.session.flush()


def drop_duplicate(document: Document) -> None:
    """It was decided not to."""
    reading = reading_of(document.id)
    if reading:
        reading.doubts = [code for code in reading.doubts if code != DUPLICATE]
        db.session.flush()
