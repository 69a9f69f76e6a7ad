"""The row of a document on the deposit page; the review of doubts."""

from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock
from app.accounts.permissions import Permission, requires
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.notices import tell_of_question
from app.cases.queries import get_case
from app.db import commit, rollback
from app.errors import Invalid
from app.i18n import _
from app.intake import draft, parts
from app.intake.lifecycle import SETTLED
from app.intake.models import Document
from app.intake.queries import documents_of_deposit, earlier_identical, get_document, pages_of
from app.intake.refusals import SENTENCES
from app.lifecycle import InvalidTransition
from app.prescreen import labels, queries, rules, sentences
from app.prescreen import review as decisions
from app.prescreen.evidence import evidence_of
from app.prescreen.places import marks_of

bp = Blueprint("prescreen", __name__)
BLUEPRINTS = (bp,)
PERIOD = timedelta(days=31)


@bp.get("/documents/<uuid:document_id>/row")
@requires(Permission.DEPOSIT_OWN, load=get_document)
def document_row(document: Document):
    """A file of a draft; `?part=seen` is only what the machine saw, asked for until it is final."""
    part = "_seen" if request.args.get("part") == "seen" else "document_row"
    others = documents_of_deposit(document.deposit)
    return render_template(
        f"prescreen/{part}.html",
        document=document,
        reading=queries.reading_of(document.id),
        pages=pages_of(document),
        is_final=document.status in SETTLED or document.removed_at is not None,
        leads=draft.leads(document, others),
        is_again=any(d.sha256 == document.sha256 for d in _before(document, others)),
        twin=_twin_for_agent(document),
        texts=sentences,
        refusals=SENTENCES,
    )


@bp.post("/documents/<uuid:document_id>/parts")
@requires(Permission.DEPOSIT_OWN, load=get_document)
def part_document(document: Document):
    """Several acts in one file: a request for each, or one for all; parts may be rejoined."""
    what = request.form.get("what")
    if what == "rejoin":
        document = parts.rejoin(document, g.user)
    elif what == "whole":
        parts.keep_whole(document, g.user)
    else:
        document = parts.part(document, queries.act_ranges(document), g.user)[0]
    commit()
    return redirect(url_for("intake.new_deposit", _anchor=f"file-{document.id}"), 303)


def _before(document: Document, others: list[Document]) -> list[Document]:
    return [other for other in others if other.position < document.position]


def _twin_for_agent(document: Document) -> dict | None:
    """What an agent may learn of an identical file: the case of its own fund, or only a date."""
    found = earlier_identical(document)
    if not found:
        return None
    own = next((d for d in found if d.institution_id == document.institution_id), None)
    return {"at": (own or found[0]).created_at, "case": own.case if own else None}


@bp.get("/review")
@requires(Permission.INTAKE_REVIEW)
def review_queue():
    if case := queries.next_in_review():
        return redirect(url_for("prescreen.review", case_id=case.id))
    return render_template("prescreen/nothing.html")


@bp.get("/review/<uuid:case_id>")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def review(case: Case):
    return _page(case)


def _page(case: Case):
    if case.status is not CaseStatus.INTAKE_REVIEW:
        return redirect(url_for("reporting.case", case_id=case.id))
    return render_template(
        "prescreen/review.html",
        case=case,
        seen=evidence_of(case),
        labels=labels,
        texts=sentences,
        marks_of=marks_of,
        refusals=SENTENCES,
        need_reason=rules.NEED_REASON,
        waiting=queries.review_count(),
        following=queries.first_page_of(queries.next_in_review(after=case)),
    )


@bp.post("/review/<uuid:case_id>")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def decide(case: Case):
    """Decide and go on to the next doubt; what was written is kept when something is missing."""
    reference = case.reference
    choice = request.form.get("decided", "")
    decision = decisions.Decision(
        choice=choice,
        reason=request.form.get("reason", "").strip() or evidence_of(case).reason_for(choice),
        language=request.form.get("language") or None,
        words=request.form.get("words", type=int),
    )
    try:
        decisions.decide(case, g.user, decision)
        if decision.choice == "ask":
            tell_of_question(case)
        commit()
        flash(_("Décision enregistrée pour %(reference)s.", reference=reference), "good")
    except InvalidTransition:
        rollback()
        flash(
            _("%(reference)s : quelqu'un d'autre a décidé avant vous.", reference=reference), "warn"
        )
    except Invalid as refusal:
        rollback()
        flash(str(refusal), "bad")
        return _page(case), 422
    return redirect(url_for("prescreen.review_queue"), 303)


@bp.get("/review/precision")
@requires(Permission.INTAKE_REVIEW)
def precision():
    """How often people followed the machine; a doubt opens the decisions behind its figures."""
    since = clock.now() - PERIOD
    doubt = request.args.get("doubt", "")
    return render_template(
        "prescreen/precision.html",
        rows=queries.precision_since(since),
        labels=labels,
        doubt=doubt if doubt in rules.ORDER else "",
        decisions=queries.decisions_since(since, doubt) if doubt in rules.ORDER else [],
    )
