"""Keys: digits of every script are one, OCR's confusions are folded, forms of few words too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fingerprint import keys

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("№ 7196482", "№ ٧١٩٦٤٨٢"),  # Arabic digits
        ("n.º 719O482", "n.º 7190482"),  # the letter O read for a zero
        ("Élodie DUPONT", "elodie dupont"),
        ("Wi11iam Johnson", "William Johnson"),
    ],
)
def test_what_ocr_confuses_gives_one_key(one, other):
    assert keys.keys_of([one]) == keys.keys_of([other]) != set()


def test_another_number_and_another_first_name_give_other_keys():
    assert not keys.keys_of(["7196482"]) & keys.keys_of(["7196483"])
    assert not keys.keys_of(["Maria Silva"]) & keys.keys_of(["Joana Silva"])


@given(st.lists(st.text(max_size=20), max_size=4))
def test_any_text_has_keys_that_the_database_can_hold(lines):
    found = keys.keys_of(lines)
    assert all(-(2**31) <= key < 2**31 for key in found)
    assert len(keys.chosen(found)) <= keys.KEYS_A_PAGE
    assert not set(keys.chosen(found, found))
