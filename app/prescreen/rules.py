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
# What one may decide, by the keys 1, 2, 3. The name of a choice is what is recorded.
LANGUAGE = ("admit", "admit_as_declared", "admit_as_chosen")
CHOICES = {
    "infected": ("reject", "ask", "admit"),
    "page_failed": ("admit", "ask", "reject"),
    "illegible": ("admit", "ask", "reject"),
    "duplicate": ("admit", "reuse", "ask"),
    "no_translation_needed": ("admit", "conclude_not_needed", "ask"),
    "several_acts": ("part", "admit", "ask"),
    "language_differs": LANGUAGE,
    "language_unsure": LANGUAGE,
    "language_not_offered": ("admit_as_chosen", "ask", "reject"),
}
USUAL = ("admit", "ask", "reject")
EVERY = ("admit", "admit_as_chosen", "ask", "conclude_not_needed", "reuse", "reject")
# What the machine would do; a person decides.
PROPOSAL = {
    "infected": "reject",
    "page_failed": "ask",
    "illegible": "ask",
    "duplicate": "reuse",
    "no_translation_needed": "conclude_not_needed",
    "several_acts": "part",
    "language_differs": "admit",
    "language_unsure": "admit",
    "language_not_offered": "reject",
}
# The CaseAction behind a choice, where it is not its name; "part" is none: the case stays in review
# until its first act is read.
ACTION = {"admit_as_declared": "admit", "admit_as_chosen": "admit"}
NEED_REASON = frozenset({"conclude_not_needed", "reject", "ask"})


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
    if not language_offered and not found & {
        "illegible", "page_failed", "infected", "no_translation_needed",
    }:  # fmt: skip
        found.add("language_not_offered")
    return sorted(found, key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))


def choices_for(doubts: Iterable[str], *, declared: bool = True) -> tuple[str, ...]:
    """What an officer may choose, in the order of the keys; one that has no sense is left out."""
    chosen = next((CHOICES[code] for code in doubts if code in CHOICES), USUAL)
    return tuple(choice for choice in chosen if declared or choice != "admit_as_declared")


def asks_language(doubts: Iterable[str]) -> bool:
    return next((CHOICES[code] for code in doubts if code in CHOICES), USUAL) is LANGUAGE


def others_for(choices: Iterable[str], *, reusable: bool) -> tuple[str, ...]:
    """What may be decided besides, without a key."""
    shown = set(choices) | (set() if reusable else {"reuse"})
    return tuple(choice for choice in EVERY if choice not in shown)


def proposal_for(doubts: Iterable[str]) -> str:
    return next((PROPOSAL[code] for code in doubts if code in PROPOSAL), "admit")


def action_of(choice: str) -> str:
    """The value of the CaseAction that carries `choice` out."""
    return ACTION.get(choice, choice)
