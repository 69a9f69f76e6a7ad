"""What became of a pair of twins: read from the case itself, so that it is never out of date."""

from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.fingerprint.lifecycle import ReuseStatus

UNDECIDED = frozenset(
    {
        CaseStatus.SUBMITTED,
        CaseStatus.PRESCREENING,
        CaseStatus.INTAKE_REVIEW,
        CaseStatus.AWAITING_INSTITUTION,
        CaseStatus.READY,  # what is found late is still asked of a person
    }
)


def outcome(case: Case | None, earlier: Case | None) -> ReuseStatus:
    """Reused, translated all the same, or not decided yet."""
    if case is None or earlier is None or case.status in UNDECIDED:
        return ReuseStatus.PROPOSED
    reused = case.reused_case_id is not None and case.reused_case_id == earlier.id
    return ReuseStatus.ACCEPTED if reused else ReuseStatus.REFUSED
