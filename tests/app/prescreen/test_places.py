"""Where the machine saw something: shares of the page, and nothing where it is not known."""

from uuid import uuid4

import pytest

from app.prescreen.models import Reading
from app.prescreen.places import marks_of, place_of


def reading(**evidence) -> Reading:
    return Reading(document_id=uuid4(), language="ar", evidence=evidence)


PAGES = [{"number": 1, "width": 1000, "height": 500}, {"number": 2, "width": 200, "height": 400}]


def test_a_box_is_told_in_shares_of_its_own_page():
    seen = reading(pages=PAGES)
    place = place_of(seen, {"page": 2, "box": [50, 100, 20, 40]})
    assert (place.document_id, place.page) == (seen.document_id, 2)
    assert [float(share) for share in place.box.split()] == [0.25, 0.25, 0.1, 0.1]


@pytest.mark.parametrize(
    "item",
    [
        {"page": 1, "box": None},
        {"page": 3, "box": [1, 1, 1, 1]},
        {"box": [1, 1, 1, 1]},
        {"page": 1, "box": [2000, 10, 30, 30]},
        {"page": 1, "box": [10, 10, 0, 30]},
    ],
)
def test_what_has_no_place_is_not_pointed_at(item):
    assert place_of(reading(pages=PAGES), item) is None


def test_a_page_that_was_not_read_has_no_places():
    pages = [{"number": 1, "width": 0, "height": 0}]
    assert place_of(reading(pages=pages), {"page": 1, "box": [1, 1, 1, 1]}) is None
    assert place_of(reading(), {"page": 1, "box": [1, 1, 1, 1]}) is None


def test_marks_say_what_they_are_and_where():
    marks = [{"kind": "stamp", "page": 1, "box": [700, 350, 200, 100], "text": "بلدية"}]
    [mark] = marks_of([reading(pages=PAGES, marks=marks), reading()])
    assert str(mark.text) == "cachet ou sceau, page 1, en bas à droite"
    assert (mark.words, mark.language) == ("بلدية", "ar")
    assert mark.place is not None
