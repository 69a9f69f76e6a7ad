"""The row of a document on the deposit page; the review of doubts."""

from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.permissions import Permission, requires
from app.cases.models import Case
from app.cases.queries import get_case
from app.db import commit
from app.i18n import _
from app.intake.lifecycle import SETTLED
from app.intake.models import Document
from app.intake.queries import documents_of, earlier_identical, get_document, pages_of
from app.intake.refusals import SENTENCES
from app.prescreen import labels, operations, queries, rules, sentences, twins

bp = Blueprint("prescreen", __name__)
BLUEPRINTS = (bp,)
PERIOD = timedelta(days=31)


@bp.get("/documents/<uuid:document_id>/row")
@requires(Permission.DEPOSIT_OWN, load=get_document)
def document_row(document: Document):
    """What the machine has seen so far; asked for again until it is final."""
    return render_template(
        "prescreen/document_row.html",
        document=document,
        reading=queries.reading_of(document.id),
        pages=pages_of(document),
        is_final=document.status in SETTLED or document.removed_at is not None,
        twin=_twin_for_agent(document),
        texts=sentences,
        refusals=SENTENCES,
    )


def _twin_for_agent(document: Document) -> dict | None:
    """What an agent may learn of an identical file: the case of its own fund, or only a date."""
    found = earlier_identical(document)
    if not found:
        return None
    own = next((d for d in found if d.institution_id == document.institution_id), None)
    return {"at": (own or found[-1]).created_at, "case": own.case if own else None}


@bp.get("/review")
@requires(Permission.INTAKE_REVIEW)
def review_queue():
    if case := queries.next_in_review():
        return redirect(url_for("prescreen.review", case_id=case.id))
    return render_template("prescreen/nothing.html")


@bp.get("/review/<uuid:case_id>")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def review(case: Case):
    documents = documents_of(case)
    readings = queries.readings_of(case)
    doubts = operations.doubts_of(case)
    return render_template(
        "prescreen/review.html",
        case=case,
        documents=documents,
        readings=readings,
        doubts=doubts,
        labels=labels,
        texts=sentences,
        choices=rules.choices_for(doubts),
        proposal=rules.proposal_for(doubts),
        need_reason=rules.NEED_REASON,
        twin=next(filter(None, map(twins.translated_twin, documents)), None),
        waiting=queries.review_count(),
        following=queries.next_in_review(after=case),
        pages_of=pages_of,
    )


@bp.post("/review/<uuid:case_id>")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def decide(case: Case):
    twin = next(filter(None, map(twins.translated_twin, documents_of(case))), None)
    operations.decide(
        case,
        g.user,
        request.form["decided"],
        request.form.get("reason", ""),
        language=request.form.get("language") or None,
        words=request.form.get("words", type=int),
        reused=twin,
    )
    commit()
    flash(_("Décision enregistrée pour %(reference)s.", reference=case.reference), "good")
    return redirect(url_for("prescreen.review_queue"), 303)


@bp.get("/review/precision")
@requires(Permission.INTAKE_REVIEW)
def precision():
    rows = queries.precision_since(clock.now() - PERIOD)
    return render_template("prescreen/precision.html", rows=rows, labels=labels)
