"""What the model of one script doubts is read by the other's; what it is sure of stays."""

import numpy as np
import pytest

from app.prescreen.optics import beside, ocr
from app.prescreen.optics.ocr import Text
from app.prescreen.reading import Word

pytestmark = pytest.mark.no_database
GREY = np.full((400, 900), 245, np.uint8)
SURNAME = [Word("Прізвище", 40, 40, 160, 30, 95, 1), Word("Зигпате", 240, 40, 160, 30, 20, 1)]
GIVEN = [Word("Марія", 40, 120, 100, 30, 93, 2), Word("Магіа", 240, 120, 100, 30, 40, 2)]
ENGLISH = [Word("Surname", 241, 41, 158, 29, 96, 1), Word("Maria", 240, 121, 99, 29, 94, 2)]


@pytest.fixture
def readings(monkeypatch):
    """Each model's words, and the models in the order in which they were asked."""
    asked: list[str] = []
    found: dict[str, list[Word]] = {}

    def read(grey, model, seconds=0):
        asked.append(model)
        return Text(tuple(found.get(model, [])), model)

    monkeypatch.setattr(ocr, "read", read)
    return asked, found


def said(text: Text) -> list[str]:
    return [word.text for word in text.words]


def test_the_second_model_has_the_words_that_it_reads_better(readings):
    asked, found = readings
    found |= {"ukr": SURNAME + GIVEN, "eng": ENGLISH}
    assert said(beside.read(GREY, "ukr+eng")) == ["Прізвище", "Surname", "Марія", "Maria"]
    assert asked == ["ukr", "eng", "eng"]  # a sample, then what is left of the page


def test_what_it_does_not_read_in_a_sample_is_left_as_it_is(readings):
    asked, found = readings
    found |= {"ukr": SURNAME + GIVEN, "eng": [Word("~|", 240, 40, 60, 30, 10, 1)]}
    assert said(beside.read(GREY, "ukr+eng")) == said(Text(tuple(SURNAME + GIVEN), "ukr"))
    assert asked == ["ukr", "eng"]


def test_what_the_second_makes_of_handwriting_is_no_language(readings):
    asked, found = readings
    hand = [Word("Свакоj", 40, 40, 160, 30, 40, 1), Word("праоо", 240, 40, 160, 30, 50, 1)]
    print_ = [Word("рођен", 40, 120, 160, 30, 96, 2), Word("општина", 240, 120, 160, 30, 96, 2)]
    latin = [Word("Clako", 40, 40, 160, 30, 80, 1), Word("npabo", 240, 40, 160, 30, 90, 1)]
    found |= {"srp": hand + print_, "eng": latin}
    assert said(beside.read(GREY, "srp+eng")) == said(Text(tuple(hand + print_), "srp"))
    assert asked == ["srp", "eng", "eng"]


def test_a_page_that_is_read_already_is_not_read_again(readings):
    asked, found = readings
    known = Text(tuple(SURNAME + GIVEN), "ukr")
    found |= {"eng": ENGLISH}
    assert "Surname" in said(beside.read(GREY, "ukr+eng", known))
    assert "ukr" not in asked


def test_a_page_that_the_first_reads_surely_is_read_once(readings):
    asked, found = readings
    found |= {"ukr": [SURNAME[0], GIVEN[0], Word("18.11.1950", 40, 200, 150, 30, 40, 3)]}
    beside.read(GREY, "ukr+eng")
    assert asked == ["ukr"]


def test_arabic_and_latin_letters_stand_in_each_others_lines(readings):
    asked, found = readings
    beside.read(GREY, "ara+fra")
    assert asked == ["ara+fra"]
