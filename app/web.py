"""What every answer carries: security headers, a request id, the brand."""

import logging
import re
import time

from flask import Flask, current_app, g, request
from uuid_utils.compat import uuid7
from werkzeug.wrappers import Response

from app import clock
from app.i18n import get_locale

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
VERSION = "0.1.0"

access_log = logging.getLogger("access")


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_finish)
    app.context_processor(_common)


def address() -> str:
    """Where the request comes from, behind the proxies that `TRUSTED_PROXIES` counts."""
    return request.remote_addr or ""


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid7().hex
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers["X-Request-ID"] = g.get("request_id", "")
    _log(response)
    return response


def _log(response: Response) -> None:
    """The route's pattern, never the path: a path may one day carry what a log must not."""
    user = g.get("user")
    access_log.info(
        "request",
        extra={
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            "user_id": str(user.id) if user else None,
        },
    )


def _common() -> dict[str, object]:
    config = current_app.config
    return {
        "brand": {"name": config["BRAND_NAME"], "body": config["BODY_NAME"]},
        "version": VERSION,
        "now": clock.now(),
        "locale": str(get_locale() or "fr"),
        "is_demo": config["DEMO"],
    }
