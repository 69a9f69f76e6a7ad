"""Proposals of reuse: the panel of the review, the overlay, decisions, what was saved."""

from datetime import date, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from app import clock, sheets
from app.accounts.permissions import Permission, requires
from app.audit import operations as audit
from app.audit.models import AccessKind
from app.budget.queries import bounds
from app.cases.models import Case
from app.cases.queries import get_case
from app.certification.queries import certificate_of
from app.db import commit, rollback
from app.errors import Conflict, Invalid
from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.models import Duplicate
from app.fingerprint.queries import fingerprint_of, found_for, get_duplicate
from app.fingerprint.relation import SERVES
from app.i18n import _, label
from app.intake.models import Document
from app.intake.queries import get_document
from app.intake.serving import SANDBOX
from app.lifecycle import InvalidTransition
from app.reuse import operations, overlay, queries
from app.reuse.rule_routes import bp as rules_bp
from app.web import address

bp = Blueprint("reuse", __name__)
BLUEPRINTS = (bp, rules_bp)
PERIOD = timedelta(days=30)


@bp.get("/review/<uuid:case_id>/proposal")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def panel(case: Case):
    """The part of the review that names the earlier case and asks for a decision."""
    proposals = queries.proposals_of(case)
    earlier = proposals[0].earlier.case if proposals else None
    return render_template(
        "reuse/_panel.html",
        case=case,
        proposals=proposals,
        earlier=earlier,
        certificate=certificate_of(earlier) if earlier else None,
        pages=overlay.pages,
    )


@bp.get("/duplicates/<uuid:duplicate_id>")
@requires(Permission.INTAKE_REVIEW, load=get_duplicate)
def duplicate(row: Duplicate):
    return render_template(
        "reuse/duplicate.html",
        row=row,
        pages=overlay.pages(row),
        differences=overlay.differences(row),
        is_first_new=overlay.sides_of(row)[0].id == row.document_id,
        serves=queries.serves(row),
        allowed=_allowed(row),
    )


def _allowed(row: Duplicate) -> bool:
    case, earlier = row.document.case, row.earlier.case
    return bool(case and earlier and queries.is_allowed(earlier, case))


@bp.get("/duplicates/<uuid:duplicate_id>/pages/<int:rank>/<side>.jpg")
@requires(Permission.INTAKE_REVIEW, load=lambda duplicate_id, **_rest: get_duplicate(duplicate_id))
def picture(row: Duplicate):
    """One side of the overlay; a view of the document like any other."""
    args = request.view_args or {}
    side = str(args["side"])
    shown = overlay.document_of(row, side)
    image = overlay.picture(row, int(args["rank"]), side)
    audit.record_access(
        g.user,
        AccessKind.VIEW,
        shown.sha256,
        address=address(),
        purpose="intake_review",
        case_id=shown.case_id,
        document_id=shown.id,
    )
    commit()
    headers = {"Content-Security-Policy": SANDBOX, "Cache-Control": "private, no-store"}
    return image, 200, {"Content-Type": "image/jpeg"} | headers


@bp.post("/review/<uuid:case_id>/reuse")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def accept(case: Case):
    return _decided(case, lambda: operations.accept(case, g.user))


@bp.post("/review/<uuid:case_id>/translate")
@requires(Permission.INTAKE_REVIEW, load=get_case)
def refuse(case: Case):
    reason = request.form.get("reason", "")
    return _decided(case, lambda: operations.refuse(case, g.user, reason))


def _decided(case: Case, decide):
    reference = case.reference
    try:
        decide()
        commit()
        flash(_("Décision enregistrée pour %(reference)s.", reference=reference), "good")
    except (InvalidTransition, operations.NothingProposed):
        rollback()
        message = _("%(reference)s : la proposition ne tient plus.", reference=reference)
        flash(message, "warn")
    except (Invalid, Conflict) as refusal:
        rollback()
        flash(str(refusal), "bad")
        return redirect(url_for("prescreen.review", case_id=case.id), 303)
    return redirect(url_for("prescreen.review_queue"), 303)


@bp.get("/documents/<uuid:document_id>/seen-before")
@requires(Permission.DEPOSIT_OWN, load=get_document)
def hint(document: Document):
    """What the agent learns: the day of the translation; whose it is only within her own fund."""
    found = [d for d in found_for([document]) if d.relation in SERVES]
    translated = [d for d in found if d.earlier.case and d.earlier.case.delivered_at]
    own = [d for d in translated if d.earlier.institution_id == document.institution_id]
    best = next(iter(own or translated), None)
    done = fingerprint_of(document)
    return render_template(
        "reuse/_hint.html",
        document=document,
        at=best.earlier.case.delivered_at if best and best.earlier.case else None,
        case=best.earlier.case if best and own else None,
        is_final=done is not None and done.compared_at is not None,
        asked=request.args.get("asked", 0, int) + 1,
    )


@bp.get("/cases/<uuid:case_id>/base")
@requires(Permission.CASE_TRANSLATE, load=get_case)
def base(case: Case):
    """For a later copy: the earlier translation to start from, and what differs."""
    found = queries.bases_of(case)
    row = found[0] if found else None
    earlier = row.earlier.case if row else None
    certificate = certificate_of(earlier) if earlier else None
    return render_template(
        "reuse/_base.html",
        row=row,
        translation=certificate.translation if certificate else None,
        differences=overlay.differences(row) if row else [],
        is_known_model=queries.is_known_model(case),
    )


@bp.get("/reuse")
@requires(Permission.INTAKE_REVIEW)
def index():
    start, end = _day("start", clock.today() - PERIOD), _day("end", clock.today())
    since, until = bounds(start, end)
    status = next((s for s in ReuseStatus if s.value == request.args.get("status")), None)
    rows = queries.proposals_between(since, until, status)
    kind = request.args.get("format")
    if kind in sheets.FORMATS:
        audit.record("reuse.export", None, g.user, format=kind, rows=len(rows))
        commit()
        return sheets.answer(kind, f"reemploi-{start}-{end}", _header(), map(_line, rows))
    return render_template(
        "reuse/index.html",
        rows=rows,
        figures=queries.figures(since, until),
        start=start,
        end=end,
        status=status,
        statuses=list(ReuseStatus),
    )


def _day(name: str, default: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default


def _header() -> list[str]:
    names = [_("Demande"), _("Déjà vue"), _("Relation"), _("Même organisme"), _("État")]
    return [*names, _("Motif"), _("Économie (€)"), _("Jours gagnés")]


def _line(row: Duplicate) -> list[object]:
    return [
        row.document.case.reference if row.document.case else "",
        row.earlier.case.reference if row.earlier.case else "",
        label(row.relation),
        _("oui") if row.same_institution else _("non"),
        label(row.status),
        row.reason,
        row.saved,
        row.saved_days,
    ]
