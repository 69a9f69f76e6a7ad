"""The command line: what needs no platform asks for none."""

import json
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


def test_what_reads_files_loads_nothing_of_the_platform(tmp_path):
    (tmp_path / "letter.pdf").write_text("a letter")
    (answer,) = flask("prescreen", str(tmp_path / "letter.pdf"), "--json").stdout.splitlines()
    assert json.loads(answer)["error"]["message"].startswith("Ce type de fichier n'est pas accepté")
    asked = "import sys; sys.argv = ['flask', 'prescreen']; import wsgi; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert "app.prescreen.engine" in loaded
    assert not loaded & {"sqlalchemy", "pandas", "weasyprint", "app.models"}
