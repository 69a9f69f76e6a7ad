"""Let a case pass, or send it to a person, once all of its documents are settled."""

from datetime import timedelta

from app import clock
from app.cases.queries import get_case
from app.fingerprint.operations import note_identical
from app.intake.queries import documents_of
from app.prescreen.operations import admit
from app.reuse.operations import tell_intake
from app.reuse.queries import awaits_fingerprint
from workers.runtime import job

PATIENCE = timedelta(minutes=4)  # less than the sweep's, which comes back for what was lost


def leave_waiting(case_id: str, reason: str) -> None:
    """The case stays in prescreening; the sweep tries again."""


@job(give_up=leave_waiting)
def run(case_id: str) -> None:
    case = get_case(case_id)
    if awaits_fingerprint(case, clock.now() - PATIENCE):
        return  # the fingerprint's job comes back here
    for document in documents_of(case):  # a twin may have been sent since the file was read
        note_identical(document)
    tell_intake(case)
    admit(case)
