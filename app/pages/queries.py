from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.cases.models import Case
from app.db import db
from app.errors import NotFound
from app.mail import OutgoingMail


def outbox() -> Sequence[OutgoingMail]:
    """Letters that wait, the last first."""
    waiting = select(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
    return db.session.scalars(waiting.order_by(OutgoingMail.created_at.desc()).limit(100)).all()


def get_mail(mail_id: UUID | str) -> OutgoingMail:
    if found := db.session.get(OutgoingMail, UUID(str(mail_id))):
        return found
    raise NotFound


def waiting_mails() -> int:
    waiting = select(func.count()).where(OutgoingMail.sent_at.is_(None))
    return db.session.scalar(waiting.select_from(OutgoingMail)) or 0


def cases_by_status() -> dict[str, int]:
    rows = db.session.execute(select(Case.status, func.count()).group_by(Case.status))
    return {status.value: count for status, count in rows}
