"""Translate, hand in, read a second time."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from app import clock, storage
from app.accounts.models import User
from app.assignment.queries import live_order
from app.audit import operations as audit
from app.cases import operations as cases
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import Case, CaseKind
from app.db import db
from app.errors import Forbidden, Invalid
from app.i18n import _, _l
from app.intake.models import Document
from app.lifecycle import InvalidTransition
from app.translation import files
from app.translation.acts import ACTS, clean, impossible_dates, missing, printable
from app.translation.models import Return, ReturnForm, Revision, RevisionVerdict, WorkingCopy
from app.translation.queries import last_return, working_copy

CHECKS = ("names", "dates", "numbers", "stamps", "mentions", "complete")


class Incomplete(Invalid):
    """Names the fields that are still owed."""


class ChecksMissing(Invalid):
    message = _l(
        "Des points de relecture ne sont pas cochés : comparez-les à l'image avant de certifier."
    )


class CommentMissing(Invalid):
    message = _l("Dites au traducteur ce qu'il faut reprendre.")


class NotSupplied(Invalid):
    message = _l("Choisissez, parmi les fichiers de la demande, la traduction à valider.")


class NothingReturned(Invalid):
    message = _l("Aucune traduction n'a encore été remise.")


def start(case: Case, actor: User) -> None:
    cases.advance(case, CaseAction.START, actor)


NOTE = "_note"


def save(case: Case, actor: User, act: str, fields: dict[str, str], note: str = "") -> WorkingCopy:
    """Keep what is typed, complete or not; what was typed in another form stays too."""
    copy = working_copy(case, actor) or WorkingCopy(case_id=case.id, user_id=actor.id, fields={})
    own = {key for field in ACTS[act].fields for key in field.keys} | {NOTE}
    others = {key: value for key, value in copy.fields.items() if key not in own}
    typed = clean(ACTS[act], fields) | ({NOTE: printable(note)} if note.strip() else {})
    copy.act, copy.fields, copy.saved_at = act, others | typed, clock.now()
    db.session.add(copy)
    db.session.flush()
    return copy


def hand_in_form(
    case: Case, actor: User, act: str, fields: dict[str, str], note: str = ""
) -> Return:
    """Deliver a structured translation; raises `Incomplete`."""
    kept = clean(ACTS[act], fields)
    _refuse_incomplete(act, kept)
    _begin(case, actor)
    return _hand_in(case, actor, form=ReturnForm.STRUCTURED, act=act, fields=kept, note=note)


def _refuse_incomplete(act: str, fields: dict[str, str]) -> None:
    if owed := missing(ACTS[act], fields):
        names = ", ".join(field.label for field in owed)
        raise Incomplete(_("Il manque : %(fields)s.", fields=names))
    if wrong := impossible_dates(ACTS[act], fields):
        names = ", ".join(f"{field.label} ({fields[field.key]})" for field in wrong)
        raise Incomplete(_("Cette date n'existe pas : %(fields)s.", fields=names))


def hand_in_file(
    case: Case, actor: User, stream: IO[bytes], filename: str, note: str = ""
) -> Return:
    """Deliver a file; raises `WrongFile`."""
    sha256, mime = keep_file(stream)
    _begin(case, actor)
    name = Path(filename).name[-200:]
    return _hand_in(
        case, actor, form=ReturnForm.FILE, sha256=sha256, mime=mime, filename=name, note=note
    )


def hand_in_supplied(case: Case, actor: User, document: Document, note: str = "") -> Return:
    """Certification: the translation to validate is one of the files that the fund joined."""
    if document.case_id != case.id or case.kind is not CaseKind.CERTIFICATION:
        raise NotSupplied
    _begin(case, actor)
    return _hand_in(
        case,
        actor,
        form=ReturnForm.FILE,
        sha256=document.sha256,
        mime=document.mime,
        filename=document.filename,
        note=note,
    )


def keep_file(stream: IO[bytes]) -> tuple[str, str]:
    """Keep a returned file once it is known to be one that can be printed."""
    try:
        stored = storage.put(stream, files.LIMIT)
    except storage.TooLarge:
        raise files.WrongFile(_("Ce fichier dépasse 25 Mo. Réduisez ses images.")) from None
    with storage.local_copy(stored.sha256) as path:
        return stored.sha256, files.kind_of(path)


def _begin(case: Case, actor: User) -> None:
    """Handing in without having pressed "start" starts it too."""
    if case.status is CaseStatus.ASSIGNED:
        start(case, actor)


def _hand_in(case: Case, actor: User, **content: object) -> Return:
    cases.advance(case, CaseAction.RETURN, actor)
    return _add_version(case, actor, **content)


def _add_version(case: Case, actor: User, **content: object) -> Return:
    before, order = last_return(case), live_order(case)
    version = Return(
        case_id=case.id,
        version=before.version + 1 if before else 1,
        returned_by_id=actor.id,
        order_id=order.id if order else None,
        created_at=clock.now(),
        **content,
    )
    db.session.add(version)
    db.session.flush()
    audit.record("translation.return", case, actor, version=version.version, form=version.form)
    return version


def take(case: Case, reviser: User) -> None:
    """Begin the second reading; of two revisers one is told the other has it."""
    if case.translator_id == reviser.id:
        raise Forbidden  # ISO 17100: never one's own translation
    cases.take_for_revision(case, reviser)


def send_back(case: Case, reviser: User, comment: str) -> Revision:
    if not comment.strip():
        raise CommentMissing
    cases.advance(case, CaseAction.SEND_BACK, reviser)
    return _note(case, _version_of(case), reviser, RevisionVerdict.SENT_BACK, comment)


def correct(case: Case, reviser: User, act: str, fields: dict[str, str]) -> Return:
    """The reviser's own version follows the translator's, which is kept."""
    kept = clean(ACTS[act], fields)
    _refuse_incomplete(act, kept)
    before = _hold(case, reviser)
    if (before.form, before.act, before.fields) == (ReturnForm.STRUCTURED, act, kept):
        return before
    _note(case, before, reviser, RevisionVerdict.CORRECTED, "")
    return _add_version(case, reviser, form=ReturnForm.STRUCTURED, act=act, fields=kept)


def correct_file(case: Case, reviser: User, stream: IO[bytes], filename: str) -> Return:
    """The same with a file that the reviser amended."""
    sha256, mime = keep_file(stream)
    before = _hold(case, reviser)
    _note(case, before, reviser, RevisionVerdict.CORRECTED, "")
    name = Path(filename).name[-200:]
    return _add_version(
        case, reviser, form=ReturnForm.FILE, sha256=sha256, mime=mime, filename=name
    )


def _hold(case: Case, reviser: User) -> Return:
    """Lock the case while its reviser writes a version: nobody seals or sends back meanwhile."""
    db.session.refresh(case, with_for_update={"of": Case})
    if case.status is not CaseStatus.IN_REVISION or case.reviser_id != reviser.id:
        raise InvalidTransition
    return _version_of(case)


def _version_of(case: Case) -> Return:
    if last := last_return(case):
        return last
    raise NothingReturned


def accept(
    case: Case, version: Return, reviser: User, checks: Sequence[str], comment: str = ""
) -> Revision:
    """The translation is good to be certified; raises `ChecksMissing`."""
    if not set(CHECKS) <= set(checks):
        raise ChecksMissing
    return _note(case, version, reviser, RevisionVerdict.ACCEPTED, comment, sorted(CHECKS))


def _note(
    case: Case,
    version: Return,
    reviser: User,
    verdict: RevisionVerdict,
    comment: str,
    checks: Sequence[str] = (),
) -> Revision:
    revision = Revision(
        return_id=version.id,
        reviser_id=reviser.id,
        verdict=verdict,
        comment=comment.strip(),
        checks=list(checks),
        created_at=clock.now(),
    )
    db.session.add(revision)
    db.session.flush()
    audit.record("translation.revise", case, reviser, verdict=verdict, version=version.version)
    return revision
