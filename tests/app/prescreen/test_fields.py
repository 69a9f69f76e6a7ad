"""Labelled items of an act, in the languages that are asked for."""

import tomllib

import pytest

from app.prescreen.content import fields, lexicon, script
from app.prescreen.reading import PageReading, Word

pytestmark = pytest.mark.no_database


def page(*lines: str) -> PageReading:
    """Each line from the side on which its script begins."""
    words = []
    for row, line in enumerate(lines):
        for place, token in enumerate(line.split()):
            left = 1060 - 130 * place if "\u0590" <= line[0] <= "\u08ff" else 60 + 130 * place
            words.append(Word(token, left, 80 + 60 * row, 120, 24, 92, row))
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
        ("uk", "Батько: прізвище, ім'я: Руденко Іван", "father", "Руденко Іван"),
        ("fr", "Prénoms du père Abdou", "father", "Abdou"),
        ("de", "Vorname(n) Elma", "given_names", "Elma"),
        ("de", "Standesamt, Registernummer: München, S 539/2005", "number", "S 539/2005"),
        ("zh", "姓名:周子轩", "given_names", "周子轩"),
        ("fr", "MARIAGE N° 9978 du registre", "number", "9978"),
        ("it", "cognome e nome: Conti Vittorio", "surname", "Conti Vittorio"),
        ("en", "Groom: Alan Reed", "husband", "Alan Reed"),
    ],
)
def test_an_item_is_found_by_its_label(language, line, name, value):
    assert found(language, line)[name] == value


def test_a_value_on_the_next_line_is_found():
    assert found("nl", "Geslachtsnaam:", "de Vries")["surname"] == "de Vries"


def test_right_to_left_lines_are_read_from_the_right():
    (field,) = fields.find(page("اسم الأب: أحمد بناني"), ("ar",))
    assert (field.name, field.text) == ("father", "أحمد بناني")
    assert field.box == (670, 80, 250, 24)


def test_two_values_on_one_line_each_have_their_label():
    assert found("hr", "Ime: Ana Prezime: Kovač") == {"given_names": "Ana", "surname": "Kovač"}


def at(left: int, top: int, text: str, row: int) -> list[Word]:
    return [Word(t, left + 90 * n, top, 80, 20, 95, row) for n, t in enumerate(text.split())]


def named(words: list[Word], language: str) -> list[tuple[str, str]]:
    read = fields.find(PageReading(1, width=1240, height=1754, boxes=tuple(words)), (language,))
    return [(field.name, field.text) for field in read]


def test_a_form_of_two_persons_has_two_values_beside_a_label():
    words = at(50, 80, "Nazwisko", 1) + at(400, 80, "Kamiński", 1) + at(800, 80, "Nowak", 1)
    assert named(words, "pl") == [("surname", "Kamiński"), ("surname", "Nowak")]


def test_a_value_stands_beside_its_label_on_paper_that_leans():
    assert named(at(50, 80, "Etternavn", 1) + at(400, 96, "Lunde", 2), "no") == [
        ("surname", "Lunde")
    ]


def test_values_below_the_heads_of_columns_are_theirs():
    words = at(50, 80, "Nombre y apellidos", 1) + at(600, 80, "Fecha de nacimiento", 1)
    for row, (name, day) in enumerate([("Ana Gil", "08/07/1960"), ("Luis Sanz", "01/02/1985")], 2):
        words += at(50, 80 * row, name, row) + at(600, 80 * row, day, row)
    assert {("given_names", "Ana Gil"), ("given_names", "Luis Sanz")} <= set(named(words, "es"))


def test_a_heading_says_of_whom_the_lines_below_it_speak():
    words = at(50, 80, "PADRE", 1) + at(50, 140, "Nombre y apellidos: Fito Guijarro", 2)
    assert named(words, "es") == [("father", "Fito Guijarro")]


def test_a_sex_is_no_label_of_a_spouse():
    words = at(50, 80, "Kjønn", 1) + at(400, 80, "mann", 1) + at(400, 120, "Inger Bakke", 2)
    assert named(words, "no") == []


def test_only_a_couple_has_a_husband():
    read = fields.find(page("Громадянин: Руденко Андрій"), ("uk",))
    assert [field.name for field in fields.of_kind(read, "marriage")] == ["husband"]
    assert [field.name for field in fields.of_kind(read, "birth")] == ["given_names"]


def test_a_text_layer_without_places_is_read_line_by_line():
    lines = ("Familienname Warmer", "Vorname Elma")
    words = [Word(t, 0, 0, 0, 0, 99, row) for row, line in enumerate(lines) for t in line.split()]
    assert named(words, "de") == [("surname", "Warmer"), ("given_names", "Elma")]


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("fr", "née à Man le 10 octobre 1967", "born_on"),
        ("bg", "Дата и час на смъртта 13.04.2010 г.", "event_date"),
        ("uk", "у Книзі реєстрації народжень 27 липня 1958 року", "date"),
        ("de", "München, 17.06.2023", "date"),
    ],
)
def test_the_words_before_a_date_say_what_it_is_the_day_of(language, line, name):
    assert list(found(language, line)) == [name]


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
