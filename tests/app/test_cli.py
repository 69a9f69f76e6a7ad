"""The command line: what needs no platform asks for none."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.no_database
BARE = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


def flask(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.run(command, capture_output=True, text=True, env=BARE, check=False)


def test_help_is_given_without_any_setting():
    told = flask("invoices", "draft", "--help")
    assert told.returncode == 0
    assert "--half" in told.stdout


def test_what_works_on_the_platform_says_which_settings_are_missing():
    told = flask("costs", "check")
    assert told.returncode != 0
    assert "DATABASE_URL" in told.stderr
