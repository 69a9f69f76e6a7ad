"""Logs: JSON lines with request, job and user ids; never a name, an address or a text."""

import logging
import sys

from flask import Flask, g, has_app_context
from pythonjsonlogger.json import JsonFormatter

FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
NAMES = {"asctime": "at", "levelname": "level", "name": "logger"}


class Context(logging.Filter):
    """Adds to each line whose doing it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        if has_app_context():
            record.request_id = g.get("request_id")
            record.job_id = g.get("job_id")
            user = g.get("user")
            if not hasattr(record, "user_id"):
                record.user_id = str(user.id) if user is not None else None
        return True


def init_app(app: Flask) -> None:
    """One handler on the root; the tests keep their own."""
    if app.config["TESTING"]:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Context())
    handler.setFormatter(JsonFormatter(FIELDS, rename_fields=NAMES))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("fontTools", "weasyprint", "botocore", "rq.worker", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
