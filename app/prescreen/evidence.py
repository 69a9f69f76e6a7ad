"""What an officer is shown of a doubtful case: papers, reading, lines that betray the language."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.cases.models import Case, CaseMessage
from app.cases.queries import messages_of
from app.intake.models import Document, Page
from app.intake.queries import documents_of, pages_of
from app.prescreen import rules
from app.prescreen.content.language import identify
from app.prescreen.labels import suggested_reason
from app.prescreen.models import Reading
from app.prescreen.operations import doubts_of
from app.prescreen.queries import readings_of
from app.prescreen.review import declared_language
from app.prescreen.twins import translated_twin

LINES = 4  # shown of a document, those that say most of the language
MOST = 60  # lines weighed
SHORT = 12  # characters under which a line says nothing of its language


@dataclass(frozen=True)
class Evidence:
    doubts: list[str]
    papers: list[tuple[Document, list[Page]]]
    readings: dict[UUID, Reading]
    declared: str | None
    messages: list[CaseMessage]
    twin: tuple[Document, Document] | None  # the file, and the earlier one that shows the same
    twin_pages: tuple[Page, Page] | None
    submitted_at: datetime

    @property
    def proposal(self) -> str:
        return rules.proposal_for(self.doubts)

    @property
    def awaits_reuse(self) -> bool:
        """An act already translated is decided first, on the panel of `reuse`."""
        return self.doubts[:1] == ["duplicate"] and self.twin is None

    @property
    def is_parted(self) -> bool:
        """An officer took its papers out of a file of several acts, after it was sent."""
        return any(
            document.part_of_id and document.created_at > self.submitted_at
            for document, _ in self.papers
        )

    @property
    def choices(self) -> tuple[str, ...]:
        if self.awaits_reuse:
            return ()
        return rules.choices_for(self.doubts, declared=self.declared is not None)

    @property
    def others(self) -> tuple[str, ...]:
        if self.awaits_reuse:
            return ("ask", "conclude_not_needed", "reject")
        return rules.others_for(self.choices, reusable=self.twin is not None)

    def reason_for(self, choice: str) -> str:
        """What is said to the fund when the officer writes nothing."""
        exempt = (r.exemption for r in self.readings.values() if r.exemption)
        return suggested_reason(choice, self.doubts, next(exempt, None))

    def lines_of(self, document: Document) -> list[str]:
        """The machine's own evidence, else the longest lines it read."""
        reading = self.readings.get(document.id)
        return telling_lines(reading) if reading else []


def evidence_of(case: Case) -> Evidence:
    documents = documents_of(case)
    twin = next(((d, t) for d in documents if (t := translated_twin(d))), None)
    return Evidence(
        doubts=doubts_of(case),
        papers=[(document, pages_of(document)) for document in documents],
        readings=readings_of(case),
        declared=declared_language(case),
        messages=messages_of(case),
        twin=twin,
        twin_pages=_first_pages(*twin) if twin else None,
        submitted_at=case.submitted_at,
    )


def _first_pages(document: Document, earlier: Document) -> tuple[Page, Page] | None:
    both = pages_of(document)[:1] + pages_of(earlier)[:1]
    return (both[0], both[1]) if len(both) == 2 else None


def telling_lines(reading: Reading) -> list[str]:
    """The machine's own evidence, else the lines that say most surely which language this is."""
    if given := reading.evidence.get("evidence"):
        return list(given)[:LINES]
    lines = [line.strip() for line in reading.text.splitlines() if len(line.strip()) >= SHORT]
    best = sorted(lines[:MOST], key=lambda line: _betrays(line, reading.language), reverse=True)
    return [line for line in lines if line in best[:LINES]][:LINES]


def _betrays(line: str, language: str | None) -> float:
    found = identify([line])
    return found.probability * len(line) if found.codes[:1] == (language,) else 0.0
