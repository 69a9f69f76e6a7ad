from sqlalchemy import select

from app.cases.models import Case
from app.certification.models import Certificate
from app.db import db


def certificates_of(case: Case) -> list[Certificate]:
    """Every version, the last first."""
    chosen = select(Certificate).where(Certificate.case_id == case.id)
    return list(db.session.scalars(chosen.order_by(Certificate.version.desc())))
