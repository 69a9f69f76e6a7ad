"""A later copy of the same record: the date of issue and who signed differ, nothing above them."""

import numpy as np
import pytest

from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.comparison import Comparison
from app.fingerprint.pair.copies import is_later_copy
from app.fingerprint.pair.sheet import Seen, Sheet
from app.fingerprint.pair.zone import Zone

pytestmark = pytest.mark.no_database

HEIGHT, LINE, STEP = 18, 40, 110  # pixels of a word, between lines, between words
BLANK = np.full((1600, 1130), 250, np.uint8)
ACT = [
    "Entry 7219 of 1962",
    "Surname Winterbourne",
    "Given names Ada",
    "Born 12/03/1962",
    "Father Thomas Winterbourne",
    "Mother Louisa Hartwell",
    "Declared 15/03/1962",
    "Without any later mention",
    "Certified to be true",
    "Issued 04/05/2021",
    "Registrar Edmund Blackwood",
]
LATER = {"04/05/2021": "19/11/2024", "Edmund": "Harriet", "Blackwood": "Fairweather"}


def sheet(lines):
    words = [
        Seen(text, (60 + STEP * at, 100 + LINE * rank, 100, HEIGHT))
        for rank, line in enumerate(lines)
        for at, text in enumerate(line.split())
    ]
    return Sheet(1, BLANK, BLANK, 1600, tuple(words))


def changed(lines, changes):
    return [" ".join(changes.get(word, word) for word in line.split()) for line in lines]


def compared(lines, others, *, agreement=0.9, sharpness=0.95, pushed=False):
    """Pages word for word: what is read otherwise at one place is a zone."""
    first, second = sheet(lines), sheet(others)
    there = {seen.box[:2]: seen.text for seen in second.words}
    zones = [
        Zone(seen.box, seen.box, seen.text, there.get(seen.box[:2], ""), 0.4, pushed)
        for seen in first.words
        if there.get(seen.box[:2], "") != seen.text
    ]
    found = Alignment(np.eye(3), 500)
    return Comparison(first, second, found, 40, agreement, sharpness, tuple(zones))


def is_copy(changes, lines=ACT, **fields):
    return is_later_copy([compared(lines, changed(lines, changes), **fields)])


def test_another_day_of_issue_and_another_registrar_are_a_later_copy():
    assert is_copy(LATER)


def test_a_first_name_that_differs_above_is_another_child():
    assert not is_copy(LATER | {"Ada": "Zoe"})


def test_a_date_of_birth_that_differs_is_another_person():
    assert not is_copy(LATER | {"12/03/1962": "14/03/1962"})


def test_a_registrar_named_above_who_signs_below_is_no_person():
    lines = [*ACT[:8], "Registered by Edmund Blackwood", *ACT[9:]]
    assert is_copy(LATER, lines)


def test_a_date_alone_on_a_paper_signed_by_the_same_hand_is_another_number():
    assert not is_copy({"04/05/2021": "04/05/2024"})


def test_a_page_of_which_too_little_agrees_is_another_page():
    assert not is_copy(LATER, agreement=0.3)


UNDATED = [line for line in ACT if not line.startswith("Issued")]


def test_where_no_date_of_issue_is_printed_another_signature_is_enough():
    assert is_copy({"Edmund": "Harriet", "Blackwood": "Fairweather"}, UNDATED)
    assert not is_copy({"Edmund": "Harriet", "7219": "7319"}, UNDATED)
    assert not is_copy({"Edmund": "Harriet", "Ada": "Zoe"}, UNDATED)


LETTER = [
    "Northbridge 04/05/2021",
    "I Edmund Blackwood hereby confirm that",
    "Ada Winterbourne has worked with",
    "us since March as a nurse",
    "on the wards of this house",
    "to our full and lasting satisfaction",
    "and leaves us of her own",
    "free will with our best wishes",
    "for all that she may do",
    "Yours faithfully",
    "Edmund Blackwood",
]
PUSHED_ON = [  # a longer name, so that every following word stands elsewhere
    "Northbridge 19/11/2024",
    "I Harriet Jane Fairweather hereby confirm",
    "that Ada Winterbourne has worked",
    "with us since March as a",
    "nurse on the wards of this",
    "house to our full and lasting",
    "satisfaction and leaves us of her",
    "own free will with our best",
    "wishes for all that she may do",
    "Yours faithfully",
    "Harriet Fairweather Jane",
]


def test_words_that_a_longer_name_pushed_on_are_the_same_words():
    assert is_later_copy([compared(LETTER, PUSHED_ON, agreement=0.5)])


def test_another_person_in_a_text_that_flows_is_not_hidden_by_it():
    other = [line.replace("Ada Winterbourne", "Zoe Marchbanks") for line in PUSHED_ON]
    assert not is_later_copy([compared(LETTER, other, agreement=0.5)])


def test_a_person_named_just_above_a_date_is_not_the_one_who_signs():
    lines = [*ACT[:8], "Certificate for Constance Merriweather", *ACT[9:]]
    changes = LATER | {"Constance": "Philippa", "Merriweather": "Goldsworthy"}
    assert not is_copy(changes, lines)


CARD = [
    "Passport of the republic",
    "Issued 28/12/2024",
    "Code 313071",
    "Surname Winterbourne",
    "Given names Ada",
    "Born 12/03/1962",
    "Place Northbridge",
    "Sex female",
    "Number 848437",
]


def test_a_card_that_nobody_signs_by_name_is_issued_again_with_other_numbers():
    again = {"28/12/2024": "09/03/2019", "313071": "796025", "848437": "502473"}
    assert is_copy(again, CARD)
    assert not is_copy(again | {"Ada": "Zoe"}, CARD)
    assert not is_copy(again | {"12/03/1962": "14/03/1962"}, CARD)


def exact(lines):
    """As a PDF says it: words in their order, without places."""
    words = tuple(Seen(word, (0, 0, 0, 0)) for line in lines for word in line.split())
    return Sheet(1, BLANK, BLANK, 1600, words)


def is_exact_copy(changes):
    sheets = exact(ACT), exact(changed(ACT, changes))
    return is_later_copy([Comparison(*sheets, Alignment(np.eye(3), 500), 40, 0.9, 0.95)])


def test_two_exact_texts_are_compared_by_their_words():
    assert is_exact_copy(LATER)
    assert not is_exact_copy(LATER | {"Ada": "Zoe"})
    assert not is_exact_copy(LATER | {"12/03/1962": "14/03/1962"})
    assert not is_exact_copy({"7219": "7319"})
