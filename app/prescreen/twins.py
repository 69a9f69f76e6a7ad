"""What an identical paper already translated means for a document."""

from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.intake.models import Document
from app.intake.queries import earlier_identical


def translated_twin(document: Document) -> Document | None:
    """The very same file in a delivered case of the same institution.

    Between institutions reuse is off: the legal basis is the body's to give (issue of reuse).
    """
    return next((twin for twin in earlier_identical(document) if _serves(twin, document)), None)


def twin_case(documents: list[Document]) -> Case | None:
    """The delivered case that shows one of these files again."""
    return next((twin.case for twin in map(translated_twin, documents) if twin), None)


def _serves(twin: Document, document: Document) -> bool:
    case = twin.case
    return (
        case is not None
        and case.status is CaseStatus.DELIVERED
        and case.direction is document.direction
        and case.institution_id == document.institution_id
    )
