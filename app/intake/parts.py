"""Several acts in one file: an agent makes of it a request for each act, or says it is one; once
it was sent, an officer does.

The file stays as received, out of the draft but not lost; each part is a file of its own with the
same pixels, and knows the pages it was taken from.
"""

import io
from collections.abc import Sequence

from app import clock, storage
from app.accounts.models import User
from app.audit import operations as audit
from app.cases.lifecycle import CaseAction
from app.cases.models import Case
from app.cases.operations import advance, open_beside
from app.db import db
from app.errors import Invalid
from app.i18n import _l
from app.intake import draft, rendering
from app.intake.models import Document
from app.intake.operations import accept_file, keep_file, lock
from app.intake.queries import next_position, parts_of

Range = tuple[int, int]  # first and last page, from 1


class NotParted(Invalid):
    message = _l("Ces pages ne se séparent plus : rechargez la page et recommencez.")


def part(document: Document, ranges: Sequence[Range], actor: User) -> list[Document]:
    """A document for each range, read anew; raises `NotParted` where they are not its pages."""
    lock(document.deposit)
    _check(document, ranges)
    parts = [_taken(document, pages, actor) for pages in ranges]
    draft.remove(document, actor)
    audit.record("document.part", document, actor, ranges=[list(pages) for pages in ranges])
    db.session.flush()
    return parts


def part_sent(document: Document, ranges: Sequence[Range], officer: User) -> list[Case]:
    """The same once the deposit was sent: the first act stays in its case, each of the others opens
    one beside it. Raises `NotParted`."""
    db.session.refresh(document, with_for_update={"of": Document})
    _check(document, ranges)
    if document.case is None:
        raise NotParted
    first, *others = [_taken(document, pages, officer) for pages in ranges]
    document.removed_at = clock.now()
    audit.record("document.part", document, officer, ranges=[list(pages) for pages in ranges])
    first.case_id = document.case_id
    return [_opened(document.case, taken, officer) for taken in others]


def _opened(case: Case, document: Document, officer: User) -> Case:
    other = open_beside(case, officer)
    document.case_id = other.id
    db.session.flush()
    advance(other, CaseAction.PRESCREEN, None)
    return other


def _check(document: Document, ranges: Sequence[Range]) -> None:
    if document.removed_at or len(ranges) < 2 or not _are_its_pages(document, ranges):
        raise NotParted


def _are_its_pages(document: Document, ranges: Sequence[Range]) -> bool:
    """All of its pages, each once, in order."""
    numbers = [n for first, last in ranges for n in range(first, last + 1)]
    return numbers == list(range(1, document.page_count + 1))


def _taken(document: Document, pages: Range, actor: User) -> Document:
    with storage.local_copy(document.sha256) as path:
        kept = keep_file(io.BytesIO(rendering.extract(path, *pages)))
    place = next_position(document.deposit)
    # The whole file passed the scan already: nobody may part what waits for it.
    taken = accept_file(document.deposit, actor, kept, document.filename, place, virus_scan=False)
    taken.part_of_id, (taken.part_first, taken.part_last) = document.id, pages
    taken.institution_reference = document.institution_reference
    taken.kind, taken.direction = document.kind, document.direction
    taken.is_sensitive = document.is_sensitive
    return taken


def keep_whole(document: Document, actor: User) -> None:
    """A person says that it is one act: the machine's doubt is settled."""
    lock(document.deposit)
    document.is_one_act = True
    audit.record("document.keep_whole", document, actor)
    db.session.flush()


def rejoin(document: Document, actor: User) -> Document:
    """The parts go, the file they were taken from comes back, as one act."""
    lock(document.deposit)
    whole = db.session.get(Document, document.part_of_id) if document.part_of_id else None
    if whole is None:
        raise NotParted
    for taken in parts_of(whole):
        draft.remove(taken, actor)
    draft.restore(whole, actor)
    keep_whole(whole, actor)
    return whole
