"""Labelled items of an act, in the languages that are asked for."""

import tomllib

import pytest

from app.prescreen import fields, lexicon, script
from app.prescreen.reading import PageReading, Word

pytestmark = pytest.mark.no_database


def page(*lines: str) -> PageReading:
    words = [
        Word(token, 60 + 130 * place, 80 + 60 * row, 120, 24, 92, row)
        for row, line in enumerate(lines)
        for place, token in enumerate(line.split())
    ]
    return PageReading(1, width=1240, height=1754, boxes=tuple(words))


def found(language: str, *lines: str) -> dict[str, str]:
    return {field.name: field.text for field in fields.find(page(*lines), (language,))}


@pytest.mark.parametrize(
    ("language", "line", "name", "value"),
    [
        ("cs", "Příjmení: Novák", "surname", "Novák"),
        ("el", "ΕΠΩΝΥΜΟ: Παπαδόπουλος", "surname", "Παπαδόπουλος"),
        ("ka", "დაბადების ადგილი: თბილისი", "born_at", "თბილისი"),
        ("fi", "Sukunimi: Virtanen", "surname", "Virtanen"),
        ("hy", "Ծննդավայրը: Աբովյան", "born_at", "Աբովյան"),
        ("fa", "نام خانوادگی: رضایی", "surname", "رضایی"),
        ("vi", "Nơi sinh: Huế", "born_at", "Huế"),
        ("sr", "Презиме: Јовановић", "surname", "Јовановић"),
        ("am", "የትውልድ ቦታ: አዲስ አበባ", "born_at", "አዲስ አበባ"),
    ],
)
def test_an_item_is_found_by_its_label(language, line, name, value):
    assert found(language, line)[name] == value


def test_a_value_on_the_next_line_is_found():
    assert found("nl", "Geslachtsnaam:", "de Vries")["surname"] == "de Vries"


def test_a_word_that_only_begins_like_a_label_is_none():
    assert found("da", "Farmor Ingrid Jensen") == {}


def test_a_date_is_converted_beside_what_is_written():
    (born,) = fields.find(page("Geburtsdatum: 12.03.1984"), ("de",))
    assert (born.name, born.text, born.converted) == ("born_on", "12.03.1984", "1984-03-12")


def test_every_language_that_is_told_has_its_labels():
    """Marathi and Nepali are told apart from Hindi, and translated by nobody."""
    labels = tomllib.loads((lexicon.DATA / "labels.toml").read_text("utf-8"))
    told = {code for codes in script.LANGUAGES.values() for code in codes.split()}
    assert told - set(labels) == {"mr", "ne"}
    assert all({"given_names", "born_on", "number"} <= set(own) for own in labels.values())
