"""The session, the declarative base, and the column types every model shares."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Any, TypeVar
from uuid import UUID

import uuid_utils.compat
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, MetaData, Numeric, String, event, func, insert, select
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from app import clock

E_ = TypeVar("E_", bound=StrEnum)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def new_id() -> UUID:
    """Version 7: ordered by time, so that indexes grow at their end."""
    return uuid_utils.compat.uuid7()


def str_enum(enum: type[E_]) -> Enum:
    """Store the value, as text, with a CHECK: readable in psql, cheap to extend."""
    return Enum(
        enum,
        name=enum.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [m.value for m in members],
    )


Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
Timestamp = Annotated[datetime, mapped_column(DateTime(timezone=True), default=clock.now)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Sha256 = Annotated[str, mapped_column(String(64))]
Amount = Annotated[Decimal, mapped_column(Numeric(12, 2))]  # euros
Rate = Annotated[Decimal, mapped_column(Numeric(12, 4))]  # euros a unit

AFTER_COMMIT = "after_commit"
BEFORE_COMMIT = "before_commit"


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the edge has committed; a request that fails never gets there."""
    db.session.info.setdefault(AFTER_COMMIT, []).append(call)


def before_commit(row: Any) -> None:
    """Add `row` at the very end of the transaction (audit: its chain's lock is held shortest)."""
    db.session.info.setdefault(BEFORE_COMMIT, []).append(row)


def commit() -> None:
    """End the unit of work. Only routes, jobs and CLI commands call this."""
    db.session.commit()
    for call in db.session.info.pop(AFTER_COMMIT, []):
        call()


def rollback() -> None:
    """Drop the unit of work with everything that waited for its end."""
    db.session.rollback()
    db.session.info.clear()


@contextmanager
def alone_at(work: str) -> Iterator[bool]:
    """Whether nobody else is at `work` now; held outside any transaction, for minutes if need be.

    On a connection of its own: however the process ends, the database lets go of it.
    """
    key = func.hashtextextended(work, 0)
    with db.engine.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        is_alone = bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
        try:
            yield is_alone
        finally:
            if is_alone:
                connection.execute(select(func.pg_advisory_unlock(key)))


@event.listens_for(Session, "before_commit")
def _write_what_waited(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    for kind, rows in groupby(session.info.pop(BEFORE_COMMIT, []), key=type):
        table: Any = getattr(kind, "__table__")  # noqa: B009
        values = [_values(table, row) for row in rows]
        if len(values) == 1:
            session.execute(insert(table), values)
        else:  # with an answer asked for, a thousand rows go in one statement, not one by one
            key, *_ = table.primary_key.columns
            session.execute(insert(table).returning(key), values)


def _values(table: Any, row: Any) -> dict[str, Any]:
    """Columns that the database does not write itself; one statement, rows in their order."""
    written = [column.key for column in table.columns if column.server_default is None]
    return {key: getattr(row, key) for key in written}
