from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.cases.lifecycle import ENDED, CaseStatus
from app.cases.models import Case
from app.catalogue.models import DocumentType
from app.certification.models import Certificate
from app.certification.queries import certificate_of
from app.db import db
from app.errors import NotFound
from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.models import Duplicate, Fingerprint, Relation
from app.fingerprint.queries import found_for
from app.fingerprint.relation import PROPOSED, SERVES
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Document
from app.intake.queries import documents_of
from app.prescreen.models import IntakeDecision
from app.reuse.models import ReuseRule


@dataclass(frozen=True)
class Figures:
    """What became of the proposals of a period."""

    proposed: int
    accepted: int
    refused: int
    lapsed: int
    saved: Decimal  # euros
    saved_days: int


def get_rule(rule_id: UUID | str) -> ReuseRule:
    if rule := db.session.get(ReuseRule, UUID(str(rule_id))):
        return rule
    raise NotFound


def rules() -> Sequence[ReuseRule]:
    """Those in force first, then the ended ones, the last first."""
    chosen = select(ReuseRule).options(joinedload(ReuseRule.source), joinedload(ReuseRule.target))
    order = (ReuseRule.ended_at.is_not(None), ReuseRule.created_at.desc())
    return db.session.scalars(chosen.order_by(*order).limit(500)).all()


def rule_for(source: UUID, target: UUID, kind: DocumentType | None) -> ReuseRule | None:
    chosen = select(ReuseRule).where(
        ReuseRule.source_id == source,
        ReuseRule.target_id == target,
        ReuseRule.ended_at.is_(None),
        or_(ReuseRule.document_type.is_(None), ReuseRule.document_type == kind),
    )
    return db.session.scalar(chosen.limit(1))


def is_allowed(earlier: Case, case: Case) -> bool:
    """Within one institution always; between two, where a rule says so."""
    if earlier.institution_id == case.institution_id:
        return True
    kind = case.document_type or earlier.document_type
    return rule_for(earlier.institution_id, case.institution_id, kind) is not None


def serves(duplicate: Duplicate, relations: frozenset[Relation] = SERVES) -> bool:
    """Whether the earlier translation may be given for this document, as it stands now."""
    case, earlier = duplicate.document.case, duplicate.earlier.case
    return (
        case is not None
        and earlier is not None
        and duplicate.relation in relations
        and duplicate.status is ReuseStatus.PROPOSED
        and earlier.status is CaseStatus.DELIVERED
        and (earlier.direction, earlier.kind) == (case.direction, case.kind)
        and is_allowed(earlier, case)
        and certificate_of(earlier) is not None
    )


def proposals_of(case: Case) -> list[Duplicate]:
    """One a document, all pointing to one earlier case: the whole of it serves, or nothing."""
    documents = documents_of(case)
    found = [d for d in found_for(documents) if serves(d)]
    for earlier_id in dict.fromkeys(d.earlier.case_id for d in found):
        of_case = {d.document_id: d for d in found if d.earlier.case_id == earlier_id}
        if len(of_case) == len(documents) and _is_whole(of_case.values(), earlier_id):
            return [of_case[document.id] for document in documents]
    return []


def _is_whole(found, earlier_id: UUID | None) -> bool:
    """Every paper that was translated is here again: a missing back page changes the act."""
    earlier = select(func.count()).select_from(Document)
    count = db.session.scalar(
        earlier.where(Document.case_id == earlier_id, Document.removed_at.is_(None))
    )
    return len({d.earlier_id for d in found}) == count


def bases_of(case: Case) -> list[Duplicate]:
    """What the translator may start from: the act itself, found late, or a former copy of it."""
    found = [d for d in found_for(documents_of(case)) if serves(d, PROPOSED)]
    return sorted(found, key=lambda d: d.relation not in SERVES)


def is_known_model(case: Case) -> bool:
    known = (d.relation is Relation.SAME_MODEL for d in found_for(documents_of(case)))
    return any(known)


def awaits_fingerprint(case: Case, since: datetime) -> bool:
    """Whether a document read after `since` is not compared yet."""
    compared = select(Fingerprint.document_id).where(
        Fingerprint.document_id == Document.id, Fingerprint.compared_at.is_not(None)
    )
    waiting = select(Document.id).where(
        Document.case_id == case.id,
        Document.removed_at.is_(None),
        Document.status == DocumentStatus.READ,
        Document.status_at >= since,
        ~compared.exists(),
    )
    return db.session.scalar(waiting.limit(1)) is not None


def reused_without_certificate(most: int = 200) -> Sequence[Case]:
    issued = select(Certificate.id).where(Certificate.case_id == Case.id)
    chosen = select(Case).where(
        Case.status == CaseStatus.REUSED, Case.reused_case_id.is_not(None), ~issued.exists()
    )
    return db.session.scalars(chosen.order_by(Case.ended_at.desc()).limit(most)).all()


def decision_of(case: Case) -> IntakeDecision | None:
    """The last time that a person was shown that papers of `case` were already seen."""
    return db.session.scalar(
        select(IntakeDecision)
        .where(IntakeDecision.case_id == case.id, _of_duplicates())
        .order_by(IntakeDecision.created_at.desc())
        .limit(1)
    )


def _of_duplicates():
    return or_(IntakeDecision.doubts.contains(["duplicate"]), IntakeDecision.decided == "reuse")


def _asked():
    return select(IntakeDecision.id).where(IntakeDecision.case_id == Case.id, _of_duplicates())


def found_late(most: int = 200) -> Sequence[Case]:
    """Cases that wait for a translator though an earlier translation is there; nobody was asked."""
    before, earlier = aliased(Document), aliased(Case)
    found = (
        select(Document.case_id)
        .join(Duplicate, Duplicate.document_id == Document.id)
        .join(before, before.id == Duplicate.earlier_id)
        .join(earlier, earlier.id == before.case_id)
        .where(*_open_proposal(), earlier.status == CaseStatus.DELIVERED)
    )
    chosen = select(Case).where(
        Case.status == CaseStatus.READY, Case.id.in_(found), ~_asked().exists()
    )
    return db.session.scalars(chosen.order_by(Case.status_at).limit(most)).all()


def unsettled(most: int = 200) -> Sequence[Case]:
    """Cases of which a person decided and whose proposals do not say so yet."""
    held = (CaseStatus.INTAKE_REVIEW, CaseStatus.AWAITING_INSTITUTION)
    chosen = select(Case).where(_is_open(), Case.status.not_in(held), _asked().exists())
    return db.session.scalars(chosen.order_by(Case.status_at.desc()).limit(most)).all()


def unasked(most: int = 200) -> Sequence[Case]:
    """Ended cases with a proposal of which nobody was asked."""
    chosen = select(Case).where(_is_open(), Case.status.in_(ENDED), ~_asked().exists())
    return db.session.scalars(chosen.order_by(Case.status_at).limit(most)).all()


def _is_open():
    """The case has a proposal that nothing became of yet."""
    found = select(Document.case_id).join(Duplicate, Duplicate.document_id == Document.id)
    return Case.id.in_(found.where(*_open_proposal()))


def _open_proposal() -> tuple:
    return (
        Document.removed_at.is_(None),
        Duplicate.status == ReuseStatus.PROPOSED,
        Duplicate.relation.in_(SERVES),
    )


def figures(since: datetime, until: datetime) -> Figures:
    """Counted by the day on which a pair was found; identical files included."""
    status = Duplicate.status
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(status == ReuseStatus.ACCEPTED),
            func.count().filter(status == ReuseStatus.REFUSED),
            func.count().filter(status == ReuseStatus.LAPSED),
            func.coalesce(func.sum(Duplicate.saved), 0),
            func.coalesce(func.sum(Duplicate.saved_days), 0),
        ).where(*_proposed_between(since, until))
    ).one()
    return Figures(*row[:4], row[4] or Decimal(0), row[5] or 0)


def proposals_between(
    since: datetime, until: datetime, status: ReuseStatus | None = None
) -> Sequence[Duplicate]:
    """The rows behind the figures."""
    chosen = select(Duplicate).where(*_proposed_between(since, until))
    if status:
        chosen = chosen.where(Duplicate.status == status)
    joined = chosen.options(
        joinedload(Duplicate.document).joinedload(Document.case),
        joinedload(Duplicate.earlier).joinedload(Document.case),
        joinedload(Duplicate.decided_by),
    )
    return db.session.scalars(joined.order_by(Duplicate.created_at.desc()).limit(1000)).all()


def _proposed_between(since: datetime, until: datetime) -> tuple:
    sent = select(Document.id).where(
        Document.id == Duplicate.document_id,
        Document.case_id.is_not(None),
        Document.removed_at.is_(None),
    )
    return (
        Duplicate.created_at >= since,
        Duplicate.created_at < until,
        Duplicate.relation.in_(SERVES),
        sent.exists(),
    )
