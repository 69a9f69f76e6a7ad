"""Let a case pass, or send it to a person, once all of its documents are settled."""

from app.cases.queries import get_case
from app.fingerprint.operations import note_identical
from app.intake.queries import documents_of
from app.prescreen.operations import admit
from workers.runtime import job


def leave_waiting(case_id: str, reason: str) -> None:
    """The case stays in prescreening; the sweep tries again."""


@job(give_up=leave_waiting)
def run(case_id: str) -> None:
    case = get_case(case_id)
    for document in documents_of(case):  # a twin may have been sent since the file was read
        note_identical(document)
    admit(case)
