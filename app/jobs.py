"""A job is a hint: "look at this row". Losing one or sending it twice is harmless."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry

from app.db import after_commit


class QueueName(StrEnum):
    """A reader takes them in this order: somebody watches the upload page; a case waits for its
    comparison; nobody waits for what is compared again at night."""

    OCR = "ocr"
    DEFAULT = "default"
    COMPARE = "compare"
    COMPARE_AGAIN = "compare-again"
    MAIL = "mail"


@dataclass(frozen=True)
class Job:
    """Where the work is (`workers.jobs.<verb_noun>.run`), on which queue, for how long at most."""

    path: str
    queue: QueueName = QueueName.DEFAULT
    timeout: int = 120
    retry_after: tuple[int, ...] = (10, 60, 300)


SCAN_DOCUMENT = Job("workers.jobs.scan_document.run", QueueName.OCR, timeout=180)
PRESCREEN_DOCUMENT = Job("workers.jobs.prescreen_document.run", QueueName.OCR, timeout=900)
FINGERPRINT_DOCUMENT = Job("workers.jobs.fingerprint_document.run", QueueName.COMPARE, timeout=600)
FINGERPRINT_AGAIN = Job(
    "workers.jobs.fingerprint_document.run", QueueName.COMPARE_AGAIN, timeout=600
)
DELIVER_REUSED = Job("workers.jobs.deliver_reused.run")
ADMIT_CASE = Job("workers.jobs.admit_case.run")
ASSIGN_CASE = Job("workers.jobs.assign_case.run")
PLAN_STOCK = Job("workers.jobs.plan_stock.run", timeout=300)
RAISE_ESCALATIONS = Job("workers.jobs.raise_escalations.run")
RECKON_FORECAST = Job("workers.jobs.reckon_forecast.run", timeout=600)
RELEASE_CASE = Job("workers.jobs.release_case.run")
REOPEN_CASE = Job("workers.jobs.reopen_case.run")
RENDER_CERTIFICATE = Job("workers.jobs.render_certificate.run", timeout=300)
RENDER_INVOICE = Job("workers.jobs.render_invoice.run", timeout=300)
SEND_MAIL = Job("workers.jobs.send_mail.run", QueueName.MAIL)


def init_app(app: Flask) -> None:
    app.extensions["redis"] = Redis.from_url(
        app.config["REDIS_URL"], socket_connect_timeout=1, socket_timeout=5
    )


def enqueue(job: Job, *ids: object) -> None:
    """Hint once the unit of work is committed; ids only."""
    after_commit(partial(send, job, *map(str, ids)))


def send(job: Job, *ids: str) -> None:
    queue = Queue(job.queue, connection=current_app.extensions["redis"])
    retry = Retry(len(job.retry_after), list(job.retry_after))
    try:
        queue.enqueue(job.path, *ids, job_timeout=job.timeout, retry=retry, result_ttl=0)
    except RedisError:  # the row keeps its status, so the sweep will find it
        current_app.logger.warning("could not enqueue %s %s", job.path, ids)
