"""Issue the certified PDF of a case that ended with an earlier translation, and count it."""

from app.cases.lifecycle import CaseStatus
from app.cases.queries import get_case
from app.reuse.late import settle
from app.reuse.operations import deliver
from workers.runtime import job


def sweep_will_retry(case_id: str, reason: str) -> None:
    """Nothing to undo: the sweep finds reused cases without a certificate."""


@job(give_up=sweep_will_retry)
def run(case_id: str) -> None:
    case = get_case(case_id)
    if case.status is CaseStatus.REUSED:
        deliver(case)
        settle(case)
