"""Ask every door, as everyone, by a real request; the answers are the matrix."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Connection

from app.accounts.sessions import COOKIE_KEY
from app.db import db
from tests.permissions.world import ANONYMOUS, COLUMNS, World, make_world

TABLE = Path(__file__).with_name("matrix.csv")
HEAD = ("endpoint", "method", "permission")
Door = tuple[str, str]  # (endpoint, method)
Row = dict[str, str]  # column → allowed | 403 | 404 | login


def doors(app: Flask) -> dict[Door, str]:
    """(endpoint, method) → its permission, or "public", or "" where none is declared."""
    found = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.endpoint == "static":
            continue
        permission = getattr(view, "permission", "")
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            found[rule.endpoint, method] = "public" if permission is None else str(permission)
    return dict(sorted(found.items()))


@contextmanager
def one_transaction(app: Flask) -> Iterator[Connection]:
    """Everything happens in a transaction that is rolled back at the end."""
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection, patch("app.jobs.send", lambda job, *ids: None):
            outer = connection.begin()
            db.engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                yield connection
            finally:
                db.session.remove()
                outer.rollback()
                db.engines[None] = engine


def measure(app: Flask) -> dict[Door, Row]:
    with one_transaction(app) as connection:
        world = make_world()
        db.session.remove()  # its savepoint must not hold those of the requests
        return {
            door: {column: _ask(app, connection, world, door, column) for column in COLUMNS}
            for door in doors(app)
        }


def _ask(app: Flask, connection: Connection, world: World, door: Door, column: str) -> str:
    """What `column` is answered; whatever the request changed is undone."""
    undo = connection.begin_nested()
    try:
        client = app.test_client()
        if column != ANONYMOUS:
            with client.session_transaction() as cookie:
                cookie[COOKIE_KEY] = world.tokens[column]
        with client.open(_url(app, world, door[0]), method=door[1]) as response:
            return _outcome(response)
    finally:
        db.session.remove()
        undo.rollback()


def _url(app: Flask, world: World, endpoint: str) -> str:
    rule = next(app.url_map.iter_rules(endpoint))
    special = world.special.get(endpoint.split(".")[0], {})
    values = world.arguments | special
    with app.test_request_context():
        return app.url_for(endpoint, **{name: values[name] for name in rule.arguments})


def _outcome(response) -> str:
    """A refusal of the lock, or "allowed": the form's own mistakes come after the lock."""
    if (response.location or "").startswith("/login?next="):
        return "login"
    if response.status_code in (403, 404):
        return str(response.status_code)
    return "allowed"


def read_table() -> dict[Door, Row]:
    with TABLE.open(newline="") as file:
        return {(row["endpoint"], row["method"]): row for row in csv.DictReader(file)}


def write_table(app: Flask, measured: dict[Door, Row]) -> None:
    permissions = doors(app)
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*HEAD, *COLUMNS])
        for door, row in measured.items():
            writer.writerow([*door, permissions[door], *(row[column] for column in COLUMNS)])
