"""The last forecast against today's rows: what a what-if is compared with."""

from datetime import datetime, timedelta

from app import clock
from app.assignment.engine.world import Pair
from app.assignment.world import left_of_today
from app.forecast import queries
from app.forecast.models import ForecastRun
from app.forecast.outlook import Outlook
from app.forecast.world import INTO_FRENCH, outlook_at


def outlook_now(run: ForecastRun | None, now: datetime) -> Outlook:
    """Today's stock and people, with the requests that the last forecast still expects."""
    rows = queries.languages_of(run) if run else []
    today = now.astimezone(clock.PARIS).date()
    gone = (today - run.first_day).days if run else 0
    arrivals: dict[Pair, tuple[float, ...]] = {}
    for row in rows:
        counts = list(row.expected[gone:])
        if counts:
            counts[0] *= left_of_today(now)  # what came this morning is in the stock
            arrivals[row.language, INTO_FRENCH] = tuple(counts)
    words = {(row.language, INTO_FRENCH): row.words for row in rows}
    return outlook_at(now, arrivals, words)


def is_stale(run: ForecastRun, now: datetime) -> bool:
    return run.started_at < now - timedelta(days=2)
