from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.cases.models import Case
from app.certification.models import Certificate
from app.db import db
from app.errors import NotFound


def get_certificate(certificate_id: UUID | str) -> Certificate:
    if found := db.session.get(Certificate, UUID(str(certificate_id))):
        return found
    raise NotFound


def certificates_of(case: Case) -> Sequence[Certificate]:
    """The last version first."""
    chosen = select(Certificate).filter_by(case_id=case.id).order_by(Certificate.version.desc())
    return db.session.scalars(chosen).all()


def certificate_of(case: Case) -> Certificate | None:
    return next(iter(certificates_of(case)), None)


def first_issued(certificate: Certificate) -> datetime | None:
    """When a translation that serves again was certified first; None for one that serves once."""
    if certificate.translation.case_id == certificate.case_id:
        return None
    first = select(func.min(Certificate.issued_at)).filter_by(return_id=certificate.return_id)
    return db.session.scalar(first)


def by_code(code: str) -> Certificate | None:
    return db.session.scalar(select(Certificate).filter_by(verification_code=code))


def next_version(case: Case) -> int:
    last = select(func.max(Certificate.version)).filter_by(case_id=case.id)
    return (db.session.scalar(last) or 0) + 1


def unrendered_since(instant: datetime) -> Sequence[Certificate]:
    chosen = select(Certificate).where(
        Certificate.pdf_sha256.is_(None), Certificate.issued_at < instant
    )
    return db.session.scalars(chosen.order_by(Certificate.issued_at).limit(200)).all()
