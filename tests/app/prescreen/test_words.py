"""How words are counted, in which languages, and in what order."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.prescreen.content import language, word_count
from app.prescreen.optics import geometry, glyphs, marks, ruling

pytestmark = pytest.mark.no_database
MOROCCAN = [
    "المملكة المغربية / ROYAUME DU MAROC",
    "عقد ازدياد (نسخة موجزة)",
    "جماعة / Commune de: أكادير / Agadir",
    "رقم / Acte n°: 6140",
    "الاسم العائلي / Nom: بناني / Bennani",
    "اسم الأب / Fils / fille de: أحمد بناني / Ahmed Bennani",
]
VIENNA = [
    "1 Stato / État / State / Estado: ITALIA",
    "4 Data e luogo della morte / Date et lieu du décès / Date and place of death",
    "5 Cognome / Nom / Name / Apellidos: Piccio",
    "6 Prenomi / Prénoms / Forenames / Nombre propio: Damiano",
    "8 Data e luogo di nascita / Date et lieu de naissance / Fecha y lugar de nacimiento",
]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1952年7月12日", 6),  # figures and signs each stand for a word
        ("1952 年 7 月 12 日", 6),  # as OCR spaces them
        ("何时由何地迁来本市", 9 / 1.65),
        ("출 생 연월일", 1),  # a label spaced out
        ("1947 년 2 월 8 일", 3),
        ("ㅁ ㅇ 본인", 1),  # what OCR makes of a frame
        ("née le 12.03.1980 à Lyon", 5),
    ],
)
def test_words_are_counted_as_a_word_processor_does(line, words):
    assert word_count.of(line.split()) == pytest.approx(words)


def test_thai_counts_the_same_without_the_marks_that_ocr_loses():
    assert word_count.of(["ที่อยู่"]) == word_count.of(["ทอย"])


def test_a_name_spelt_again_in_latin_letters_is_not_to_be_translated():
    found = language.identify(MOROCCAN)
    assert found.codes == ("ar", "fr")
    assert found.words == {"ar": 17, "fr": 11}  # without Agadir, Bennani and Ahmed Bennani


def test_numbers_of_a_bilingual_paper_go_with_the_states_own_language():
    lines = ["Номер паспорта / Passport No.: KT607066", "Дата видачі / Date of issue: 21.04.2017"]
    assert language.identify(lines).words == {"uk": 6, "en": 5}


def test_a_form_in_many_languages_is_of_the_state_that_filled_it_in():
    found = language.identify(VIENNA)
    assert found.codes[0] == "it"
    assert {"fr", "es"} <= set(found.codes)


def test_months_tell_dari_from_persian():
    assert language.identify(["تاریخ ۱۹ جدی ۱۳۲۷", "محل", "۴ حمل ۱۳۸۱"]).codes[0] == "prs"
    assert language.identify(["تاریخ ۱۹ دی ۱۳۲۷", "محل", "۴ فروردین ۱۳۸۱"]).codes[0] == "fa"


def form(has_text: bool = True) -> Image.Image:
    """Six labels, each before a dotted line, and a table under them."""
    image = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(image)
    for row in range(6):
        top = 100 + 70 * row
        for n in range(10 if has_text else 0):  # letters of 20 pixels
            pen.rectangle((100 + 26 * n, top, 116 + 26 * n, top + 20), outline=0, width=4)
        for left in range(400, 1140, 11):  # the dots, run together two by two
            pen.rectangle((left, top + 22, left + 7, top + 24), fill=0)
    for n in range(5):
        pen.line((100, 700 + 60 * n, 1140, 700 + 60 * n), fill=0, width=2)
        pen.line((100 + 260 * n, 700, 100 + 260 * n, 940), fill=0, width=2)
    return image


@pytest.mark.parametrize("turns", [0, 1])
def test_the_dots_of_a_line_to_be_filled_in_are_no_letters(turns):
    ink = glyphs.ink_of(np.rot90(np.asarray(form()), turns).copy())
    assert ink.size == pytest.approx(19, abs=3)
    assert len(ink.centres) == 60


def test_rules_go_and_letters_stay():
    page = np.asarray(form())
    clean = ruling.unruled(page)
    assert (clean[695:945] > 200).all()
    assert (clean[90:500, 90:380] == page[90:500, 90:380]).all()


def test_the_stems_of_a_title_over_a_table_stay():
    image = form()
    pen = ImageDraw.Draw(image)
    for n in range(8):  # as high as the sides of a low cell
        pen.rectangle((300 + 40 * n, 655, 306 + 40 * n, 690), fill=0)
    page = np.asarray(image)
    assert (ruling.unruled(page)[650:692, 290:600] == page[650:692, 290:600]).all()


def test_a_page_without_rules_is_left_as_it_is():
    page = np.full((800, 600), 250, np.uint8)
    page[100:110, 100:300] = 0  # a thick bar
    assert ruling.unruled(page) is page


def ring(pen: ImageDraw.ImageDraw, is_written: bool) -> None:
    pen.ellipse((300, 300, 460, 460), outline=40, width=4)
    for row in range(4 if is_written else 0):
        for n in range(7):
            left, top = 330 + 15 * n, 340 + 22 * row
            pen.rectangle((left, top, left + 8, top + 12), outline=40, width=2)


@pytest.mark.parametrize("is_written", [True, False])
def test_a_ring_is_a_stamp_where_something_is_written_in_it(is_written):
    image = Image.new("L", (1000, 1000), 250)
    ring(ImageDraw.Draw(image), is_written)
    assert bool(marks._rings(geometry.grey_of(image))) is is_written
