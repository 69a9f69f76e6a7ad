"""A new scan for a case that waits for its fund: added to it, or in the place of a bad one."""

from typing import BinaryIO

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.cases import operations as cases
from app.cases.models import Case
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _l
from app.intake.models import Document
from app.intake.operations import accept_file, keep_file
from app.intake.queries import documents_of, next_position


class NotAsked(Conflict):
    message = _l("Cette demande n'attend pas de nouvelle numérisation.")


class WrongFile(Invalid):
    message = _l("Le fichier à remplacer ne fait plus partie de cette demande.")


def refuse_unasked(case: Case) -> None:
    if not case.is_paused:
        raise NotAsked


def bring(
    case: Case,
    actor: User,
    stream: BinaryIO,
    filename: str,
    *,
    replaced: Document | None,
    note: str,
    virus_scan: bool,
) -> Document:
    """Keep the file, put aside the one it replaces, and give the case back to whoever asked."""
    refuse_unasked(case)
    kept = keep_file(stream)
    db.session.refresh(case, with_for_update={"of": Case})
    refuse_unasked(case)
    present = documents_of(case)
    if replaced is not None and replaced not in present:
        raise WrongFile
    model = replaced or present[0]
    place = next_position(model.deposit)
    document = accept_file(model.deposit, actor, kept, filename, place, virus_scan=virus_scan)
    _like(document, model)
    if replaced is not None:
        replaced.removed_at = clock.now()
        audit.record("document.replace", replaced, actor, by=document.id)
    cases.answer(case, actor, note)
    return document


def _like(document: Document, model: Document) -> None:
    document.case_id, document.group = model.case_id, model.group
    document.declared_language = model.declared_language
    document.kind, document.direction = model.kind, model.direction
    document.is_sensitive = model.is_sensitive
    db.session.flush()
