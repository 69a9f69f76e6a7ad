"""Real scans of the corpus, read whole: what the figures of the bench rest on."""

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen.optics import ocr
from app.prescreen.optics.ocr import PageFailed
from tests.bench.prescreen import SCRIPTS, turn_of

SET = Path(os.environ.get("CORPUS_DIR", "../shared/corpus")).resolve() / "sets/dev"
TRUTHS = {
    truth["file"]: truth
    for truth in map(json.loads, (SET / "truth.jsonl").read_text("utf-8").splitlines())
}


def one(**wanted: object) -> dict:
    """The first legible scan that is so."""

    def is_so(truth: dict) -> bool:
        flat = truth | {"kind": truth["capture"]["kind"], "language": truth["languages"][0]}
        return truth["pages"] == 1 and all(flat[key] == value for key, value in wanted.items())

    return next(truth for truth in TRUTHS.values() if is_so(truth))


@pytest.mark.parametrize(
    "wanted",
    [
        {"language": "uk", "type": "marriage", "rotation": 90},
        {"language": "ru", "type": "marriage", "kind": "flatbed200"},
        {"language": "ar", "template": "ar-ma-birth-short", "kind": "flatbed150"},
        {"language": "es", "type": "birth", "kind": "flatbed150"},
        {"language": "it", "type": "birth", "rotation": 90},
        {"language": "ru", "type": "marriage", "rotation": 180},
        {"language": "zh", "type": "family_book", "kind": "flatbed200"},
    ],
)
def test_an_act_is_read_as_what_it_is(wanted):
    truth = one(**wanted, legible=True)
    found = engine.read_file(SET / "files" / truth["file"])
    assert found.language == truth["languages"][0]
    assert found.script == SCRIPTS[truth["scripts"][0]]
    assert found.rotation == turn_of(truth)
    assert found.document_type == truth["type"]
    assert found.legible
    assert found.needs_translation
    assert found.verdict == "clear"
    assert 0.5 < found.words / truth["words_total"] < 1.5


@pytest.mark.parametrize("languages", [["ar", "fr"], ["fr", "ar"], ["uk", "en"]])
def test_a_paper_in_two_scripts_says_both_by_their_share(languages):
    truth = next(
        truth
        for truth in TRUTHS.values()
        if truth["languages"] == languages
        and truth["legible"]
        and truth["capture"]["kind"].startswith("flatbed")
    )
    assert list(engine.read_file(SET / "files" / truth["file"]).languages) == languages


@pytest.mark.parametrize("reason", ["already_french", "multilingual_ciec", "eu_form"])
def test_a_paper_that_needs_no_translation_is_proposed_with_its_evidence(reason):
    truth = next(
        truth
        for truth in TRUTHS.values()
        if truth["no_translation_reason"] == reason and truth["legible"]
    )
    found = engine.read_file(SET / "files" / truth["file"])
    assert not found.needs_translation
    assert found.reason == reason
    assert found.evidence
    assert "no_translation_needed" in found.doubts


@pytest.mark.parametrize("kind", ["thumb", "unreadable"])
def test_what_nobody_can_read_is_said_so_with_a_reason(kind):
    truth = next(t for t in TRUTHS.values() if t["capture"]["kind"] == kind)
    found = engine.read_file(SET / "files" / truth["file"])
    assert not found.legible
    assert found.legibility_reasons
    assert "illegible" in found.doubts


def test_upright_pages_are_handed_over_as_they_are_read():
    truth = one(language="uk", kind="phone", rotation=90, type="marriage", legible=True)
    pages = []
    found = engine.read_file(SET / "files" / truth["file"], on_page=pages.append)
    assert [page.number for page in pages] == [1]
    assert pages[0].rotation == found.rotation == 270
    with Image.open(SET / "files" / truth["file"]) as stored:
        assert pages[0].image.size == stored.size[::-1]


def test_a_wrong_hint_is_a_doubt_and_does_not_decide():
    truth = one(language="de", legible=True, type="death")
    found = engine.read_file(SET / "files" / truth["file"], "uk")
    assert found.language == "de"
    assert "language_differs" in found.doubts


def test_a_blank_page_is_told_from_an_unreadable_one(tmp_path):
    Image.new("L", (1654, 2339), 250).save(tmp_path / "a.png")
    found = engine.read_file(tmp_path / "a.png")
    assert found.pages[0].blank
    assert [reason.code for reason in found.legibility_reasons] == ["blank"]
    assert not found.legible


def test_a_page_that_stalls_fails_alone(tmp_path, monkeypatch):
    truth = one(language="es", type="birth", kind="lowjpeg", legible=True)
    with Image.open(SET / "files" / truth["file"]) as stored:
        scan = stored.convert("L")
    scan.save(tmp_path / "a.tif", save_all=True, append_images=[scan])
    true_read, calls = ocr.read, []

    def stall_once(grey, model, **options):
        calls.append(model)
        return true_read(grey, model, seconds=0.01 if len(calls) == 1 else 0)

    monkeypatch.setattr(ocr, "read", stall_once)
    found = engine.read_file(tmp_path / "a.tif")
    assert [page.failure for page in found.pages] == ["timed_out", None]
    assert found.language == "es"
    assert "page_failed" in found.doubts


def test_a_tesseract_that_crashes_is_a_failed_page():
    with pytest.raises(PageFailed) as caught:
        ocr.read(engine.page.geometry.grey_of(Image.new("L", (300, 300), 255)), "no-such-model")
    assert caught.value.code == "crashed"


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"not a PDF")
    with pytest.raises(UnsupportedFile) as caught:
        engine.read_file(tmp_path / "a.pdf")
    assert caught.value.code == "wrong_type"


def test_a_reading_is_plain_json():
    truth = one(language="de", legible=True, type="death")
    data = json.loads(json.dumps(engine.read_file(SET / "files" / truth["file"]).as_dict()))
    assert data["sha256"] == truth["sha256"]
    assert data["pages"][0]["boxes"][0][4]
