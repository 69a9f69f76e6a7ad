"""Give a delivered case back to whoever did it, once its correction is accepted."""

from app.assignment import operations as assignment
from app.cases.queries import get_case
from workers.runtime import job


def sweep_will_retry(case_id: str, reason: str) -> None:
    """Nothing to undo: the sweep finds work in progress that nobody holds."""


@job(give_up=sweep_will_retry)
def run(case_id: str) -> None:
    assignment.reopen(get_case(case_id))
