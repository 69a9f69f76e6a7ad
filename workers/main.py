"""A worker process: `python -m workers.main [--queues ocr,default,mail] [--burst]`."""

import argparse

from rq import Queue, Worker

from app.jobs import QueueName
from workers.runtime import flask_app

LISTENS_TO = tuple(QueueName)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--queues", default=",".join(LISTENS_TO))
    parser.add_argument("--burst", action="store_true")
    options = parser.parse_args()
    app = flask_app()
    connection = app.extensions["redis"]
    queues = [Queue(name, connection=connection) for name in options.queues.split(",")]
    Worker(queues, connection=connection).work(burst=options.burst, with_scheduler=True)


if __name__ == "__main__":
    main()
