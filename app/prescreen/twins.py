"""What an identical paper already translated means for a case."""

from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.intake.models import Document
from app.intake.queries import earlier_identical


def translated_twin(document: Document) -> Case | None:
    """The delivered case of the same institution that shows the very same file.

    Between institutions reuse is off: the legal basis is the body's to give (issue of reuse).
    """
    for twin in earlier_identical(document):
        case = twin.case
        if (
            case
            and case.institution_id == document.institution_id
            and case.status is CaseStatus.DELIVERED
        ):
            return case
    return None


def was_translated_here(document: Document, case: Case) -> bool:
    twin = translated_twin(document)
    return twin is not None and twin.id != case.id
