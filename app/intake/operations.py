"""Files come in, are grouped, and are sent: one case a group."""

from collections.abc import Sequence
from itertools import groupby
from typing import BinaryIO

from app import clock, jobs, storage
from app.accounts.models import User
from app.audit import operations as audit
from app.cases import references
from app.cases.lifecycle import CaseAction
from app.cases.models import Case, CaseKind
from app.cases.operations import advance as advance_case
from app.cases.operations import open_case
from app.catalogue.models import Direction
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _l
from app.intake import rendering
from app.intake.lifecycle import TRANSITIONS, DocumentAction, DocumentStatus
from app.intake.limits import LIMITS
from app.intake.models import Deposit, Document, Page
from app.intake.queries import documents_of_deposit, draft_of, next_position
from app.intake.refusals import UnsupportedFile
from app.lifecycle import next_status

LONGEST_NAME = 200  # characters of a file's name that are kept


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
    document.status_at = clock.now()
    audit.record(
        f"document.{action}", document, actor, before=before, after=document.status, **details
    )
    db.session.flush()


def open_draft(user: User) -> Deposit:
    """The user's draft, or a new one."""
    if draft := draft_of(user):
        return draft
    draft = Deposit(institution_id=user.institution_id, created_by_id=user.id)
    db.session.add(draft)
    db.session.flush()
    return draft


def receive(
    deposit: Deposit, actor: User, stream: BinaryIO, filename: str, *, virus_scan: bool
) -> Document:
    """Keep the bytes as they come, then look at what they are; raises `UnsupportedFile`.

    With `virus_scan` the document waits, unreadable, for the scan's verdict.
    """
    _refuse_sent(deposit)
    try:
        stored = storage.put(stream, LIMITS.file_bytes)
    except storage.TooLarge:
        raise UnsupportedFile("too_big") from None
    with storage.local_copy(stored.sha256) as path:
        info = rendering.inspect(path)
    position = next_position(deposit)
    document = Document(
        deposit_id=deposit.id,
        institution_id=deposit.institution_id,
        position=position,
        group=position,
        filename=_plain_name(filename),
        sha256=stored.sha256,
        size=stored.size,
        mime=info.mime,
        page_count=info.pages,
        status=DocumentStatus.AWAITING_SCAN if virus_scan else DocumentStatus.CLEAN,
    )
    db.session.add(document)
    db.session.flush()
    audit.record("document.receive", document, actor, sha256=stored.sha256, size=stored.size)
    jobs.enqueue(jobs.SCAN_DOCUMENT if virus_scan else jobs.PRESCREEN_DOCUMENT, document.id)
    return document


def _plain_name(filename: str) -> str:
    """The last part of the name given, without control characters."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if c.isprintable())[-LONGEST_NAME:] or "document"


def _refuse_sent(deposit: Deposit) -> None:
    if deposit.sent_at:
        raise AlreadySent


def describe(
    document: Document,
    *,
    language: str | None,
    reference: str,
    kind: CaseKind,
    direction: Direction,
    is_sensitive: bool,
) -> None:
    """What the agent says of a file, and so of the group it is in."""
    _refuse_sent(document.deposit)
    document.declared_language = language or None
    for other in documents_of_deposit(document.deposit):
        if other.group == document.group:
            other.institution_reference = reference.strip()[:100]
            other.kind, other.direction, other.is_sensitive = kind, direction, is_sensitive
    db.session.flush()


def join_previous(document: Document) -> None:
    """Recto and verso: the document goes into the group before its own."""
    _refuse_sent(document.deposit)
    groups = sorted({other.group for other in documents_of_deposit(document.deposit)})
    rank = groups.index(document.group)
    if rank:
        document.group = groups[rank - 1]
    db.session.flush()


def split(document: Document) -> None:
    _refuse_sent(document.deposit)
    document.group = next_position(document.deposit)
    document.position = document.group
    db.session.flush()


def remove(document: Document, actor: User) -> None:
    """Out of the draft; the bytes stay, and `restore` undoes it."""
    _refuse_sent(document.deposit)
    document.removed_at = clock.now()
    audit.record("document.remove", document, actor)
    db.session.flush()


def restore(document: Document, actor: User) -> None:
    _refuse_sent(document.deposit)
    document.removed_at = None
    audit.record("document.restore", document, actor)
    db.session.flush()


def send(deposit: Deposit, actor: User) -> list[Case]:
    """Open a case a group and number the deposit; of two clicks one finds it already sent."""
    db.session.refresh(deposit, with_for_update=True)
    _refuse_sent(deposit)
    documents = documents_of_deposit(deposit)
    if not documents:
        raise NothingToSend
    deposit.number = references.next_reference(references.DEPOSIT)
    deposit.sent_at = clock.now()
    groups = groupby(documents, key=lambda document: document.group)
    cases = [_open(list(members), actor) for _, members in groups]
    audit.record("deposit.send", deposit, actor, cases=len(cases), documents=len(documents))
    return cases


def _open(documents: Sequence[Document], actor: User) -> Case:
    first = documents[0]
    case = open_case(
        actor,
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
