"""Pages of nobody's slice: the first one, accessibility, health, exploitation."""

import secrets

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for

from app import mail as post_office
from app import metrics, outbox
from app.accounts.permissions import Permission, permits, public, requires
from app.audit import operations as audit
from app.db import commit
from app.errors import Forbidden
from app.i18n import _, ngettext
from app.navigation import navigation
from app.pages import checks, work
from app.pages.audit_routes import bp as audit_pages
from app.pages.collector import Platform

bp = Blueprint("pages", __name__)
BLUEPRINTS = (bp, audit_pages)
PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"


@bp.get("/")
@public
def home():
    """Everyone's day begins on the first entry of their menu."""
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
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def readyz():
    """Whether a request can be served: each part is told, by a word."""
    parts = checks.check_all()
    told = {part.name: part.problem or "ok" for part in parts}
    ready = all(part.works for part in parts)
    return {"status": "ok" if ready else "unavailable", "checks": told}, 200 if ready else 503


@bp.get("/metrics", endpoint="metrics")
@public
def figures():
    """For Prometheus, with the bearer METRICS_TOKEN, or for who may read exploitation."""
    if not (_has_token() or permits(g.user, Permission.OPERATIONS_READ)):
        raise Forbidden
    return metrics.exposition(Platform()), 200, {"Content-Type": PROMETHEUS_TEXT}


def _has_token() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())


@bp.get("/operations")
@requires(Permission.OPERATIONS_READ)
def operations():
    queues, config = work.queue_states(), current_app.config
    return render_template(
        "pages/operations.html",
        checks=checks.check_all(),
        queues=queues,
        failures=work.failures() if queues is not None else [],
        workers=work.worker_states() if queues is not None else [],
        waiting=outbox.waiting_by_code(),
        settings={
            "mail": post_office.is_configured(),
            "virus_scan": bool(config["CLAMD_URL"]),
            "s3": bool(config["S3_ENDPOINT"]),
        },
    )


@bp.post("/operations/retry")
@requires(Permission.OPERATIONS_READ)
def retry_failed():
    count = work.retry_failed()
    said = ngettext("%(num)d travail relancé.", "%(num)d travaux relancés.", count)
    flash(said, "good" if count else "info")
    return redirect(url_for("pages.operations"), 303)


@bp.get("/operations/mails")
@requires(Permission.OPERATIONS_READ)
def mails():
    page = max(1, request.args.get("page", 1, type=int))
    rows = outbox.latest_mails(page)
    return render_template(
        "pages/mails.html",
        rows=rows[: outbox.PAGE],
        readable=not post_office.is_configured(),
        next_url=url_for("pages.mails", page=page + 1) if len(rows) > outbox.PAGE else "",
        previous_url=url_for("pages.mails", page=page - 1) if page > 1 else "",
    )


@bp.get("/operations/mails/<uuid:mail_id>")
@requires(Permission.OPERATIONS_READ, load=outbox.get_mail)
def mail(letter: post_office.OutgoingMail):
    """A mail read on screen, only where no mail server is set: it may hold somebody's link."""
    if post_office.is_configured():
        raise Forbidden(_("Un serveur de messagerie est configuré : les messages partent seuls."))
    audit.record("mail.read", letter, g.user, code=letter.code)
    commit()
    return render_template("pages/mail.html", letter=letter)
