"""Gunicorn, in production and under `make run`: threads, since requests mostly wait."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 120  # a slow line may take long to bring a large scan
graceful_timeout = 6  # `make run` gives seven seconds to all
keepalive = 5
max_requests = 20_000  # give memory back now and then
max_requests_jitter = 2_000
accesslog = None  # the application writes its own, without paths
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108


def child_exit(server, worker) -> None:
    """Let the metrics of a worker that left be merged (PROMETHEUS_MULTIPROC_DIR)."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
