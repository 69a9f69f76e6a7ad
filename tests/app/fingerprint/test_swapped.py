"""A changed figure on an unsharp capture: the page's own other figures tell it, without OCR."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.fingerprint.pair import characters, decision, ink, laid, swapped
from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.sheet import Capture, sheet_of
from app.fingerprint.relation import SERVES

pytestmark = pytest.mark.no_database

SIZE = (1130, 1600)
LINES = [
    "Passport authority 6606", "Registry of Northbridge, book 1908", "Entry 4350 of 1986",
    "Surname: Winterbourne", "Given names: Ada Caroline", "Born 18.06.1962 at Eastham",
    "Father: Thomas Winterbourne, born 23.09.1934", "Mother: Louisa Hartwell, born 07.11.1938",
    "Declared on 21.06.1962 by the father, carpenter", "Married at Eastham on 30.08.1987",
    "Personal number 89-3517-60426", "Issued at Northbridge on 14.05.2021 by the registrar",
]  # fmt: skip


def drawn(old="", new="", size=17):
    image = Image.new("L", SIZE, 248)
    pen, face = ImageDraw.Draw(image), ImageFont.load_default(size)
    for rank, line in enumerate(LINES):
        text = line.replace(old, new) if old else line
        pen.text((110, 220 + 84 * rank), text, fill=20, font=face)
    return image


def photographed(image, blur=1.6, seed=3):
    """Unsharp, and with the grain of a small sensor."""
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(blur)), np.float32)
    noisy = soft - 12 + np.random.default_rng(seed).normal(0, 3, soft.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def sheet(image):
    return sheet_of(1, image, (), image.width)


def swaps(one, other):
    first, second = sheet(one), sheet(other)
    found = []
    for side in laid.both(first, second, Alignment(np.eye(3), 500)):
        marks = side.find(ink.marks(side.own))
        found += swapped.zones(side, marks)
    return found


def serves(one, other):
    captures = [Capture(name, (sheet(page),)) for name, page in (("a", one), ("b", other))]
    return decision.relate(*captures).relation in SERVES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("6606", "6666"), ("1986", "1966"), ("18.06", "13.06"), ("4350", "4360"),
        ("21.06", "27.06"), ("Caroline", "Carolina"), ("Eastham", "Eastnam"),
    ],
)  # fmt: skip
def test_another_character_is_seen_though_the_capture_is_blurred(old, new):
    blurred = photographed(drawn())
    assert swaps(drawn(old, new), blurred)
    assert swaps(drawn(), photographed(drawn(old, new)))
    assert not serves(drawn(old, new), blurred)


@pytest.mark.parametrize("blur", [0.4, 0.8, 1.2])
def test_of_one_paper_no_character_is_nearer_to_another(blur):
    assert swaps(drawn(), photographed(drawn(), blur)) == []


def test_another_capture_serves_though_it_is_blurred():
    assert serves(drawn(), photographed(drawn(), 1.2))


def test_characters_too_small_for_either_page_say_nothing():
    tiny = drawn("6606", "6666", size=7)
    assert swaps(tiny, photographed(drawn(size=7))) == []


def test_a_mark_is_cut_into_its_characters_and_what_touches_into_equal_parts():
    page = sheet(drawn())
    cut = [characters.cut(page, mark) for mark in ink.marks(page)]
    first = sorted(box for row in cut for box in row if 200 < box[1] < 250)
    assert len("Passportauthority6606") - 3 <= len(first) <= len("Passportauthority6606")
    plane = np.full(SIZE[::-1], 255, np.uint8)
    plane[100:120, 100:139] = 0  # three figures that touch
    joined = sheet_of(1, Image.fromarray(plane), (), SIZE[0])
    assert [box[2] for box in characters.cut(joined, (100, 100, 39, 20))] == [13, 13, 13]
