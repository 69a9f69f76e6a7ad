"""`flask fingerprint FILE…`: what the files have in common; no database needed."""

import json
from pathlib import Path

import click
from flask import Flask

from app.fingerprint import engine
from app.fingerprint.pair.sheet import Capture
from app.intake.refusals import UnsupportedFile
from app.reuse import captures

FILES = click.Path(path_type=Path)  # one that is missing stops none of the others


def register(app: Flask) -> None:
    app.cli.add_command(fingerprint)


@click.command("fingerprint")
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a pair found.")
def fingerprint(files: tuple[Path, ...], as_json: bool) -> None:
    """Print each pair of FILES that shows the same act or the same form, and what tells so.

    A file that is missing or cannot be read is said so on the error stream, in a sentence.
    """
    read: dict[str, Capture] = {}
    digests = [(path, digest) for path in files if (digest := _digest(path))]
    for path, digest in digests:
        if digest not in read:  # the same bytes are read once
            read[digest] = _capture(path)
    seen = [(str(path), read[digest]) for path, digest in digests]
    for pair in engine.pairs(seen):
        line = json.dumps(pair.as_dict(), ensure_ascii=False)
        click.echo(line if as_json else f"{pair.relation}  {pair.score:.3f}  {pair.a}  {pair.b}")


def _digest(path: Path) -> str | None:
    try:
        return engine.digest(path)
    except FileNotFoundError:
        _refuse(path, "no such file")
    except OSError as closed:
        _refuse(path, f"cannot be opened ({type(closed).__name__})")
    return None


def _capture(path: Path) -> Capture:
    """A file that cannot be read is still known by its bytes, and stops none of the others."""
    try:
        return captures.of_file(path)
    except UnsupportedFile as refused:
        _refuse(path, f"{refused} ({refused.code})")
    except Exception as broken:  # whatever one file does, the others are still compared
        _refuse(path, f"reading it failed ({type(broken).__name__})")
    return Capture(engine.digest(path), (), legible=False)


def _refuse(path: Path, why: str) -> None:
    click.echo(f"{path}: {why}", err=True)
