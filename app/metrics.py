"""What Prometheus counts in every web process: requests, by route and by outcome.

With PROMETHEUS_MULTIPROC_DIR set, the processes' counts are merged at the scrape; without it a
process tells its own.
"""

import os
import time

from flask import Flask, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from werkzeug.wrappers import Response

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)  # seconds
OWN = CollectorRegistry()
REQUESTS = Histogram(
    "http_request_duration_seconds",
    "Time to answer, by route, method and status.",
    ["route", "method", "status"],
    buckets=BUCKETS,
    registry=OWN,
)


def init_app(app: Flask) -> None:
    app.after_request(_count)


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "unknown"
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    REQUESTS.labels(route, request.method, response.status_code).observe(seconds)
    return response


def exposition(*collectors: Collector) -> bytes:
    """Everything counted, and what `collectors` measure now, in Prometheus' text format."""
    merged = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(merged)
    else:
        merged.register(OWN)  # type: ignore[arg-type]
    for collector in collectors:
        merged.register(collector)
    return generate_latest(merged)
