"""Alembic's entry: the application gives the database and the metadata."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from app.db import db

LOCK_TIMEOUT = "5s"  # a migration that cannot have its lock gives way to the users


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        with context.begin_transaction():
            context.run_migrations()


run()
