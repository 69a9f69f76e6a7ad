"""`flask fingerprint` on real scans of the corpus: what it finds, and whom it never mixes up."""

import json
import shutil

import pytest

from tests.conftest import CORPUS

pytestmark = pytest.mark.no_database

FILES = CORPUS / "sets" / "dev" / "files"
ACT, PHONE = (
    "4b76b0cc5d.jpg",
    "c1fd1152da.jpg",
)  # one residence certificate, scanned and photographed
LATER_COPY = "8316b32978.pdf"  # of the same record: another day, another registrar
BIRTH, TWIN = "c6133a6d07.jpg", "b257da4388.pdf"  # one form, one day, one family, two children


def found(app, *files):
    result = app.test_cli_runner().invoke(args=["fingerprint", *map(str, files), "--json"])
    assert result.exit_code == 0, result.output
    lines = [line for line in result.output.splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]


def test_a_copy_under_another_name_is_identical(app, tmp_path):
    copy = shutil.copy(FILES / ACT, tmp_path / "renamed.pdf")
    [pair] = found(app, FILES / ACT, copy)
    assert (pair["a"], pair["b"]) == (str(FILES / ACT), str(copy))
    assert (pair["relation"], pair["score"]) == ("identical", 1.0)
    assert len(pair["evidence"]["sha256"]) == 64


def test_a_photograph_of_a_scanned_paper_is_the_same_act_and_a_later_copy_is_not(app):
    pairs = found(app, FILES / ACT, FILES / PHONE, FILES / LATER_COPY)
    relations = {(p["a"][-14:], p["b"][-14:]): p["relation"] for p in pairs}
    assert relations == {
        (ACT, PHONE): "same_act",
        (ACT, LATER_COPY): "reissue",
        (PHONE, LATER_COPY): "reissue",
    }
    [copy, _] = [pair for pair in pairs if pair["relation"] == "reissue"]
    texts = [
        text for page in copy["evidence"]["pages"] for z in page["zones"] for text in z["texts"]
    ]
    assert {"17/04/2025", "03/05/2024"} <= set(texts)


def test_a_twin_is_known_by_the_form_only(app):
    [pair] = found(app, FILES / BIRTH, FILES / TWIN)
    assert pair["relation"] == "same_model"


def test_a_file_that_cannot_be_read_stops_none_of_the_others(app, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing of the kind")
    again = shutil.copy(broken, tmp_path / "broken-again.pdf")
    copy = shutil.copy(FILES / BIRTH, tmp_path / "copy.jpg")
    pairs = found(app, broken, FILES / BIRTH, again, copy)
    assert [(p["a"], p["b"], p["relation"]) for p in pairs] == [
        (str(broken), str(again), "identical"),
        (str(FILES / BIRTH), str(copy), "identical"),
    ]


def test_a_file_that_is_missing_or_broken_is_said_so_in_a_sentence(app, tmp_path):
    broken, missing = tmp_path / "broken.pdf", tmp_path / "missing.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing of the kind")
    args = ["fingerprint", str(missing), str(broken), str(tmp_path), "--json"]
    result = app.test_cli_runner().invoke(args=args)
    assert result.exit_code == 0
    said = dict(line.split(": ", 1) for line in result.stderr.splitlines() if ": " in line)
    assert said[str(missing)] == "no such file"
    assert len(said[str(broken)].split()) > 8, "a sentence, not a code"
    assert said[str(tmp_path)].startswith("cannot be opened")
