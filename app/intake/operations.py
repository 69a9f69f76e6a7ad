"""Files come in, are grouped, and are sent: one case a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from app import clock, jobs, storage
from app.accounts.models import User
from app.audit import operations as audit
from app.cases import references
from app.cases.lifecycle import CaseAction
from app.cases.models import Case
from app.cases.operations import advance as advance_case
from app.cases.operations import open_case
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _l
from app.intake import rendering
from app.intake.lifecycle import TRANSITIONS, DocumentAction, DocumentStatus
from app.intake.limits import LIMITS
from app.intake.models import Deposit, Document, Page
from app.intake.queries import documents_of_deposit, draft_of, is_taken, next_position
from app.intake.refusals import UnsupportedFile
from app.lifecycle import next_status

MOST_FILES = 10_000  # of a deposit: no position beyond is believed
LONGEST_NAME = 200  # characters of a file's name that are kept


@dataclass(frozen=True)
class Kept:
    """A file whose bytes are stored and whose first page opens."""

    stored: storage.Stored
    info: rendering.FileInfo


class AlreadySent(Conflict):
    message = _l("Ce dépôt est déjà envoyé : il ne change plus. Commencez-en un nouveau.")


class NothingToSend(Invalid):
    message = _l("Ce dépôt est vide : ajoutez au moins un fichier avant d'envoyer.")


def advance(
    document: Document, action: DocumentAction, actor: User | None = None, **details: object
) -> None:
    """The only place that writes `Document.status`."""
    db.session.refresh(document, with_for_update={"of": Document})
    before = document.status
    document.status = DocumentStatus(next_status(TRANSITIONS, before, action))
    document.status_at, document.readings_begun = clock.now(), 0
    audit.record(
        f"document.{action}", document, actor, before=before, after=document.status, **details
    )
    db.session.flush()


def open_draft(user: User) -> Deposit:
    """The user's draft, or a new one; two windows opened at once share it."""
    db.session.refresh(user, with_for_update={"of": User})
    if draft := draft_of(user):
        return draft
    draft = Deposit(institution_id=user.institution_id, created_by_id=user.id)
    db.session.add(draft)
    db.session.flush()
    return draft


def receive(
    deposit: Deposit,
    actor: User,
    stream: BinaryIO,
    filename: str,
    *,
    virus_scan: bool,
    position: int | None = None,
) -> Document:
    """A file of a draft. Raises `UnsupportedFile`.

    With `virus_scan` the document waits, unreadable, for the scan's verdict. `position` is where
    the agent dropped it: several files on their way arrive in any order.
    """
    refuse_sent(deposit)
    kept = keep_file(stream)
    lock(deposit)  # files come several at once, and the deposit may have been sent meanwhile
    place = _place(deposit, position)
    return accept_file(deposit, actor, kept, filename, place, virus_scan=virus_scan)


def _place(deposit: Deposit, wanted: int | None) -> int:
    if wanted and 0 < wanted <= MOST_FILES and not is_taken(deposit, wanted):
        return wanted
    return next_position(deposit)


def accept_file(
    deposit: Deposit, actor: User, kept: Kept, filename: str, position: int, *, virus_scan: bool
) -> Document:
    """The row of a file that was kept, and the hint to read it."""
    document = Document(
        deposit_id=deposit.id,
        institution_id=deposit.institution_id,
        position=position,
        group=position,
        filename=_plain_name(filename),
        sha256=kept.stored.sha256,
        size=kept.stored.size,
        mime=kept.info.mime,
        page_count=kept.info.pages,
        status=DocumentStatus.AWAITING_SCAN if virus_scan else DocumentStatus.CLEAN,
    )
    db.session.add(document)
    db.session.flush()
    audit.record("document.receive", document, actor, sha256=document.sha256, size=document.size)
    jobs.enqueue(jobs.SCAN_DOCUMENT if virus_scan else jobs.PRESCREEN_DOCUMENT, document.id)
    return document


def keep_file(stream: BinaryIO) -> Kept:
    """Keep the bytes as they come, then look at what they are; raises `UnsupportedFile`."""
    try:
        stored = storage.put(stream, LIMITS.file_bytes)
    except storage.TooLarge:
        raise UnsupportedFile("too_big") from None
    with storage.local_copy(stored.sha256) as path:
        return Kept(stored, rendering.inspect(path))


def _plain_name(filename: str) -> str:
    """The last part of the name given, without control characters."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if c.isprintable())[-LONGEST_NAME:] or "document"


def lock(deposit: Deposit) -> None:
    """Hold a draft until the end of the transaction; a sent deposit changes no more."""
    db.session.refresh(deposit, with_for_update={"of": Deposit})
    refuse_sent(deposit)


def refuse_sent(deposit: Deposit) -> None:
    if deposit.sent_at:
        raise AlreadySent


def send(deposit: Deposit, actor: User) -> list[Case]:
    """Open a case a group and number the deposit; of two clicks one finds it already sent."""
    lock(deposit)
    documents = documents_of_deposit(deposit)
    if not documents:
        raise NothingToSend
    deposit.number = references.next_reference(references.DEPOSIT)
    deposit.sent_at = clock.now()
    groups = [list(group) for _, group in groupby(documents, key=lambda document: document.group)]
    drawn = references.next_references(references.CASE, len(groups))
    cases = [_open(group, actor, number) for group, number in zip(groups, drawn, strict=True)]
    audit.record("deposit.send", deposit, actor, cases=len(cases), documents=len(documents))
    return cases


def _open(documents: Sequence[Document], actor: User, reference: str) -> Case:
    first = documents[0]
    case = open_case(
        actor,
        reference=reference,
        kind=first.kind,
        direction=first.direction,
        language=next((d.declared_language for d in documents if d.declared_language), None),
        institution_reference=first.institution_reference,
        is_sensitive=first.is_sensitive,
    )
    for document in documents:
        document.case_id = case.id
    db.session.flush()
    advance_case(case, CaseAction.PRESCREEN, actor)
    return case


def add_page(document: Document, number: int, **rendition: object) -> Page:
    page = Page(document_id=document.id, number=number, **rendition)
    db.session.add(page)
    return page
