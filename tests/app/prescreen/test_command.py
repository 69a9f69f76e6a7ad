"""`flask prescreen FILE…`: one answer a file, whatever the file."""

import json
import os

import pytest
from PIL import Image

from app.prescreen.cli import prescreen

PROMISED = {
    "file", "sha256", "mime", "language", "script", "document_type", "pages", "rotation", "words",
    "legible", "needs_translation", "reason", "seconds", "languages", "words_by_language", "skew",
    "legibility", "legibility_reasons", "country", "fields", "marks", "acts",
}  # fmt: skip


@pytest.fixture
def blank(tmp_path):
    Image.new("L", (400, 600), 250).save(tmp_path / "blank.png")
    return tmp_path / "blank.png"


def asked(app, *words) -> tuple[int, list[dict]]:
    done = app.test_cli_runner().invoke(prescreen, ["--json", *map(str, words)])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_one_object_a_file_with_all_that_was_promised(app, blank):
    code, answers = asked(app, blank, blank)
    assert code == 0
    assert len(answers) == 2
    for answer in answers:
        assert set(answer) >= PROMISED
        assert answer["by_page"][0]["blank"]
        assert not answer["legible"]


def test_what_cannot_be_read_says_why_and_stops_nothing(app, blank, tmp_path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (tmp_path / "text.pdf").write_text("a letter")
    odd = [tmp_path / name for name in ("none.pdf", "empty.pdf", "cut.pdf", "text.pdf")]
    code, answers = asked(app, *odd, tmp_path, blank)
    assert code == 1
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        "not_found", "empty", "truncated", "wrong_type", "not_readable", None,
    ]  # fmt: skip
    assert all(answer["error"]["message"] for answer in answers[:-1])


def test_a_name_that_is_no_text_is_shown_all_the_same(app, blank):
    name = os.fsencode(blank.parent) + b"/\xff\xfe.png"
    blank.rename(os.fsdecode(name))
    code, answers = asked(app, os.fsdecode(name))
    assert (code, answers[0]["pages"]) == (0, 1)
