"""Reckon the coming month: every night, and when a coordinator asks."""

from datetime import datetime

from app import clock
from app.db import commit
from app.forecast import operations, queries
from workers.runtime import job


def sweep_will_retry(since: str, reason: str) -> None:
    """Nothing was kept: the sweep asks again."""


@job(give_up=sweep_will_retry)
def run(since: str) -> None:
    """`since`: when it was asked for; a forecast begun later has answered already."""
    queries.take_run_lock()
    if queries.is_run_since(datetime.fromisoformat(since)):
        return
    operations.reckon(clock.now())
    commit()
    operations.forget(clock.now())
