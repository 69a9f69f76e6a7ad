"""The entry of gunicorn and of the `flask` command."""

import sys

from flask import Flask

from app.cli import of_files_alone, works_on_files_alone


def _platform() -> Flask:
    from app.config import Config, environment
    from app.factory import create_app

    is_offline = works_on_files_alone(sys.argv)
    return create_app(Config.offline() if is_offline else Config.from_env(environment()))


app = of_files_alone(sys.argv) or _platform()
