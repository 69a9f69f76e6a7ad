"""What every measure starts from: a PostgreSQL of its own, the application on an empty database,
and a clock on the machine itself."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from os import environ
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import jobs
from ops import services
from tests.conftest import ROOT, fresh_database, make_app


@contextmanager
def private_postgres(fast: bool = False) -> Iterator[Path]:
    """TEST_DATABASE_URL, or a PostgreSQL for the time of the measure; a folder that goes with it.

    `fast` does without fsync: for what is measured in processor, not in disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if "TEST_DATABASE_URL" not in environ:
            url = stack.enter_context(services.postgres(folder / "pg", fast=fast))
            stack.callback(environ.pop, "TEST_DATABASE_URL", None)
            environ["TEST_DATABASE_URL"] = url
        yield folder


@contextmanager
def application(name: str) -> Iterator[Flask]:
    """In its context, on a migrated empty database; hints go nowhere."""
    with private_postgres() as folder:
        jobs.send = lambda job, *ids: None
        app = make_app(fresh_database(name), folder / "objects")
        with app.app_context():
            upgrade(str(ROOT / "migrations"))
            yield app


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of wall time, and the answer."""
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


def additions() -> None:
    """The machine's own pace: ten million additions in Python."""
    total = 0
    for rank in range(10_000_000):
        total += rank


def say(what: str, seconds: float, aim: float | None = None) -> None:
    """A line of the table; the aim, where there is one, and whether it was reached."""
    told = "" if aim is None else f"   aim {aim:g} s{'' if seconds <= aim else ': MISSED'}"
    show(what, f"{seconds:8.3f} s{told}")


def show(what: str, figure: str) -> None:
    print(f"{what:52s} {figure}", flush=True)
