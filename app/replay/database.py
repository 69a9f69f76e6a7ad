"""A database for the replay alone: made beside the platform's, dropped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from flask import Flask, current_app
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy.engine import make_url

from app.config import Config
from app.db import db

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@contextmanager
def own_application(database_url: str = "") -> Iterator[Flask]:
    """An application on an empty, migrated database; durability is given up, nothing is kept."""
    from app.factory import create_app

    url = make_url(database_url or current_app.config["DATABASE_URL"])
    name = f"replay_{uuid4().hex[:12]}"
    own = url.set(database=name).render_as_string(hide_password=False)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as server, TemporaryDirectory() as objects:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            for setting in ("synchronous_commit = off", "jit = off"):
                server.execute(f'ALTER DATABASE "{name}" SET {setting}')
            app = create_app(_config(own, objects))
            with app.app_context():
                upgrade(MIGRATIONS)
                _put_off_foreign_keys(own)
                yield app
                db.session.remove()
                db.engine.dispose()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _config(database_url: str, objects: str) -> Config:
    known = {f.name: current_app.config[f.name] for f in fields(Config)}
    settings = {"DATABASE_URL": database_url, "STORAGE_DIR": objects, "SMTP_URL": ""}
    return replace(Config(**known), **settings)  # type: ignore[arg-type]


def _put_off_foreign_keys(url: str) -> None:
    """References are checked when the hour is committed, since its rows are written in bulk."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    found = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'"
    with psycopg.connect(plain) as connection:
        for table, name in connection.execute(found).fetchall():
            connection.execute(
                sql.SQL("ALTER TABLE {} ALTER CONSTRAINT {} DEFERRABLE INITIALLY DEFERRED").format(
                    sql.SQL(table), sql.Identifier(name)
                )
            )
