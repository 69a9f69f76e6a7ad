"""Whether what the platform stands on answers: the database, the queue, the objects' store."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import text

from app import storage
from app.db import db, rollback

PROBE = b"ready"


@dataclass(frozen=True)
class Check:
    name: str
    problem: str  # the kind of the error; empty when it answers
    ms: float

    @property
    def works(self) -> bool:
        return not self.problem


def database() -> None:
    db.session.execute(text("SELECT 1"))


def valkey() -> None:
    current_app.extensions["redis"].ping()


def objects() -> None:
    storage.put_bytes(PROBE)  # the same object each time: it can be written


PARTS: dict[str, Callable[[], None]] = {
    "database": database,
    "valkey": valkey,
    "storage": objects,
}


def check(name: str) -> Check:
    began, problem = time.perf_counter(), ""
    try:
        PARTS[name]()
    except Exception as error:  # whatever it is, it is told by its kind
        rollback()
        problem = type(error).__name__
        current_app.logger.warning("%s does not answer: %s", name, problem)
    return Check(name, problem, round((time.perf_counter() - began) * 1000, 1))


def check_all() -> list[Check]:
    return [check(name) for name in PARTS]
