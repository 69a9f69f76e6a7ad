"""Do the engines answer, and what waits in the queues."""

from collections.abc import Callable

from flask import current_app
from redis.exceptions import RedisError
from rq import Queue, Worker
from sqlalchemy import text

from app import mail, storage
from app.db import db
from app.jobs import QueueName


def run() -> dict[str, bool]:
    return {
        "database": _answers(lambda: db.session.execute(text("SELECT 1"))),
        "queue": _answers(lambda: current_app.extensions["redis"].ping()),
        "objects": _answers(lambda: storage.exists("0" * 64)),
    }


def _answers(question: Callable[[], object]) -> bool:
    try:
        question()
    except Exception:
        current_app.logger.warning("an engine does not answer", exc_info=True)
        return False
    return True


def queues() -> dict[str, int]:
    """Hints that wait, by queue; empty where the queue itself does not answer."""
    connection = current_app.extensions["redis"]
    try:
        return {name.value: Queue(name, connection=connection).count for name in QueueName}
    except RedisError:
        return {}


def workers() -> int:
    try:
        return Worker.count(connection=current_app.extensions["redis"])
    except RedisError:
        return 0


def settings() -> dict[str, bool]:
    """What is raccordé and what is not: the interface says so."""
    return {
        "mail": mail.is_configured(),
        "virus_scan": bool(current_app.config["CLAMD_URL"]),
    }
