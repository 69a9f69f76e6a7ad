"""Every minute: find rows that should have moved by now and hint at them again.

Nothing depends on the queue keeping its jobs: each sweep reads the rows' own states.
"""

from collections.abc import Callable
from datetime import timedelta

from app import clock, jobs
from app.cases.lifecycle import CaseStatus
from app.cases.queries import cases_stuck_in
from app.db import commit

PATIENCE = timedelta(minutes=5)


def sweep_admissions() -> None:
    """Cases whose documents may all have been read, and that nobody admitted."""
    stuck = (CaseStatus.SUBMITTED, CaseStatus.PRESCREENING)
    for case in cases_stuck_in(stuck, clock.now() - PATIENCE):
        jobs.enqueue(jobs.ADMIT_CASE, case.id)
    commit()


def sweep_assignments() -> None:
    for case in cases_stuck_in((CaseStatus.READY,), clock.now() - PATIENCE):
        jobs.enqueue(jobs.ASSIGN_CASE, case.id)
    commit()


# What the schedule runs: (sweep, every so many seconds).
SWEEPS: list[tuple[Callable[[], None], int]] = [
    (sweep_admissions, 60),
    (sweep_assignments, 60),
]
