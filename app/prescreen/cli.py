"""`flask prescreen FILE…`: what the machine reads in files; no database, no queue."""

import json
import os
from pathlib import Path

import click
from flask import Flask

from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen.reading import Reading

FILES = click.Path(path_type=Path)  # one that is missing stops none of the others


def register(app: Flask) -> None:
    app.cli.add_command(prescreen)


@click.command("prescreen")
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option("--declared-language", help="What the agent says: evidence, not truth.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def prescreen(files: tuple[Path, ...], declared_language: str | None, as_json: bool) -> None:
    """Read FILES and print what they are; a file that cannot be read stops none of the others.

    Ends with 1 where a file was refused or could not be read, with a code and a sentence for each.
    """
    failed = False
    for path in files:
        answer = answer_of(path, declared_language)
        failed |= "error" in answer
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _line(answer))
    if failed:
        raise SystemExit(1)


def answer_of(path: Path, declared: str | None) -> dict:
    try:
        return as_contract(path, engine.read_file(path, declared))
    except UnsupportedFile as refused:
        return _error(path, refused.code, str(refused))
    except FileNotFoundError:
        return _error(path, "not_found", "no such file")
    except (IsADirectoryError, PermissionError) as closed:
        return _error(path, "not_readable", type(closed).__name__)
    except Exception as broken:  # whatever one file does, the others are still read
        return _error(path, "failed", type(broken).__name__)


def _error(path: Path, code: str, message: str) -> dict:
    return {"file": _name(path), "error": {"code": code, "message": message}}


def _name(path: Path) -> str:
    """As printable text: the bytes of a file's name need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def as_contract(path: Path, reading: Reading) -> dict:
    """The keys that scripts rely on, stable from here on."""
    data = reading.as_dict()
    kept = (
        "sha256", "mime", "language", "script", "document_type", "rotation", "words", "legible",
        "needs_translation", "reason", "seconds", "languages", "words_by_language", "skew",
        "legibility", "legibility_reasons", "country", "fields", "marks", "acts", "doubts",
    )  # fmt: skip
    answer = {"file": _name(path)} | {key: data[key] for key in kept}
    pages = [_page(page) for page in data["pages"]]
    return answer | {"pages": len(pages), "by_page": pages}


def _page(page: dict) -> dict:
    return {key: value for key, value in page.items() if key not in ("boxes", "text")}


def _line(answer: dict) -> str:
    if "error" in answer:
        return f"{answer['file']}  {answer['error']['code']}  {answer['error']['message']}"
    shown = ("file", "language", "script", "document_type", "pages", "rotation", "words", "legible")
    return "  ".join(f"{key}={answer[key]}" if key != "file" else answer[key] for key in shown)
