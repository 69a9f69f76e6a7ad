"""What is located beside the text: handwriting, notes in the margin, sides that are cut."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.prescreen.optics import legibility, marks
from app.prescreen.optics.ocr import Text
from app.prescreen.optics.upright_page import UprightPage
from app.prescreen.reading import Mark, PageReading, Word

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


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_code_is_found_wherever_half_of_a_square_is_ink(rotation):
    image = Image.new("L", (1654, 2339), 250)
    draw = ImageDraw.Draw(image)
    for row in range(20):
        draw.text((200, 300 + 60 * row), "Acte de mariage " * 5, fill=20, font_size=30)
    empty = marks.find(page([]), UprightPage(1, image, 0, 0.0))
    code = zxingcpp.create_barcode("https://example.org/acte/1234", zxingcpp.BarcodeFormat.QRCode)
    square = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(code, scale=6)))
    image.paste(square, (1300, 2000))
    found = marks.find(page([]), UprightPage(1, image.rotate(rotation, expand=True), rotation, 0.0))
    assert not [mark for mark in empty if mark.kind == "code"]
    assert [mark.text for mark in found if mark.kind == "code"] == ["https://example.org/acte/1234"]


def test_a_page_with_margins_is_not_cut():
    assert legibility.cut_sides(Text(tuple(body()), "fra"), WIDTH, HEIGHT) == ()


def drawn(shape: str) -> Image.Image:
    image = Image.new("L", (WIDTH, HEIGHT), 240)
    pen = ImageDraw.Draw(image)
    if shape == "stamp":
        pen.ellipse((600, 1000, 780, 1180), outline=90, width=4)
        pen.ellipse((625, 1025, 755, 1155), outline=90, width=3)
        pen.text((650, 1080), "STANDESAMT", fill=90)
    elif shape == "head":
        pen.ellipse((600, 1000, 780, 1180), fill=120)
    return image


def located(shape: str) -> list[Mark]:
    return marks.find(page(body()), UprightPage(1, drawn(shape), 0, 0.0))


def test_a_grey_stamp_is_located():
    (stamp,) = (mark for mark in located("stamp") if mark.kind == "stamp")
    assert stamp.box == pytest.approx((600, 1000, 180, 180), abs=30)


@pytest.mark.parametrize("shape", ["head", "nothing"])
def test_what_is_filled_is_no_stamp(shape):
    assert [mark for mark in located(shape) if mark.kind == "stamp"] == []


def test_a_heading_that_stands_apart_is_no_note_in_the_margin():
    heading = Word("Número", 900, 60, 70, 20, 90, 0)
    assert marks.written(page([heading, *body(first=1)])) == []
