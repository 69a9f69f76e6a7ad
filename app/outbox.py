"""The outbox, read: what waits, for how long, and what cannot leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from app import clock
from app.db import db
from app.errors import NotFound
from app.mail import OutgoingMail

REFUSED = "refused"  # the mail server will never take it: not tried again
WORTH_TRYING = timedelta(days=3)  # a link or an alert is of no use after that
PAGE = 50


@dataclass(frozen=True)
class Waiting:
    code: str
    count: int
    oldest: datetime
    failed: int


def get_mail(mail_id: UUID | str) -> OutgoingMail:
    if mail := db.session.get(OutgoingMail, UUID(str(mail_id))):
        return mail
    raise NotFound


def lock_unsent(mail_id: UUID | str) -> OutgoingMail | None:
    """The mail, held until the end of the transaction; None when sent, or held by another."""
    chosen = select(OutgoingMail).where(
        OutgoingMail.id == UUID(str(mail_id)), OutgoingMail.sent_at.is_(None)
    )
    return db.session.scalar(chosen.with_for_update(skip_locked=True))


def waiting_by_code() -> list[Waiting]:
    chosen = (
        select(
            OutgoingMail.code,
            func.count(),
            func.min(OutgoingMail.created_at),
            func.count().filter(OutgoingMail.failure != ""),
        )
        .where(OutgoingMail.sent_at.is_(None))
        .group_by(OutgoingMail.code)
        .order_by(OutgoingMail.code)
    )
    return [Waiting(*row) for row in db.session.execute(chosen)]


def mails_left_behind(before: datetime) -> Sequence[OutgoingMail]:
    """Unsent although their hint should have been followed by now."""
    chosen = select(OutgoingMail).where(
        OutgoingMail.sent_at.is_(None),
        OutgoingMail.created_at < before,
        OutgoingMail.created_at > clock.now() - WORTH_TRYING,
        OutgoingMail.failure != REFUSED,
    )
    return db.session.scalars(chosen.order_by(OutgoingMail.created_at).limit(500)).all()


def latest_mails(page: int = 1) -> Sequence[OutgoingMail]:
    chosen = select(OutgoingMail).order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
    return db.session.scalars(chosen.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
