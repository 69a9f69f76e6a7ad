"""Two drawn pages: what a fax does to a page is forgiven, a changed digit never; one scan that
travelled is known by its pixels alone."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.fingerprint.pair import comparison, decision, grain, residue
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.alignment import Alignment
from app.fingerprint.pair.sheet import Capture, sheet_of
from app.fingerprint.pair.zone import Zone
from app.fingerprint.relation import SERVES, Relation

pytestmark = pytest.mark.no_database

SIZE = (1130, 1600)
LINES = [
    "Civil registry of the second district", "Extract of the register of births",
    "Entry No. 7219 of the year 1962", "Surname: Winterbourne", "Given names: Ada Caroline",
    "Born on 12 March 1962 at Northbridge", "Father: Thomas Winterbourne, carpenter",
    "Mother: Louisa Hartwell, teacher", "Declared on 15 March 1962 by the father",
    "Margin: married at Eastham on 3 June 1987", "Issued at Northbridge on 4 May 2021",
    "The registrar, signature and seal of the office",
]  # fmt: skip
NUMBER = (252, 388, 72, 30)  # where the number of the entry stands


def drawn(lines=LINES, ink=20):
    image = Image.new("L", SIZE, 248)
    pen, face = ImageDraw.Draw(image), ImageFont.load_default(28)
    for rank, line in enumerate(lines):
        pen.text((110, 220 + 84 * rank), line, fill=ink, font=face)
    return image


def changed(old, new):
    return drawn([line.replace(old, new) for line in LINES])


def shaded(image, seed):
    """As a device lights it: a slow gradient and its own noise."""
    rng = np.random.default_rng(seed)
    slow = cv2.resize(rng.normal(0, 6, (5, 4)).astype(np.float32), SIZE)
    grain_ = rng.normal(0, 2.5, (SIZE[1], SIZE[0]))
    return Image.fromarray(np.clip(np.asarray(image) - 8 + slow + grain_, 0, 255).astype(np.uint8))


def faxed(image, seed):
    """Black or white, specks, a line across."""
    rng = np.random.default_rng(seed)
    plane = np.where(np.asarray(image) > 140, 255, 0).astype(np.uint8)
    plane[rng.random(plane.shape) < 0.0008] = 0
    cv2.line(plane, (0, 396), (SIZE[0], 402), (0,), 2)
    return Image.fromarray(plane)


def sheet(image):
    return sheet_of(1, image, (), image.width)


def relation(pages, others, legible=(True, True)):
    sides = zip(("a", "b"), (pages, others), legible, strict=True)
    captures = [Capture(name, tuple(map(sheet, of)), can) for name, of, can in sides]
    return decision.relate(*captures).relation


def look(one, other):
    return residue.look(sheet(one), sheet(other), np.eye(3))


@pytest.mark.parametrize(("old", "new"), [("7219", "7319"), ("7219", "7216"), ("7219", "7279")])
def test_a_changed_digit_is_left_whatever_device_saw_it(old, new):
    for seen in (shaded(changed(old, new), 2), faxed(changed(old, new), 2)):
        assert residue.is_left(look(shaded(drawn(), 1), seen), NUMBER, number=True)
        assert residue.is_left(look(shaded(drawn(), 1), seen), NUMBER, number=False)


def test_a_line_that_a_fax_drew_through_a_number_is_not_left():
    assert not residue.is_left(look(shaded(drawn(), 1), faxed(drawn(), 2)), NUMBER, number=True)


def test_a_pale_line_of_an_ornament_is_not_left():
    plain, adorned = drawn(), drawn()
    ImageDraw.Draw(adorned).arc((240, 380, 340, 440), 0, 300, fill=170, width=2)
    assert not residue.is_left(look(plain, adorned), NUMBER, number=False)


def test_the_outline_that_a_fax_draws_of_a_photograph_is_not_left():
    filled, outline = drawn(), drawn()
    ImageDraw.Draw(filled).ellipse((600, 1180, 780, 1400), fill=110)
    ImageDraw.Draw(outline).ellipse((600, 1180, 780, 1400), outline=0, width=9)
    top = (600, 1180, 180, 60)
    assert not residue.is_left(look(outline, filled), top, number=False, lost=True)
    assert residue.is_left(look(outline, drawn()), top, number=False, lost=True)


def zone(box, texts):
    return Zone(box, box, *texts, 0.45, False)


def test_a_wave_that_ocr_took_for_digits_is_no_number_and_a_number_is():
    waved = drawn()
    points = [(700 + x, 396 + round(5 * np.sin(x / 30))) for x in range(120)]
    ImageDraw.Draw(waved).line(points, fill=20, width=2)
    wave = zone((698, 388, 124, 16), ("27", ""))
    pages = look(waved, drawn())
    assert not comparison.is_kept(zone(wave.first, ("", "")), pages)
    other = look(drawn(), changed("7219", "7319"))
    assert comparison.is_kept(zone(NUMBER, ("7219", "")), other)


def test_another_name_is_left_though_a_pale_pen_wrote_it():
    pages = []
    for name in ("Ada Caroline", "Zoe Henrietta"):
        image = drawn()
        face = ImageFont.load_default(28)
        ImageDraw.Draw(image).text((700, 472), name, fill=160, font=face)
        pages.append(image)
    name = (700, 472, 150, 30)
    assert residue.is_left(look(*pages), name, number=False, lost=True)
    assert not residue.is_left(look(pages[0], pages[0]), name, number=False, lost=True)


def test_what_the_other_page_does_not_show_is_never_known():
    away = np.array([[1, 0, 0], [0, 1, -420], [0, 0, 1]], np.float64)
    pages = residue.look(sheet(drawn()), sheet(drawn()), away)
    outside = (NUMBER[0], 1300, NUMBER[2], NUMBER[3])
    assert residue.is_left(pages, outside, number=True)
    assert not residue.is_left(pages, outside, number=False)


def smaller(image):
    return image.resize((round(image.width * 0.7), round(image.height * 0.7)))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_one_scan_made_smaller_and_turned_is_the_same_scan(turn):
    scan = shaded(drawn(), 1)
    again = smaller(scan).rotate(turn, expand=True)
    assert relation([scan], [again]) is Relation.SAME_CAPTURE


def test_another_capture_and_a_retouched_scan_are_not_the_same_scan():
    scan = shaded(drawn(), 1)
    retouched = shaded(changed("7219", "7319"), 1)  # the same light and noise, another digit
    assert relation([scan], [shaded(drawn(), 2)]) is not Relation.SAME_CAPTURE
    assert relation([scan], [faxed(drawn(), 2)]) is not Relation.SAME_CAPTURE
    assert relation([scan], [retouched]) not in SERVES


def again_as_jpeg(image, quality):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("L")


def faintly_lit(image, seed):
    """Clean paper, shades of half a grey level: less than a small JPEG rounds."""
    rng = np.random.default_rng(seed)
    slow = cv2.resize(rng.normal(0, 0.6, (6, 5)).astype(np.float32), SIZE)
    noise = rng.normal(0, 0.5, (SIZE[1], SIZE[0]))
    return Image.fromarray(np.clip(np.asarray(image) + slow + noise, 0, 255).astype(np.uint8))


def test_clean_paper_is_the_same_scan_after_a_small_jpeg_and_another_scan_is_not():
    scan, other = faintly_lit(drawn(), 1), faintly_lit(drawn(), 2)
    retouched = faintly_lit(changed("7219", "7319"), 1)
    assert relation([scan], [again_as_jpeg(scan, 60)]) is Relation.SAME_CAPTURE
    assert relation([scan], [again_as_jpeg(other, 60)]) is Relation.SAME_ACT
    assert relation([scan], [again_as_jpeg(retouched, 60)]) not in SERVES


def on_a_table(image):
    """As a telephone sees it: the edge of the paper is a step of light, the table has a grain."""
    rng = np.random.default_rng(3)
    grain_ = cv2.resize(rng.normal(90, 14, (400, 6)).astype(np.float32), (SIZE[0] + 160, 1760))
    table = np.clip(grain_, 0, 255).astype(np.uint8)
    table[80:1680, 80:1210] = (np.asarray(image) * np.linspace(0.6, 0.95, SIZE[0])).astype(np.uint8)
    return Image.fromarray(table)


def turned(image, degrees):
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def cropped(image, share):
    across, down = round(image.width * share), round(image.height * share)
    return image.crop((across, down, image.width - across, image.height - down))


@pytest.mark.parametrize("degrees", [1, -2, 3, 5, -7])
def test_a_photograph_that_was_turned_is_the_same_scan_though_the_table_is_cut(degrees):
    photograph = on_a_table(shaded(drawn(), 1))
    again = again_as_jpeg(turned(photograph, degrees), 70)
    assert relation([photograph], [again]) is Relation.SAME_CAPTURE
    other = again_as_jpeg(turned(on_a_table(shaded(changed("7219", "7279"), 1)), degrees), 70)
    assert relation([photograph], [other]) not in SERVES


@pytest.mark.parametrize("share", [0.02, 0.05, 0.08])
def test_a_photograph_of_which_the_margin_was_cropped_is_the_same_scan(share):
    photograph = on_a_table(shaded(drawn(), 1))
    assert relation([photograph], [cropped(photograph, share)]) is Relation.SAME_CAPTURE


def straightened(image, degrees):
    """As the prescreen does it: the picture keeps its size, its corners become white."""
    pixels = np.asarray(image)
    high, wide = pixels.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    made = cv2.warpAffine(pixels, matrix, (wide, high), borderValue=255)
    return sheet_of(1, Image.fromarray(made), (), wide, degrees)


def test_what_straightening_fills_in_at_the_corners_is_not_missing_from_the_page():
    framed = drawn()
    ImageDraw.Draw(framed).rectangle((70, 90, 1060, 1510), outline=20, width=5)
    scan = shaded(framed, 1)
    again = cropped(turned(scan, -3), 0.05)
    captures = [
        Capture("a", (sheet(scan),)),
        Capture("b", (straightened(again, 3),)),
        Capture("c", (straightened(cropped(turned(shaded(framed, 2), -3), 0.05), 3),)),
    ]
    assert decision.relate(captures[0], captures[1]).relation is Relation.SAME_CAPTURE
    assert decision.relate(captures[0], captures[2]).relation is not Relation.SAME_CAPTURE


def test_a_scan_in_one_light_that_leaves_a_stroke_is_retouched_whatever_the_rest_says():
    scan, other = sheet(shaded(drawn(), 1)), sheet(shaded(drawn(), 2))
    again = sheet(again_as_jpeg(shaded(drawn(), 1), 60))
    retouched = sheet(again_as_jpeg(shaded(changed("7219", "7319"), 1), 60))
    found = Alignment(np.eye(3), 1000)
    told = [decision._same(grain.left_of_scan(scan, p, found)) for p in (again, retouched, other)]
    assert told == [Relation.SAME_CAPTURE, Relation.SAME_MODEL, Relation.SAME_ACT]


def test_a_small_figure_that_was_retouched_in_a_scan_is_left_and_a_softer_picture_is_not():
    """Ten pixels high, it leaves a window of the ink more alike than a bar of agreement tells."""
    pages = []
    for number in ("045", "945"):
        page = drawn()
        ImageDraw.Draw(page).text((700, 1500), number, fill=20, font=ImageFont.load_default(14))
        pages.append(shaded(page, 1))
    scan, retouched = map(sheet, pages)
    softer = sheet(smaller(pages[0]))
    found = Alignment(np.eye(3), 1000)
    assert grain.leftover(grain.lit(scan, softer, found)) < limit.SAME_STROKES
    assert grain.leftover(grain.lit(scan, retouched, found)) > limit.SAME_STROKES


def test_pages_in_another_order_are_the_same_scan_and_a_lost_page_is_not():
    one, two = shaded(drawn(), 1), shaded(drawn(LINES[::-1]), 2)
    again = [smaller(two), smaller(one)]
    assert relation([one, two], again) is Relation.SAME_CAPTURE
    assert relation([one, two], again[:1]) is Relation.SAME_MODEL
    assert relation([one], again) is Relation.SAME_MODEL


def test_a_white_page_is_no_scan_of_another_white_page():
    white = Image.new("L", SIZE, 250)
    assert relation([white], [Image.new("L", SIZE, 245)]) is Relation.DIFFERENT
    white = sheet(white)
    assert not grain.is_same_scan(white, white, Alignment(np.eye(3), 1000))


def test_a_page_that_ocr_could_not_read_is_proved_by_one_that_it_could():
    one, other = [shaded(drawn(), 1)], [shaded(drawn(), 2)]
    assert relation(one, other, (True, False)) is Relation.SAME_ACT
    assert relation(one, other, (False, False)) not in SERVES
