"""The queues, seen from outside: depths, failures, workers. Valkey's word, not the database's."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.registry import FailedJobRegistry, ScheduledJobRegistry, StartedJobRegistry

from app.jobs import QueueName

SHOWN = 50  # failed jobs on the page


@dataclass(frozen=True)
class QueueState:
    name: str
    waiting: int
    started: int
    retrying: int
    failed: int


@dataclass(frozen=True)
class Failure:
    job_id: str
    work: str
    row_ids: str
    queue: str
    at: datetime | None
    error: str  # its kind only: messages may quote what a page must not show


@dataclass(frozen=True)
class WorkerState:
    name: str
    state: str
    queues: str
    seen_at: datetime | None
    succeeded: int
    failed: int
    seconds: float


def queue_states() -> list[QueueState] | None:
    """None when Valkey does not answer."""
    connection = current_app.extensions["redis"]
    try:
        return [_state(Queue(name, connection=connection)) for name in QueueName]
    except RedisError:
        return None


def _state(queue: Queue) -> QueueState:
    return QueueState(
        queue.name,
        waiting=queue.count,
        started=StartedJobRegistry(queue=queue).get_job_count(cleanup=False),
        retrying=ScheduledJobRegistry(queue=queue).get_job_count(cleanup=False),
        failed=FailedJobRegistry(queue=queue).get_job_count(cleanup=False),
    )


def failures() -> list[Failure]:
    connection, found = current_app.extensions["redis"], []
    for name in QueueName:
        registry = FailedJobRegistry(name, connection=connection)
        ids = registry.get_job_ids(0, SHOWN - 1, desc=True)
        jobs = Job.fetch_many(ids, connection=connection)
        found += [_failure(job) for job in jobs if job is not None]
    return sorted(found, key=lambda f: f.at or datetime.min.replace(tzinfo=UTC), reverse=True)


def _failure(job: Job) -> Failure:
    result = job.latest_result()
    last = ((result and result.exc_string) or "").strip().splitlines()
    return Failure(
        job.id,
        work=(job.func_name or "").removesuffix(".run").split(".")[-1],
        row_ids=" ".join(map(str, job.args)),
        queue=job.origin,
        at=_aware(job.ended_at),
        error=last[-1].split(":")[0] if last else "",
    )


def worker_states() -> list[WorkerState]:
    return [
        WorkerState(
            worker.name,
            state=str(worker.get_state()),
            queues=", ".join(worker.queue_names()),
            seen_at=_aware(worker.last_heartbeat),
            succeeded=worker.successful_job_count,
            failed=worker.failed_job_count,
            seconds=worker.total_working_time,
        )
        for worker in Worker.all(connection=current_app.extensions["redis"])
    ]


def _aware(instant: datetime | None) -> datetime | None:
    if instant is None:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def retry_failed() -> int:
    """Put every failed job back on its queue; harmless, since a job is a hint."""
    connection, count = current_app.extensions["redis"], 0
    for name in QueueName:
        registry = FailedJobRegistry(name, connection=connection)
        for job_id in registry.get_job_ids():
            registry.requeue(job_id)
            count += 1
    return count
