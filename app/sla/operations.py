"""Give each alert once for each deadline."""

from datetime import datetime

from app.db import db
from app.sla import queries
from app.sla.models import AlertKind

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
