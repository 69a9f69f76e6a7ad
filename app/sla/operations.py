"""Give each alert once for each deadline; open and close the calendar feeds."""

import secrets
from datetime import datetime
from hashlib import sha256

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.db import db
from app.sla import queries
from app.sla.models import AlertKind, CalendarFeed

BATCH = 1000


def watch(now: datetime) -> dict[AlertKind, int]:
    """Write the alerts that are due and not given yet; answer how many new ones, by kind."""
    return {kind: _alert(kind, now) for kind in AlertKind}


def _alert(kind: AlertKind, now: datetime) -> int:
    rows = queries.not_alerted(kind, now)
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    return sum(
        len(db.session.scalars(queries.give_alert(kind, now, batch)).all()) for batch in batches
    )


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def open_feed(user: User) -> str:
    """A new secret, told once; the address given before answers no more."""
    close_feed(user)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(user_id=user.id, token_sha256=digest(token), created_at=clock.now())
    db.session.add(feed)
    db.session.flush()
    audit.record("calendar.open", user, user)
    return token


def close_feed(user: User) -> None:
    if feed := queries.feed_of(user):
        db.session.delete(feed)
        db.session.flush()
        audit.record("calendar.close", user, user)
