"""Pages of deposit, and the doors through which papers are seen."""

from enum import StrEnum
from typing import BinaryIO, TypeVar, cast

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from app.accounts.permissions import Permission, requires
from app.audit.models import AccessKind
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.catalogue.queries import is_offered, offered_languages
from app.db import commit, rollback
from app.errors import DomainError, Invalid, NotFound
from app.i18n import _
from app.intake import draft, operations, queries, serving, supplement_routes
from app.intake import receipt as papers
from app.intake.blueprint import bp
from app.intake.limits import LIMITS
from app.intake.models import Deposit, Document
from app.intake.refusals import UnsupportedFile

BLUEPRINTS = (bp,)
__all__ = ["BLUEPRINTS", "supplement_routes"]
E = TypeVar("E", bound=StrEnum)
AT_ONCE = 40  # files of one plain form
MARGIN = 1 << 16  # bytes of a request that are not the file's
RENDITIONS = {"upright": "upright_sha256", "thumbnail": "thumbnail_sha256"}


@bp.url_value_preprocessor
def limit_what_comes_in(endpoint: str | None, _values: object) -> None:
    """Before anything of the body is read: a file too large never fills the disk."""
    if endpoint not in ("intake.upload", "intake.supplement"):
        return
    plain_drop = endpoint == "intake.upload" and not _sent_by_script()
    most = LIMITS.file_bytes * (AT_ONCE if plain_drop else 1) + MARGIN
    if (request.content_length or 0) > most:
        raise UnsupportedFile("too_big")
    request.max_content_length = most


def _sent_by_script() -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


@bp.get("/deposits/new")
@requires(Permission.DEPOSIT_CREATE)
def new_deposit():
    deposit = operations.open_draft(g.user)
    commit()
    return render_template(
        "intake/new.html",
        deposit=deposit,
        documents=queries.documents_of_deposit(deposit),
        next_position=queries.next_position(deposit),
        max_mb=LIMITS.file_bytes >> 20,
        virus_scan=serving.virus_scan_is_configured(),
    )


@bp.post("/deposits/<uuid:deposit_id>/documents")
@requires(Permission.DEPOSIT_OWN, load=queries.get_deposit)
def upload(deposit: Deposit):
    """One file or several; each is taken or refused by itself."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        raise Invalid(_("Aucun fichier n'a été choisi."))
    if _sent_by_script():
        document = _receive(deposit, files[0])
        where = url_for("prescreen.document_row", document_id=document.id)
        return render_template("intake/added.html", document=document, url=where), 201
    for file in files:
        try:
            _receive(deposit, file)
        except DomainError as refusal:
            rollback()
            flash(f"{file.filename} : {refusal}", "bad")
    return redirect(url_for("intake.new_deposit"), 303)


def _receive(deposit: Deposit, file: FileStorage) -> Document:
    document = operations.receive(
        deposit,
        g.user,
        cast(BinaryIO, file.stream),
        file.filename or "",
        virus_scan=serving.virus_scan_is_configured(),
        position=request.form.get("position", type=int),
    )
    commit()
    return document


@bp.post("/documents/<uuid:document_id>/describe")
@requires(Permission.DEPOSIT_OWN, load=queries.get_document)
def update_document(document: Document):
    """The row has two forms: the language of the file, and what holds for its whole group."""
    form = request.form
    if "language" in form:
        draft.say_language(document, _offered(form["language"]))
    if "kind" in form:
        draft.describe(
            document,
            reference=form.get("reference", ""),
            kind=_member(CaseKind, form["kind"]),
            direction=_member(Direction, form.get("direction", Direction.INTO_FRENCH)),
            is_sensitive=bool(form.get("is_sensitive")),
        )
    return _settled(document)


def _offered(code: str) -> str | None:
    if code and not is_offered(code):
        raise Invalid(_("Cette langue n'est pas proposée. Choisissez-en une dans la liste."))
    return code or None


def _member(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise Invalid from None


@bp.post("/documents/<uuid:document_id>/group")
@requires(Permission.DEPOSIT_OWN, load=queries.get_document)
def group_document(document: Document):
    if request.form.get("what") == "split":
        draft.split(document)
    else:
        draft.join_previous(document)
    commit()
    return _back_to(document)


@bp.post("/documents/<uuid:document_id>/remove")
@requires(Permission.DEPOSIT_OWN, load=queries.get_document)
def remove_document(document: Document):
    undo = request.form.get("what") == "restore"
    (draft.restore if undo else draft.remove)(document, g.user)
    return _settled(document)


def _settled(document: Document):
    commit()
    if request.headers.get("HX-Request"):
        return redirect(url_for("prescreen.document_row", document_id=document.id), 303)
    return _back_to(document)


def _back_to(document: Document):
    return redirect(url_for("intake.new_deposit", _anchor=f"file-{document.id}"), 303)


@bp.post("/deposits/<uuid:deposit_id>/send")
@requires(Permission.DEPOSIT_OWN, load=queries.get_deposit)
def send(deposit: Deposit):
    """A double click sends once, and ends on the same receipt."""
    try:
        operations.send(deposit, g.user)
        commit()
    except operations.AlreadySent:
        rollback()
    except operations.NothingToSend as refusal:
        rollback()
        flash(str(refusal), "warn")
        return redirect(url_for("intake.new_deposit"), 303)
    return redirect(url_for("intake.deposit", deposit_id=deposit.id), 303)


@bp.get("/deposits")
@requires(Permission.DEPOSIT_CREATE)
def deposits():
    return render_template("intake/index.html", rows=queries.deposits_of(g.user.institution_id))


@bp.get("/deposits/<uuid:deposit_id>")
@requires(Permission.DEPOSIT_READ, load=queries.get_deposit)
def deposit(deposit: Deposit):
    cases = queries.cases_of_deposit(deposit)
    return render_template("intake/deposit.html", deposit=deposit, cases=cases)


@bp.get("/deposits/<uuid:deposit_id>/receipt.pdf")
@requires(Permission.DEPOSIT_READ, load=queries.get_deposit)
def receipt(deposit: Deposit):
    if not deposit.sent_at:
        raise NotFound
    return papers.answer(deposit, queries.cases_of_deposit(deposit))


@bp.get("/documents/<uuid:document_id>/pages/<int:number>/<rendition>")
@requires(Permission.DOCUMENT_READ, load=lambda document_id, **_: queries.get_document(document_id))
def page_image(document: Document):
    """A page as people look at it; a thumbnail shows enough of a paper to be an access too."""
    arguments = request.view_args or {}
    page = queries.page_of(document, arguments["number"])
    name = RENDITIONS.get(arguments["rendition"], "upright_sha256")
    sha256 = getattr(page, name)
    why = request.args.get("purpose", "case")
    response = serving.serve(document, sha256, "image/jpeg", AccessKind.VIEW, why)
    if why == "intake_review":  # the next doubt is fetched beforehand, for a few minutes
        response.headers["Cache-Control"] = "private, max-age=300"
    return response


@bp.get("/documents/<uuid:document_id>/original")
@requires(Permission.DOCUMENT_READ, load=queries.get_document)
def original(document: Document):
    """The bytes as received, named by the case's reference: no name of a person in a download."""
    stem = document.case.reference if document.case else "document"
    name = f"{stem}-{document.position}.{document.mime.rsplit('/', 1)[-1]}"
    why = request.args.get("purpose", "case")
    return serving.serve(
        document, document.sha256, document.mime, AccessKind.DOWNLOAD, why, name=name
    )


@bp.app_context_processor
def languages_of_the_offer() -> dict[str, object]:
    return {"offered_languages": offered_languages}
