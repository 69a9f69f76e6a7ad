"""What rings: the bell of every page, and the coordinator's list of alerts."""

from flask import Blueprint, g, render_template, url_for

from app import clock
from app.accounts.models import INSTITUTION_ROLES, Role
from app.accounts.permissions import Permission, requires
from app.cases.queries import unread_threads
from app.i18n import ngettext
from app.sla.models import AlertKind
from app.sla.queries import counts, ringing

bp = Blueprint("sla", __name__)
BLUEPRINTS = (bp,)
READS_MESSAGES = INSTITUTION_ROLES | {Role.INTAKE_OFFICER, Role.TRANSLATOR}


@bp.app_context_processor
def _bell() -> dict[str, object]:
    return {"bell": bell}


def bell() -> list[tuple[int, str, str]]:
    """(how many, in words, where to see them) of what calls for the reader; empty when nothing."""
    user = g.get("user")
    if user is None:
        return []
    rows = []
    if user.role is Role.COORDINATOR and (total := counts(clock.now()).total):
        said = ngettext("%(num)d alerte de délai", "%(num)d alertes de délai", total)
        rows.append((total, said, url_for("sla.alerts")))
    if user.role in READS_MESSAGES and (unread := unread_threads(user)):
        said = ngettext("%(num)d message non lu", "%(num)d conversations non lues", unread)
        rows.append((unread, said, url_for("cases.index", waiting="1")))
    return rows


@bp.get("/alerts")
@requires(Permission.DASHBOARD_READ)
def alerts() -> str:
    now = clock.now()
    order = (AlertKind.BREACHED, AlertKind.DUE_SOON, AlertKind.ASSIGNEE_LATE)
    return render_template(
        "sla/alerts.html", kinds={kind: ringing(kind, now) for kind in order}, alerts=counts(now)
    )
