"""`flask fingerprint FILE…`: what the files have in common; no database needed."""

import json
from pathlib import Path

import click
from flask import Flask

from app.fingerprint import engine

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(app: Flask) -> None:
    app.cli.add_command(fingerprint)


@click.command("fingerprint")
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a pair found.")
def fingerprint(files: tuple[Path, ...], as_json: bool) -> None:
    """Print each pair of FILES that shows the same thing."""
    for pair in engine.pairs(files):
        line = json.dumps(pair.as_dict()) if as_json else f"{pair.relation}  {pair.a}  {pair.b}"
        click.echo(line)
