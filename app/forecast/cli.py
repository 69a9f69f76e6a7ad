"""`flask forecast import FILE` and `flask forecast reckon`."""

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock
from app.db import commit
from app.forecast import operations

group = AppGroup("forecast", help="Arrivals to come, and the past they are drawn from.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def import_file(file) -> None:
    """Daily arrivals of a former application: CSV `day;language;cases;words`."""
    count = operations.import_arrivals(file)
    commit()
    click.echo(f"{count} lines kept.")


@group.command("reckon")
def reckon() -> None:
    """Reckon the coming month now."""
    run = operations.reckon(clock.now())
    commit()
    click.echo(f"{run.history_days} days of history, {run.breaches} cases would breach.")
