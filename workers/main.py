"""A worker process: `python -m workers.main [--queues ocr,default] [--stays] [--burst]`.

As a rule each job runs in a fork, so that one that breaks its process breaks no other. A reader
stays (`--stays`): the Tesseracts that it has started, with their models, serve the next scan too.
What may break on a scan runs in processes of their own there, and a reading that takes its reader
down six times is given up (`prescreen_document`).
"""

import argparse
from importlib import import_module

from rq import Queue, SimpleWorker, Worker

from app import jobs
from app.jobs import QueueName
from workers.runtime import flask_app

LISTENS_TO = tuple(QueueName)
JOBS_OF_A_READER = 500  # then it ends and is started again: no leak of a library adds up


def preload() -> None:
    """Import the work once: each job runs in a fork of this process, and finds it there."""
    for job in vars(jobs).values():
        if isinstance(job, jobs.Job):
            import_module(job.path.rsplit(".", 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--queues", default=",".join(LISTENS_TO))
    parser.add_argument("--stays", action="store_true", help="no fork for each job")
    parser.add_argument("--burst", action="store_true", help="end when the queues are empty")
    options = parser.parse_args()
    app = flask_app()
    preload()
    connection = app.extensions["redis"]
    queues = [Queue(name, connection=connection) for name in options.queues.split(",")]
    of_kind = SimpleWorker if options.stays else Worker
    of_kind(queues, connection=connection).work(
        burst=options.burst,
        with_scheduler=True,
        max_jobs=JOBS_OF_A_READER if options.stays else None,
    )


if __name__ == "__main__":
    main()
