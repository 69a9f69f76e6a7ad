"""The settings in force, for code that knows no HTTP."""

from collections.abc import Mapping
from typing import Any

from flask import current_app


def current() -> Mapping[str, Any]:
    return current_app.config
