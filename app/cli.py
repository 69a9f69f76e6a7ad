"""The `flask` command: each slice brings its own commands in `<slice>/cli.py`."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from app import i18n

ON_FILES_ALONE = {"prescreen": "app.prescreen.cli", "fingerprint": "app.reuse.cli"}


def init_app(app: Flask) -> None:
    from app.models import SLICES

    for slice_name in (*SLICES, "demo", "replay"):
        if find_spec(f"app.{slice_name}.cli"):
            import_module(f"app.{slice_name}.cli").register(app)


def works_on_files_alone(argv: Sequence[str]) -> bool:
    """Whether this command line needs neither database nor queue nor secret: to be told how to
    write a command, an operator must not have to set them first."""
    return _is_flask(argv) and ("--help" in argv or _on_files_alone(argv) is not None)


def of_files_alone(argv: Sequence[str]) -> Flask | None:
    """For such a command an application that has nothing else: to load the platform takes two
    seconds of processor, as much as to read three pages."""
    name = _on_files_alone(argv)
    if name is None or not _is_flask(argv):
        return None
    app = Flask("app")
    i18n.init_app(app)
    import_module(ON_FILES_ALONE[name]).register(app)
    return app


def _is_flask(argv: Sequence[str]) -> bool:
    return argv[0].endswith(("flask", "flask/__main__.py"))


def _on_files_alone(argv: Sequence[str]) -> str | None:
    return next((word for word in argv[1:5] if word in ON_FILES_ALONE), None)
