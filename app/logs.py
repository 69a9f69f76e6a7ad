"""Logs: one JSON object a line on standard error, with request, job and user ids.

No personal data: messages and fields carry codes and ids (a test holds it), and what a library
puts in an exception (an address in a mail server's answer, a row in a database's detail) is
taken out before it is written.
"""

import logging
import re
import sys

from flask import Flask, g, has_app_context
from pythonjsonlogger.json import JsonFormatter

FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
NAMES = {"asctime": "at", "levelname": "level", "name": "logger"}
NOISY = ("fontTools", "weasyprint", "PIL", "botocore", "urllib3", "alembic", "rq.worker")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)  # PostgreSQL quotes the row there


class Formatter(JsonFormatter):
    def formatException(self, ei) -> str:
        return without_personal_data(str(super().formatException(ei)))


def without_personal_data(text: str) -> str:
    return ADDRESS.sub("‹address›", DETAIL.sub(r"\1: ‹removed›", text))


def add_ids(record: logging.LogRecord) -> bool:
    """Say which request, job and person a line belongs to."""
    if has_app_context():
        user = g.get("user")
        record.__dict__.setdefault("request_id", g.get("request_id"))
        record.__dict__.setdefault("job_id", g.get("job_id"))
        record.__dict__.setdefault("user_id", str(user.id) if user else None)
    return True


def handler() -> logging.Handler:
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(Formatter(FIELDS, rename_fields=NAMES, json_ensure_ascii=False))
    made.addFilter(add_ids)
    return made


def init_app(app: Flask) -> None:
    """One handler on the root; the tests keep their own."""
    if app.config["TESTING"]:
        return
    root = logging.getLogger()
    root.handlers = [handler()]
    root.setLevel(logging.DEBUG if app.config["DEBUG"] else logging.INFO)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
