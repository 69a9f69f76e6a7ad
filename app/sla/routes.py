"""What rings: the bell of every page, the coordinator's list of alerts, translators' calendars."""

from flask import Response, current_app, g, redirect, render_template, url_for

from app import clock
from app.accounts.models import INSTITUTION_ROLES, Role
from app.accounts.permissions import Permission, may_ever, public, requires
from app.cases.queries import unread_threads
from app.db import commit
from app.errors import NotFound
from app.i18n import force_locale, ngettext
from app.sla import calendar, escalation_routes, operations
from app.sla.blueprint import bp
from app.sla.escalation_queries import count_in_force
from app.sla.models import AlertKind
from app.sla.queries import counts, feed_by_digest, feed_of, owed_by, ringing

BLUEPRINTS = (bp,)
__all__ = ["BLUEPRINTS", "escalation_routes"]
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
    if may_ever(user, Permission.ALERT_OWN) and (
        late := count_in_force(user, clock.now(), clock.today())
    ):
        said = ngettext("%(num)d relance", "%(num)d relances", late)
        rows.append((late, said, url_for("sla.escalations")))
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


@bp.get("/calendar")
@requires(Permission.QUEUE_OWN)
def own_calendar() -> str:
    return render_template("sla/calendar.html", feed=feed_of(g.user), link=None)


@bp.post("/calendar")
@requires(Permission.QUEUE_OWN)
def open_calendar() -> Response:
    """The address is shown once, on this page: only its digest is kept."""
    token = operations.open_feed(g.user)
    commit()
    link = current_app.config["PUBLIC_URL"] + url_for("sla.feed", token=token)
    page = Response(render_template("sla/calendar.html", feed=feed_of(g.user), link=link))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.post("/calendar/close")
@requires(Permission.QUEUE_OWN)
def close_calendar() -> Response:
    operations.close_feed(g.user)
    commit()
    return redirect(url_for("sla.own_calendar"))  # type: ignore[return-value]


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> Response:
    """References and dates, nothing of anybody: calendars fetch it without a session."""
    found = feed_by_digest(operations.digest(token))
    if found is None:
        raise NotFound
    with force_locale(found.user.locale):
        body = calendar.written(owed_by(found.user), clock.now(), current_app.config["PUBLIC_URL"])
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer
