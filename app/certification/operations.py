"""Certify: seal the last version, deliver it, note what it cost."""

from collections.abc import Sequence

from app import clock, jobs
from app.accounts.models import User
from app.assignment.operations import fulfil
from app.budget.models import CostStage
from app.budget.operations import write_cost
from app.budget.queries import last_entry
from app.cases import operations as cases
from app.cases.lifecycle import CaseAction
from app.cases.models import Case
from app.certification.codes import new_code
from app.certification.models import Certificate
from app.certification.queries import next_version
from app.db import db
from app.errors import Forbidden
from app.intake.queries import digests_of
from app.translation.models import Return
from app.translation.operations import CHECKS, NothingReturned, accept
from app.translation.queries import last_return


def certify(
    case: Case, reviser: User, checks: Sequence[str] = CHECKS, comment: str = ""
) -> Certificate:
    """Deliver the case; the PDF is rendered after it. Of two who certify, one is told."""
    is_first = case.delivered_at is None
    cases.advance(case, CaseAction.DELIVER, reviser)  # holds the case: its last version is sealed
    if case.reviser_id != reviser.id or case.translator_id == reviser.id:
        raise Forbidden
    version = last_return(case)
    if version is None:
        raise NothingReturned
    accept(case, version, reviser, checks, comment)
    certificate = Certificate(
        case_id=case.id,
        return_id=version.id,
        certified_by_id=reviser.id,
        version=1 if is_first else next_version(case),
        verification_code=new_code(),
        source_sha256s=" ".join(_originals(case, version)),
        issued_at=clock.now(),
    )
    db.session.add(certificate)
    db.session.flush()
    _accept_cost(case)
    fulfil(case, reviser)
    jobs.enqueue(jobs.RENDER_CERTIFICATE, certificate.id)
    return certificate


def certify_again(case: Case, served: Certificate) -> Certificate:
    """The translation that `served` certified, for another case that shows the same act.

    A paper of its own: another fund's name and reference must not travel with it. The digests are
    those of the papers of both cases; who certified stays who certified.
    """
    digests = digests_of(case)
    certificate = Certificate(
        case_id=case.id,
        return_id=served.return_id,
        certified_by_id=served.certified_by_id,
        version=next_version(case),
        verification_code=new_code(),
        source_sha256s=" ".join(dict.fromkeys([*digests, *served.source_sha256s.split()])),
        issued_at=clock.now(),
    )
    db.session.add(certificate)
    db.session.flush()
    jobs.enqueue(jobs.RENDER_CERTIFICATE, certificate.id)
    return certificate


def _originals(case: Case, version: Return) -> list[str]:
    """The digests of what was translated: a translation that the fund joined is no original."""
    digests = digests_of(case)
    return [digest for digest in digests if digest != version.sha256] or digests


def _accept_cost(case: Case) -> None:
    """Service fait, for what was committed; a correction is not paid twice."""
    if case.accepted is not None:
        return
    if last := last_entry(case, CostStage.COMMITTED):
        write_cost(
            case,
            CostStage.ACCEPTED,
            last.amount,
            last.lines,
            "return_accepted",
            last.contractor_id,
        )


def keep_paper(certificate: Certificate, pdf_sha256: str) -> bool:
    """Note the rendered PDF; whoever renders second finds it done."""
    db.session.refresh(certificate, with_for_update={"of": Certificate})
    if certificate.pdf_sha256:
        return False
    certificate.pdf_sha256 = pdf_sha256
    certificate.rendered_at, certificate.failure = clock.now(), ""
    db.session.flush()
    return True


def note_failure(certificate: Certificate, reason: str) -> None:
    certificate.failure = reason[:200]
    db.session.flush()
