"""Place a case that became ready between two plans of the whole stock."""

from app.assignment import operations as assignment
from app.assignment.notices import tell_of_offer, tell_translator
from app.assignment.plan_operations import place
from app.assignment.queries import live_order
from app.cases.lifecycle import CaseStatus
from app.cases.queries import get_case
from workers.runtime import job


def leave_to_coordination(case_id: str, reason: str) -> None:
    """The case stays ready: it shows on the board, and the sweep tries again."""


@job(give_up=leave_to_coordination)
def run(case_id: str) -> None:
    case = get_case(case_id)
    if case.status is not CaseStatus.READY:
        return
    assignment.estimate(case)
    place(case)
    if case.translator:
        tell_translator(case.translator)
    elif order := live_order(case):
        tell_of_offer(order)
