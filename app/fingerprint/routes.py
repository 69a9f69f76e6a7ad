"""The daily relation of duplicates."""

from datetime import date, timedelta

from flask import Blueprint, g, render_template, request

from app import clock, sheets
from app.accounts.permissions import Permission, requires
from app.audit import operations as audit
from app.db import commit
from app.fingerprint.models import Duplicate
from app.fingerprint.queries import found_on
from app.fingerprint.rules import outcome
from app.i18n import _, label

bp = Blueprint("fingerprint", __name__)
BLUEPRINTS = (bp,)


def asked_day() -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return clock.today()


@bp.get("/duplicates")
@requires(Permission.INTAKE_REVIEW)
def index():
    day = asked_day()
    rows = found_on(day)
    kind = request.args.get("format")
    if kind in sheets.FORMATS:
        audit.record("duplicate.export", None, g.user, format=kind, rows=len(rows))
        commit()
        return sheets.answer(kind, f"doublons-{day}", _header(), map(_line, rows))
    step = timedelta(days=1)
    return render_template(
        "fingerprint/index.html",
        rows=rows,
        outcome=outcome,
        day=day,
        before=day - step,
        after=day + step,
        is_today=day >= clock.today(),
    )


def _header() -> list[str]:
    names = [_("Demande"), _("Déjà vue"), _("Relation"), _("Encre retrouvée (%)")]
    return [*names, _("Même organisme"), _("État")]


def _line(row: Duplicate) -> list[object]:
    return [
        row.document.case.reference if row.document.case else "",
        row.earlier.case.reference if row.earlier.case else "",
        label(row.relation),
        None if row.score is None else round(row.score * 100, 1),
        _("oui") if row.same_institution else _("non"),
        label(state) if (state := outcome(row)) else "",
    ]
