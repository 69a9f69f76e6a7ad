"""What an agent changes in a deposit before it is sent: what she says, groups, removals."""

from collections.abc import Sequence

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.db import db
from app.intake.models import Document
from app.intake.operations import lock
from app.intake.queries import documents_of_deposit

LONGEST_REFERENCE = 100  # characters of the fund's own reference


def say_language(document: Document, language: str | None) -> None:
    """What the agent says is evidence for the machine and for intake, not truth."""
    lock(document.deposit)
    document.declared_language = language
    db.session.flush()


def describe(
    document: Document, *, reference: str, kind: CaseKind, direction: Direction, is_sensitive: bool
) -> None:
    """What holds for the whole group of a document: the case that it will open."""
    lock(document.deposit)
    for other in members(document):
        other.institution_reference = reference.strip()[:LONGEST_REFERENCE]
        other.kind, other.direction, other.is_sensitive = kind, direction, is_sensitive
    db.session.flush()


def members(document: Document) -> list[Document]:
    """The documents that make one case with this one, itself among them."""
    return [d for d in documents_of_deposit(document.deposit) if d.group == document.group]


def leads(document: Document, documents: Sequence[Document]) -> bool:
    """Whether it is the first of its group: what is said of the group is said there."""
    return document == next((d for d in documents if d.group == document.group), document)


def join_previous(document: Document) -> None:
    """Recto and verso: the document, with its whole group, goes into the group before."""
    lock(document.deposit)
    documents = documents_of_deposit(document.deposit)
    groups = sorted({other.group for other in documents})
    rank = groups.index(document.group)
    if rank:
        leader = next(d for d in documents if d.group == groups[rank - 1])
        for member in members(document):
            _follow(member, leader)
    db.session.flush()


def _follow(document: Document, leader: Document) -> None:
    document.group = leader.group
    document.institution_reference = leader.institution_reference
    document.kind, document.direction = leader.kind, leader.direction
    document.is_sensitive = leader.is_sensitive


def split(document: Document) -> None:
    """Back to a group of its own, where it stood."""
    lock(document.deposit)
    document.group = document.position
    db.session.flush()


def remove(document: Document, actor: User) -> None:
    """Out of the draft; the bytes stay, and `restore` undoes it."""
    lock(document.deposit)
    document.removed_at = clock.now()
    audit.record("document.remove", document, actor)
    db.session.flush()


def restore(document: Document, actor: User) -> None:
    lock(document.deposit)
    document.removed_at = None
    audit.record("document.restore", document, actor)
    db.session.flush()
