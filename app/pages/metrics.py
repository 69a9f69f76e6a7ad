"""Figures for Prometheus: requests by route, queues, cases by state."""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from app.pages import checks, queries

REQUESTS = Histogram(
    "http_request_seconds",
    "Time to answer, by route and status.",
    ["method", "route", "status"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)


def init_app(app: Flask) -> None:
    app.after_request(observe)


def observe(response: Response) -> Response:
    if request.url_rule and request.endpoint != "static":
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        labels = (request.method, request.url_rule.rule, str(response.status_code))
        REQUESTS.labels(*labels).observe(seconds)
    return response


def text() -> bytes:
    """What every web process counted, and what the engines hold now."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    _gauge(registry, "queue_hints", "Hints that wait.", "queue", checks.queues())
    _gauge(registry, "cases", "Cases by state.", "status", queries.cases_by_status())
    _gauge(registry, "engine_up", "Whether an engine answers.", "engine", checks.run())
    Gauge("workers", "Worker processes.", registry=registry).set(checks.workers())
    Gauge("outbox_mails", "Mails that wait.", registry=registry).set(queries.waiting_mails())
    return generate_latest(registry)


def _gauge(
    registry: CollectorRegistry, name: str, help_text: str, label: str, values: dict
) -> None:
    gauge = Gauge(name, help_text, [label], registry=registry)
    for key, value in values.items():
        gauge.labels(key).set(value)
