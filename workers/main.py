"""A worker process: `python -m workers.main [--queues ocr,default,mail] [--burst]`."""

import argparse
from importlib import import_module

from rq import Queue, Worker

from app import jobs
from app.jobs import QueueName
from workers.runtime import flask_app

LISTENS_TO = tuple(QueueName)


def preload() -> None:
    """Import the work once: each job runs in a fork of this process, and finds it there."""
    for job in vars(jobs).values():
        if isinstance(job, jobs.Job):
            import_module(job.path.rsplit(".", 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--queues", default=",".join(LISTENS_TO))
    parser.add_argument("--burst", action="store_true")
    options = parser.parse_args()
    app = flask_app()
    preload()
    connection = app.extensions["redis"]
    queues = [Queue(name, connection=connection) for name in options.queues.split(",")]
    Worker(queues, connection=connection).work(burst=options.burst, with_scheduler=True)


if __name__ == "__main__":
    main()
