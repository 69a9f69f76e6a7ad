"""Free whoever held a case that was cancelled or refused."""

from app.assignment import operations as assignment
from app.cases.lifecycle import CaseStatus
from app.cases.queries import get_case
from workers.runtime import job


def sweep_will_retry(case_id: str, reason: str) -> None:
    """Nothing to undo: the sweep finds ended cases that somebody still holds."""


@job(give_up=sweep_will_retry)
def run(case_id: str) -> None:
    case = get_case(case_id)
    if case.status in (CaseStatus.CANCELLED, CaseStatus.REJECTED):
        assignment.release(case)
