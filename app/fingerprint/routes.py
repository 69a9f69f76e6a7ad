"""The daily relation of duplicates."""

import csv
import io
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request

from app import clock
from app.accounts.permissions import Permission, requires
from app.fingerprint.models import Duplicate
from app.fingerprint.queries import found_on

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
    if request.args.get("format") == "csv":
        return _csv(day, rows)
    step = timedelta(days=1)
    return render_template(
        "fingerprint/index.html", rows=rows, day=day, before=day - step, after=day + step
    )


def _csv(day: date, rows: list[Duplicate]) -> Response:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["reference", "earlier_reference", "relation", "same_institution", "status"])
    for row in rows:
        writer.writerow(
            [
                row.document.case.reference if row.document.case else "",
                row.earlier.case.reference if row.earlier.case else "",
                row.relation.value,
                int(row.same_institution),
                row.status.value,
            ]
        )
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="doublons-{day}.csv"'
    return response
