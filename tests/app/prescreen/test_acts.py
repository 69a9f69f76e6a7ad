"""Where one act ends and the next begins, from pages as they were read."""

import pytest

from app.prescreen.content import acts
from app.prescreen.reading import PageReading, Word

pytestmark = pytest.mark.no_database
BODY = {
    "uk": "прізвище Шевченко ім'я Тарас дата народження місце народження місто Київ батько мати",
    "de": "Familienname Müller Vorname Anna Tag der Geburt in Berlin Vater und Mutter des Kindes",
    "fr": "nom de famille Martin prénoms Anne née à Lyon le premier mai fille de Jean et de Marie",
}
LARGE, USUAL = 40, 20


def page(number: int, language: str | None, title: str = "") -> PageReading:
    if language is None:
        return PageReading(number, blank=True)
    words = [Word(t, 20 * n, 10, 80, LARGE, 95, 1) for n, t in enumerate(title.split())]
    for row in range(8):
        words += [
            Word(t, 90 * n, 100 + 60 * row, 80, USUAL, 95, row + 2)
            for n, t in enumerate(BODY[language].split())
        ]
    text = "\n".join(filter(None, [title, *[BODY[language]] * 8]))
    count = len(words)
    return PageReading(
        number,
        languages=(language,),
        words=count,
        words_by_language={language: count},
        text=text,
        boxes=tuple(words),
    )


BIRTH, MARRIAGE = "СВІДОЦТВО ПРО НАРОДЖЕННЯ", "СВІДОЦТВО ПРО ШЛЮБ"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([("uk", BIRTH)], [(1, 1)]),
        ([("uk", BIRTH), ("uk", MARRIAGE)], [(1, 1), (2, 2)]),
        ([("uk", BIRTH), ("uk", BIRTH)], [(1, 1), (2, 2)]),
        ([("uk", BIRTH), ("uk", "")], [(1, 2)]),
        ([("uk", BIRTH), (None, "")], [(1, 2)]),
        ([(None, ""), ("uk", BIRTH), (None, ""), ("uk", MARRIAGE)], [(1, 3), (4, 4)]),
        ([("uk", BIRTH), ("de", "")], [(1, 1), (2, 2)]),
        ([("uk", BIRTH), ("fr", "")], [(1, 2)]),
        ([("de", "Familienbuch"), ("de", "Geburtsurkunde"), ("de", "Heiratsurkunde")], [(1, 3)]),
    ],
)
def test_pages_are_parted_where_an_act_begins(pages, expected):
    read = [page(number, *given) for number, given in enumerate(pages, 1)]
    found = acts.find(read, "other")
    assert [(act.first, act.last) for act in found] == expected


@pytest.mark.parametrize("form_first", [True, False])
def test_the_standard_form_goes_with_its_act_whichever_is_scanned_first(form_first):
    title = "Formulaire type multilingue Règlement (UE) 2016/1191"
    form, act = ("fr", title), ("de", "Geburtsurkunde")
    pages = [form, act] if form_first else [act, form]
    found = acts.find([page(number, *given) for number, given in enumerate(pages, 1)], "birth")
    assert [(act.first, act.last) for act in found] == [(1, 2)]


def test_a_file_without_pages_has_no_act():
    assert acts.find([], "other") == ()


def test_one_act_is_of_the_kind_of_the_whole():
    assert acts.find([page(1, "uk", BIRTH)], "birth")[0].document_type == "birth"
