import json
import shutil

import pytest

from tests.conftest import CORPUS

pytestmark = pytest.mark.no_database

SCAN = CORPUS / "sets" / "dev" / "files" / "0116d0ca24.jpg"
OTHER = CORPUS / "sets" / "dev" / "files" / "043a935a02.jpg"


def test_a_copy_under_another_name_is_identical_and_nothing_else_is(app, tmp_path):
    copy = shutil.copy(SCAN, tmp_path / "renamed.pdf")
    result = app.test_cli_runner().invoke(
        args=["fingerprint", str(SCAN), str(OTHER), str(copy), "--json"]
    )
    [line] = result.output.splitlines()
    found = json.loads(line)
    assert (found["a"], found["b"], found["relation"]) == (str(SCAN), str(copy), "identical")
    assert len(found["evidence"]["sha256"]) == 64
