"""One digit is another act: what the numbers of two pages say where no ink can be compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fingerprint.pair import numbers
from app.fingerprint.pair.sheet import Seen, Sheet

pytestmark = pytest.mark.no_database

PLACED, NOWHERE = (40, 40, 90, 18), (0, 0, 0, 0)


def page(*texts, box=PLACED, ink=0):
    """A page whose words stand below each other, or anywhere; `ink` is black or paler."""
    plane = np.full((400, 300), 250, np.uint8)
    words = []
    for rank, text in enumerate(texts):
        left, top, wide, tall = box
        place = (left, top + 40 * rank, wide, tall) if wide else box
        plane[place[1] : place[1] + tall, left : left + wide : 3] = ink
        words.append(Seen(text, place))
    return Sheet(1, plane, plane, 1600, tuple(words))


def exact(*texts):
    """A PDF as its office made it: every word, none of them placed."""
    return page(*texts, box=NOWHERE)


def test_a_number_that_an_exact_page_shows_changed_is_another():
    assert numbers.contradicted(exact("Nr. 7219/1962"), page("Nr. 7319/1962")) == [("7219", "7319")]


def test_a_number_that_ocr_lost_contradicts_nothing():
    assert numbers.contradicted(exact("Nr. 7219", "12.03.1962"), page("Nr.", "12.03.1962")) == []


def test_two_scans_are_compared_by_their_ink_alone():
    assert numbers.contradicted(page("7219"), page("7319")) == []


def test_two_exact_pages_must_bear_the_same_numbers():
    assert numbers.contradicted(exact("7219"), exact("7219")) == []
    assert numbers.contradicted(exact("7219", "5"), exact("7219")) == [("5", "")]


def test_digits_of_every_script_are_one():
    assert numbers.contradicted(exact("٧٢١٩"), page("7219")) == []
    assert numbers.contradicted(exact("٧٢١٩"), page("7319")) == [("7219", "7319")]


@pytest.mark.parametrize(
    ("one", "other", "almost"),
    [
        ("7219", "7319", True),
        ("26", "28", True),
        ("12", "34", False),  # nothing in common
        ("7219", "72190", False),
        ("5", "6", False),  # too short to be sure that it is the same number
        ("7219", "7354", False),
    ],
)
def test_almost_the_same_number(one, other, almost):
    assert numbers.is_almost(one, other) is almost


@given(st.text("0123456789", min_size=2, max_size=20), st.data())
def test_one_changed_digit_is_always_almost_the_same(number, data):
    at = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    changed = number[:at] + other + number[at + 1 :]
    assert numbers.is_almost(number, changed)
    assert numbers.contradicted(exact(number), page(changed)) == [(number, changed)]


def moved(across):
    return np.array([[1, 0, across], [0, 1, 0], [0, 0, 1]], np.float64)


def test_a_number_cut_off_the_other_page_is_not_known_to_be_the_same():
    own, other = page("7219", "Nume"), page("Nume")
    assert numbers.cut_off(own, other, moved(0)) == []
    assert [seen.text for seen in numbers.cut_off(own, other, moved(-60))] == ["7219"]


def test_what_is_paler_or_lower_than_the_writing_is_no_number():
    own = page("Nume", "Prenume", "Nume")
    border = Seen("25252", (40, 300, 90, 18))
    own.plane[300:318, 40:130:3] = 150
    low = Seen("25252", (40, 350, 90, 5))
    own.plane[350:355, 40:130:3] = 0
    own.words += (border, low)
    assert numbers.cut_off(own, page(), moved(-60)) == []
