"""Handwriting is told by its strokes: in letters that OCR reads well, and not in print."""

import numpy as np
import pytest

from app.prescreen import engine
from app.prescreen.optics import hand
from app.prescreen.reading import Word
from tests.conftest import CORPUS

SCANS = CORPUS / "sets" / "dev" / "files"


@pytest.mark.parametrize("name", ["37abe15adc.heic", "ada2dd5023.jpg"])
def test_a_letter_written_by_hand_says_so_though_it_is_read(name):
    read = engine.read_file(SCANS / name)
    [share] = [reason.value for reason in read.legibility_reasons if reason.code == "handwritten"]
    assert share > 0.7
    assert read.legible
    assert read.pages[0].read_share > 0.7  # what OCR was sure of did not hide the hand
    assert "handwriting" in {mark.kind for mark in read.marks}


@pytest.mark.parametrize("name", ["211210ae16.jpg", "d10dd01b91.pdf", "2a41b0c991.tif"])
def test_print_is_no_handwriting_however_badly_it_came(name):
    read = engine.read_file(SCANS / name)
    assert "handwritten" not in {reason.code for reason in read.legibility_reasons}
    assert "handwriting" not in {mark.kind for mark in read.marks}


def test_items_that_are_filled_in_by_hand_are_located_and_labels_are_not():
    read = engine.read_file(SCANS / "9a0c196877.png")  # a Croatian birth, two fifths by hand
    [share] = [reason.value for reason in read.legibility_reasons if reason.code == "handwritten"]
    assert 0.2 < share < 0.65
    texts = [mark.text for mark in read.marks if mark.kind == "handwriting"]
    assert texts
    assert not any("REPUBLIKA" in text for text in texts)


def test_of_a_long_letter_the_end_is_by_hand_too(monkeypatch):
    """Only some of its words are looked at; every line has one of them."""
    lines = 50
    words = [
        Word("слово", 10 + 90 * n, 20 + 40 * line, 80, 20, 90.0, line)
        for line in range(lines)
        for n in range(8)
    ]
    monkeypatch.setattr(hand, "shares", lambda _grey, seen: np.ones(len(seen)))
    page = np.full((2100, 800), 255, np.uint8)
    assert hand.share_of(hand.written(page, words, "Cyrl"), words) == 1.0
