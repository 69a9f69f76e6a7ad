"""The time, asked in one place so that tests and replays can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")  # the legal time of every commitment (DOMAIN.md)

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The instant, in UTC, with its zone."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The day on a wall calendar in Paris."""
    return now().astimezone(PARIS).date()


def start_of(day: date) -> datetime:
    """Midnight in Paris at which `day` begins."""
    return datetime.combine(day, time.min, PARIS)


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Make `now()` answer `instant` in this context (tests, replays)."""
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)
