"""The `flask` command: each slice brings its own commands in `<slice>/cli.py`."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from app.models import SLICES

ON_FILES_ALONE = {"prescreen", "fingerprint"}


def init_app(app: Flask) -> None:
    for slice_name in (*SLICES, "demo", "replay"):
        if find_spec(f"app.{slice_name}.cli"):
            import_module(f"app.{slice_name}.cli").register(app)


def works_on_files_alone(argv: Sequence[str]) -> bool:
    """Whether this command line needs neither database nor queue nor secret: to be told how to
    write a command, an operator must not have to set them first."""
    alone = "--help" in argv or any(word in ON_FILES_ALONE for word in argv[1:5])
    return alone and argv[0].endswith(("flask", "flask/__main__.py"))
