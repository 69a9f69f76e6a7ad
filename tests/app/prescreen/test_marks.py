"""What is located beside the text: handwriting, notes in the margin, sides that are cut."""

import pytest

from app.prescreen import legibility, marks
from app.prescreen.ocr import Text
from app.prescreen.reading import PageReading, Word

pytestmark = pytest.mark.no_database
WIDTH, HEIGHT = 1000, 1400


def line(row: int, left: int = 200, confidence: float = 92, count: int = 8) -> list[Word]:
    top = 100 + 40 * row
    return [Word("mariage", left + 75 * n, top, 65, 20, confidence, row) for n in range(count)]


def page(words: list[Word]) -> PageReading:
    return PageReading(1, width=WIDTH, height=HEIGHT, boxes=tuple(words))


def body(first: int = 0) -> list[Word]:
    return [word for row in range(first, first + 8) for word in line(row)]


def test_a_printed_page_has_neither_handwriting_nor_notes():
    assert marks.written(page(body())) == []


def test_lines_that_ocr_hardly_reads_are_located_as_handwriting():
    words = body() + line(9, confidence=30) + line(10, confidence=35)
    (mark,) = marks.written(page(words))
    assert mark.kind == "handwriting"
    assert mark.box == (200, 460, 590, 60)


@pytest.mark.parametrize("left", [20, 900])
def test_a_note_beside_the_text_is_located_with_its_words(left):
    note = Word("Divorcé", left, 220, 70, 20, 90, 2)
    (mark,) = marks.written(page([*body(), note]))
    assert (mark.kind, mark.text, mark.box[0]) == ("margin", "Divorcé", left)


@pytest.mark.parametrize(
    ("shift", "code"), [((-199, 0), "cut_left"), ((211, 0), "cut_right"), ((0, -99), "cut_top")]
)
def test_text_that_runs_into_an_edge_is_cut_there(shift, code):
    moved = [
        Word(w.text, w.left + shift[0], w.top + shift[1], w.width, w.height, w.confidence, w.line)
        for w in body()
    ]
    found = legibility.cut_sides(Text(tuple(moved), "fra"), WIDTH, HEIGHT)
    assert [reason.code for reason in found] == [code]


def test_a_page_with_margins_is_not_cut():
    assert legibility.cut_sides(Text(tuple(body()), "fra"), WIDTH, HEIGHT) == ()
