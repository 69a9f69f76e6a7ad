"""Which doubts send a case to a person, and what the machine proposes for each: pure."""

from collections.abc import Iterable
from dataclasses import dataclass

# In the order in which an officer should meet them: the first decides the question on screen.
ORDER = (
    "infected",
    "page_failed",
    "illegible",
    "duplicate",
    "no_translation_needed",
    "several_acts",
    "language_differs",
    "language_unsure",
    "language_not_offered",
)
# What the machine would do, as the value of a CaseAction; a person decides.
PROPOSAL = {
    "infected": "reject",
    "page_failed": "ask",
    "illegible": "ask",
    "duplicate": "reuse",
    "no_translation_needed": "conclude_not_needed",
    "several_acts": "admit",
    "language_differs": "admit",
    "language_unsure": "admit",
    "language_not_offered": "reject",
}
CHOICES = {
    "infected": ("reject", "ask", "admit"),
    "page_failed": ("admit", "ask", "reject"),
    "illegible": ("admit", "ask", "reject"),
    "duplicate": ("admit", "reuse", "ask"),
    "no_translation_needed": ("admit", "conclude_not_needed", "ask"),
    "several_acts": ("admit", "ask", "reject"),
    "language_differs": ("admit", "ask", "reject"),
    "language_unsure": ("admit", "ask", "reject"),
    "language_not_offered": ("admit", "ask", "reject"),
}
NEED_REASON = frozenset({"conclude_not_needed", "reject", "ask", "reuse"})


@dataclass(frozen=True)
class Seen:
    """What is known of one document of a case when doubts are weighed."""

    failed: bool
    infected: bool
    doubts: tuple[str, ...]
    reusable_twin: bool  # identical to a paper that this institution had translated


def doubts_of(papers: Iterable[Seen], language_offered: bool) -> list[str]:
    """The doubts of a case, most pressing first; none: it goes on by itself."""
    found: set[str] = set()
    for paper in papers:
        found.update(paper.doubts)
        found.update(["infected"] if paper.infected else [])
        found.update(["page_failed"] if paper.failed else [])
        found.update(["duplicate"] if paper.reusable_twin else [])
    if not language_offered and not found & {"illegible", "page_failed", "no_translation_needed"}:
        found.add("language_not_offered")
    return sorted(found, key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))


def choices_for(doubts: Iterable[str]) -> tuple[str, ...]:
    """What an officer may choose, in the order of the keys 1, 2, 3."""
    return next((CHOICES[code] for code in doubts if code in CHOICES), ("admit", "ask", "reject"))


def proposal_for(doubts: Iterable[str]) -> str:
    return next((PROPOSAL[code] for code in doubts if code in PROPOSAL), "admit")
