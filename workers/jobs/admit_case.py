"""Let a case pass, or send it to a person, once all of its documents are settled."""

from app.cases.queries import get_case
from app.prescreen.operations import admit
from workers.runtime import job


def leave_waiting(case_id: str, reason: str) -> None:
    """The case stays in prescreening; the sweep tries again."""


@job(give_up=leave_waiting)
def run(case_id: str) -> None:
    admit(get_case(case_id))
