"""Doors that belong to nobody's trade: home, accessibility, health, figures, operations."""

import secrets

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from app.accounts.permissions import Permission, permits, public, requires
from app.errors import NotFound
from app.navigation import navigation
from app.pages import checks, metrics, queries

bp = Blueprint("pages", __name__)
BLUEPRINTS = (bp,)


@bp.get("/")
@public
def home():
    """The first entry of one's own menu."""
    if g.user is None:
        return redirect(url_for("accounts.login"))
    entries = navigation()
    return redirect(entries[0]["url"] if entries else url_for("accounts.security"))


@bp.get("/accessibility")
@public
def accessibility():
    return render_template("pages/accessibility.html")


@bp.get("/healthz")
@public
def healthz():
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz():
    """The engines answer: database, queue, objects."""
    found = checks.run()
    ready = all(found.values())
    return {"status": "ok" if ready else "failing", "checks": found}, 200 if ready else 503


@bp.get("/metrics")
@public
def figures():
    """Prometheus text; by the bearer token METRICS_TOKEN, or for an administrator."""
    if not (permits(g.user, Permission.OPERATIONS_READ) or _has_token()):
        raise NotFound
    return Response(metrics.text(), mimetype="text/plain; version=0.0.4")


def _has_token() -> bool:
    from flask import current_app

    wanted = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and secrets.compare_digest(given, wanted)


@bp.get("/operations")
@requires(Permission.OPERATIONS_READ)
def operations():
    return render_template(
        "pages/operations.html",
        checks=checks.run(),
        queues=checks.queues(),
        workers=checks.workers(),
        outbox=queries.outbox(),
    )


@bp.get("/operations/mails/<uuid:mail_id>")
@requires(Permission.OPERATIONS_READ, load=lambda mail_id: queries.get_mail(mail_id))
def mail(mail):
    """A letter that waits because no SMTP server is configured (demonstration)."""
    return render_template("pages/mail.html", mail=mail)
