"""Pages of deposit, and the doors through which papers are seen."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, requires
from app.audit.models import AccessKind
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.catalogue.queries import offered_languages
from app.db import commit, rollback
from app.errors import DomainError, Invalid
from app.i18n import _
from app.intake import operations, queries, receipt, serving
from app.intake.limits import LIMITS
from app.intake.models import Deposit, Document

bp = Blueprint("intake", __name__)
BLUEPRINTS = (bp,)
RENDITIONS = {"upright": "upright_sha256", "thumbnail": "thumbnail_sha256"}


@bp.get("/deposits/new")
@requires(Permission.DEPOSIT_CREATE)
def new_deposit():
    deposit = operations.open_draft(g.user)
    commit()
    return render_template(
        "intake/new.html",
        deposit=deposit,
        documents=queries.documents_of_deposit(deposit),
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
    alone = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    taken, refused = [], []
    for file in files:
        try:
            document = operations.receive(
                deposit,
                g.user,
                file.stream,
                file.filename or "",
                virus_scan=serving.virus_scan_is_configured(),
            )
            commit()
            taken.append(document)
        except DomainError as error:
            if alone:
                raise
            rollback()
            refused.append(f"{file.filename} : {error}")
    if alone:
        where = url_for("prescreen.document_row", document_id=taken[0].id)
        return render_template("intake/added.html", document=taken[0], url=where), 201
    for sentence in refused:
        flash(sentence, "bad")
    return redirect(url_for("intake.new_deposit"), 303)


@bp.post("/documents/<uuid:document_id>/describe")
@requires(Permission.DEPOSIT_OWN, load=queries.get_document)
def update_document(document: Document):
    form = request.form
    operations.describe(
        document,
        language=form.get("language"),
        reference=form.get("reference", ""),
        kind=CaseKind(form.get("kind", CaseKind.TRANSLATION)),
        direction=Direction(form.get("direction", Direction.INTO_FRENCH)),
        is_sensitive=bool(form.get("is_sensitive")),
    )
    return _settled(document)


@bp.post("/documents/<uuid:document_id>/group")
@requires(Permission.DEPOSIT_OWN, load=queries.get_document)
def group_document(document: Document):
    if request.form.get("what") == "split":
        operations.split(document)
    else:
        operations.join_previous(document)
    commit()
    return redirect(url_for("intake.new_deposit"), 303)


@bp.post("/documents/<uuid:document_id>/remove")
@requires(Permission.DEPOSIT_OWN, load=queries.get_document)
def remove_document(document: Document):
    undo = request.form.get("what") == "restore"
    (operations.restore if undo else operations.remove)(document, g.user)
    return _settled(document)


def _settled(document: Document):
    commit()
    if request.headers.get("HX-Request"):
        return redirect(url_for("prescreen.document_row", document_id=document.id), 303)
    return redirect(url_for("intake.new_deposit"), 303)


@bp.post("/deposits/<uuid:deposit_id>/send")
@requires(Permission.DEPOSIT_OWN, load=queries.get_deposit)
def send(deposit: Deposit):
    try:
        operations.send(deposit, g.user)
        commit()
    except operations.AlreadySent:  # a double click: the receipt is there
        rollback()
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
def receipt_pdf(deposit: Deposit):
    return receipt.answer(deposit, queries.cases_of_deposit(deposit))


@bp.get("/documents/<uuid:document_id>/pages/<int:number>/<rendition>")
@requires(Permission.DOCUMENT_READ, load=lambda document_id, **_: queries.get_document(document_id))
def page_image(document: Document):
    """A page as people look at it; a thumbnail shows enough of a paper to be an access too."""
    arguments = request.view_args or {}
    page = queries.page_of(document, arguments["number"])
    name = RENDITIONS.get(arguments["rendition"], "upright_sha256")
    sha256 = getattr(page, name)
    why = request.args.get("purpose", "case")
    return serving.serve(document, sha256, "image/jpeg", AccessKind.VIEW, why)


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
