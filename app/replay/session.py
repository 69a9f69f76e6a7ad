"""The replay's unit of work: what the operations write goes to the database together.

The replay is the only writer of its database, so a row that its session holds is neither locked
nor read again; and a year is 1.5 million rows, which one statement each would make an hour of.
Operations run unchanged: their `flush` is kept for later, and new rows get at once the defaults
that a flush would have given them. Who asks a question about unwritten rows calls `settle` first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, cast

from flask_sqlalchemy.session import Session
from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper

from app.db import AFTER_COMMIT, BEFORE_COMMIT, Base, commit, db

MOST_LINKS = 500


class Patient(Session):
    """`flush` and `refresh` do nothing; `settle` and a commit write."""

    is_settling = False

    def flush(self, objects: Any = None) -> None:
        if self.is_settling:
            super().flush(objects)

    def refresh(self, instance: object, *_: Any, **__: Any) -> None:
        """What it holds is the truth: nobody else writes."""


@contextmanager
def patient_session() -> Iterator[None]:
    """The application's session is patient inside; rows stay loaded over commits."""
    factory = db.session.session_factory
    usual, options = factory.class_, dict(factory.kw)
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    db.session.remove()
    factory.class_ = Patient
    db.session.configure(expire_on_commit=False, autoflush=False)
    for each in mapped:
        event.listen(each, "init", _fill)
    try:
        yield
    finally:
        for each in mapped:
            event.remove(each, "init", _fill)
        db.session.remove()
        factory.class_, factory.kw = usual, options


def settle() -> None:
    """Write what waits, without ending the transaction."""
    with _settling():
        db.session.flush()


def is_long() -> bool:
    """The record's chain is one row: each link that a transaction adds reads all of its versions,
    so that twice as many links in one transaction take four times as long."""
    return len(db.session.info.get(BEFORE_COMMIT, ())) > MOST_LINKS


def end_hour() -> None:
    """One commit. What the operations would have asked of the workers is not asked."""
    db.session.info.pop(AFTER_COMMIT, None)
    with _settling():
        commit()


@contextmanager
def _settling() -> Iterator[None]:
    session = cast(Patient, db.session())
    session.is_settling = True
    try:
        yield
    finally:
        session.is_settling = False


def _fill(row: object, _args: tuple, given: dict[str, Any]) -> None:
    for name, default in _defaults(inspect(type(row))):
        if name not in given:
            given[name] = default()


@cache
def _defaults(mapper: Mapper) -> list[tuple[str, Any]]:
    found = []
    for column in mapper.local_table.columns:
        name = mapper.get_property_by_column(column).key
        if column.default is not None and column.default.is_scalar:
            found.append((name, partial(_same, column.default.arg)))
        elif column.default is not None and column.default.is_callable:
            found.append((name, partial(column.default.arg, None)))
    return found


def _same(value: Any) -> Any:
    return value
