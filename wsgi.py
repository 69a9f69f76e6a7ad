"""The entry of gunicorn and of the `flask` command."""

import sys

from app import create_app
from app.cli import works_on_files_alone
from app.config import Config, environment

config = Config.offline() if works_on_files_alone(sys.argv) else Config.from_env(environment())
app = create_app(config)
