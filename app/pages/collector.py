"""Figures measured at the moment of the scrape: queues, workers, cases, outbox."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from app import outbox
from app.cases.lifecycle import CaseStatus
from app.i18n import days_left
from app.pages import queries, work


class Platform(Collector):
    def collect(self) -> Iterable[Metric]:
        yield from _queues()
        yield from _cases()
        yield from _mails()


def _queues() -> Iterable[Metric]:
    depth = GaugeMetricFamily("queue_jobs", "Jobs by queue and state.", labels=["queue", "state"])
    states = work.queue_states()
    up = GaugeMetricFamily("queue_up", "Whether Valkey answers.", value=float(states is not None))
    for state in states or ():
        for name in ("waiting", "started", "retrying", "failed"):
            depth.add_metric([state.name, name], getattr(state, name))
    yield from (up, depth)
    try:
        yield from _workers(work.worker_states())
    except RedisError:
        return


def _workers(workers: list[work.WorkerState]) -> Iterable[Metric]:
    yield GaugeMetricFamily("workers", "Worker processes alive.", value=len(workers))
    done = CounterMetricFamily("worker_jobs", "Jobs of the workers alive.", labels=["outcome"])
    done.add_metric(["succeeded"], sum(w.succeeded for w in workers))
    done.add_metric(["failed"], sum(w.failed for w in workers))
    yield done
    spent = sum(w.seconds for w in workers)
    yield CounterMetricFamily("worker_job_seconds", "Time the workers alive worked.", value=spent)


def _cases() -> Iterable[Metric]:
    counts = queries.open_cases_by_status()
    cases = GaugeMetricFamily("cases_open", "Open cases by status.", labels=["status"])
    for status in CaseStatus:
        cases.add_metric([status], counts.get(status, 0))
    yield cases


def _mails() -> Iterable[Metric]:
    waiting = outbox.waiting_by_code()
    mails = GaugeMetricFamily("mails_waiting", "Mails not sent, by code.", labels=["code"])
    for row in waiting:
        mails.add_metric([row.code], row.count)
    yield mails
    oldest = max((-days_left(row.oldest) * 86400 for row in waiting), default=0)
    yield GaugeMetricFamily("mails_oldest_seconds", "Age of the oldest unsent.", value=oldest)
