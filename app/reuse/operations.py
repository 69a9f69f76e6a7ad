"""Propose, accept, refuse: nothing is reused that a person did not accept."""

from decimal import Decimal

from app import clock
from app.accounts.models import Institution, User
from app.audit import operations as audit
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.catalogue.models import DocumentType
from app.certification.operations import certify_again
from app.certification.queries import certificate_of
from app.contracts import quotes
from app.contracts.quotes import PriceMissing
from app.db import db
from app.errors import Conflict, Invalid
from app.fingerprint import operations as fingerprint
from app.fingerprint.lifecycle import ReuseAction
from app.fingerprint.models import Duplicate
from app.i18n import _l
from app.intake.queries import documents_of
from app.prescreen import operations as prescreen
from app.prescreen import review
from app.prescreen.review import Decision
from app.reuse.models import ReuseRule
from app.reuse.queries import proposals_of, rule_for


class NothingProposed(Conflict):
    message = _l("Cette proposition ne tient plus : rechargez la page.")


class BasisMissing(Invalid):
    message = _l("Indiquez la base légale : sans elle, rien n'est réutilisé entre organismes.")


class SameInstitution(Invalid):
    message = _l("Choisissez deux organismes différents : au sein d'un seul, c'est permis.")


class AlreadyAllowed(Conflict):
    message = _l("Le réemploi est déjà permis entre ces organismes pour ces actes.")


def tell_intake(case: Case) -> None:
    """Where an earlier translation may serve, a person is asked before anything is done."""
    for duplicate in proposals_of(case):
        prescreen.note_duplicate(duplicate.document)


def accept(case: Case, officer: User) -> Case:
    """End the case with the earlier translation, certified anew under its own reference."""
    proposals = _proposals(case)
    earlier = proposals[0].earlier.case if proposals else None
    if earlier is None:
        raise NothingProposed
    saved = cost_avoided(case, earlier)
    review.decide(case, officer, Decision("reuse", reused=earlier))
    for rank, duplicate in enumerate(proposals):
        fingerprint.advance(duplicate, ReuseAction.ACCEPT, officer, earlier_case=earlier.id)
        days = days_avoided(case, earlier)
        fingerprint.note_saving(duplicate, saved if rank == 0 else None, days if rank == 0 else 0)
    deliver(case)
    return earlier


def refuse(case: Case, officer: User, reason: str) -> None:
    """Translate all the same; why is kept with the proposal, where one still holds."""
    for duplicate in _proposals(case):
        fingerprint.advance(duplicate, ReuseAction.REFUSE, officer, reason)
    for document in documents_of(case):
        prescreen.drop_duplicate(document)
    if not prescreen.doubts_of(case):
        review.decide(case, officer, Decision("admit", reason))


def _proposals(case: Case) -> list[Duplicate]:
    """What is proposed now, with the case held: of two officers one is told."""
    db.session.refresh(case, with_for_update={"of": Case})
    if case.status is not CaseStatus.INTAKE_REVIEW:
        raise NothingProposed
    return proposals_of(case)


def deliver(case: Case) -> None:
    """The certified PDF of a reused case, once: its reference, its fund, its verification code."""
    served = certificate_of(case.reused_case) if case.reused_case else None
    if served and certificate_of(case) is None:
        certify_again(case, served)


def cost_avoided(case: Case, earlier: Case) -> Decimal | None:
    """Euros: the estimate of this case, else an inside quote of today, else what the first cost."""
    if case.estimated is not None:
        return case.estimated
    try:
        return quotes.inside(case, clock.today()).net
    except PriceMissing:
        return earlier.cost


def days_avoided(case: Case, earlier: Case) -> int:
    """Days that the earlier translation took, less those that this case has already waited."""
    if earlier.delivered_at is None:
        return 0
    took = earlier.delivered_at - earlier.submitted_at
    return max(0, (took - (clock.now() - case.submitted_at)).days)


def allow(
    actor: User,
    source: Institution,
    target: Institution,
    kind: DocumentType | None,
    legal_basis: str,
) -> ReuseRule:
    """From now on what was translated for `source` may be proposed to `target`."""
    if source.id == target.id:
        raise SameInstitution
    if not legal_basis.strip():
        raise BasisMissing
    if rule_for(source.id, target.id, kind):
        raise AlreadyAllowed
    rule = ReuseRule(
        created_by_id=actor.id,
        source_id=source.id,
        target_id=target.id,
        document_type=kind,
        legal_basis=legal_basis.strip(),
    )
    db.session.add(rule)
    db.session.flush()
    audit.record("reuse_rule.allow", rule, actor, source=source.id, target=target.id, kind=kind)
    return rule


def forbid(rule: ReuseRule, actor: User) -> None:
    """End a permission; what was delivered under it stands."""
    db.session.refresh(rule, with_for_update={"of": ReuseRule})
    if rule.ended_at is None:
        rule.ended_at, rule.ended_by_id = clock.now(), actor.id
        audit.record("reuse_rule.forbid", rule, actor)
        db.session.flush()
