"""The auditor's pages. They join people and cases to the record, hence their place up here;
the record itself, at the foot of the ladder, knows neither."""

import time
from datetime import date
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from app import sheets
from app.accounts.permissions import Permission, requires
from app.audit.queries import CHAINS, verify
from app.i18n import _, label
from app.pages import queries
from app.pages.queries import PAGE, AccessFilter

bp = Blueprint("audit", __name__)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _asked() -> AccessFilter:
    args = request.args
    return AccessFilter(
        document=args.get("document", ""),
        reference=args.get("reference", ""),
        person=args.get("person", ""),
        start=_day("start"),
        end=_day("end"),
    )


def _link(**changes: Any) -> str:
    kept: dict[str, Any] = request.args.to_dict()
    return url_for(request.endpoint or "", **(kept | changes))


def _next(rows) -> str:
    """The next page begins after the last row shown, however many were added meanwhile."""
    return _link(before=rows[PAGE - 1][0].seq) if len(rows) > PAGE else ""


@bp.get("/audit/accesses")
@requires(Permission.AUDIT_READ)
def accesses():
    asked = _asked()
    if request.args.get("format") == "csv":
        return _export(asked)
    rows = queries.accesses(asked, request.args.get("before", type=int))
    return render_template(
        "audit/accesses.html",
        rows=rows[:PAGE],
        next_url=_next(rows),
        csv_url=_link(format="csv"),
    )


def _export(asked: AccessFilter):
    header = ["n°", _("Instant (UTC)"), _("Personne"), _("Adresse électronique"), _("Accès")]
    header += [_("Motif"), _("Demande"), _("Pièce"), "SHA-256", _("Adresse réseau"), _("Chaînon")]
    rows = (
        (
            row.seq,
            row.at.isoformat(timespec="milliseconds"),
            user.name,
            user.email,
            label(row.kind),
            row.purpose,
            reference or "",
            row.document_id or "",
            row.object_sha256,
            row.address,
            row.hash,
        )
        for row, user, reference in queries.every_access(asked)
    )
    return sheets.answer("csv", "acces", header, rows)


@bp.get("/audit/events")
@requires(Permission.AUDIT_READ)
def events():
    args = request.args
    rows = queries.events(
        action=args.get("action", ""),
        person=args.get("person", ""),
        subject=args.get("subject", ""),
        start=_day("start"),
        end=_day("end"),
        before=args.get("before", type=int),
    )
    return render_template("audit/events.html", rows=rows[:PAGE], next_url=_next(rows))


@bp.route("/audit/verify", methods=["GET", "POST"], endpoint="verify")
@requires(Permission.AUDIT_READ)
def verify_chains():
    """GET explains, POST proves: a reload does not run through millions of rows again."""
    verdicts = []
    for chain in CHAINS if request.method == "POST" else ():
        began = time.perf_counter()
        verdicts.append((verify(chain), time.perf_counter() - began))
    for verdict, _seconds in verdicts:
        if not verdict.intact:
            current_app.logger.error("chain broken: %s at row %s", verdict.chain, verdict.broken_at)
    return render_template("audit/verify.html", verdicts=verdicts)
