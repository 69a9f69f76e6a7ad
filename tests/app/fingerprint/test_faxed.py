"""A row that a fax lost is filled; what only looks like one is left as it is."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.fingerprint.pair import faxed

pytestmark = pytest.mark.no_database

SIZE = (1130, 1600)
LINES = [
    "Entry No. 838174 of the year 1962",
    "Municipality: Northbridge",
    "Declared on 15 March 1962",
]


def page(height=28):
    image = Image.new("L", SIZE, 255)
    pen, face = ImageDraw.Draw(image), ImageFont.load_default(height)
    for rank, line in enumerate(LINES):
        pen.text((110, 220 + 84 * rank), line, fill=0, font=face)
    pen.rectangle((80, 180, 1050, 480), outline=0, width=3)
    return np.asarray(image).copy()


def lost(whole, top, lean=0.0):
    """Two rows white, straight across; `lean` in pixels of height for one of width."""
    made = whole.copy()
    for x in range(made.shape[1]):
        y = top + round(lean * x)
        made[y : y + 2, x] = 255
    return made


@pytest.mark.parametrize("lean", [0.0, 0.01, -0.03])
def test_a_lost_row_is_filled_from_above_and_below(lean):
    whole = page()
    torn = lost(whole, 240 if lean >= 0 else 249, lean)
    made = faxed.mended(torn)
    assert differing(torn, whole) > 60
    assert differing(made, whole) < 0.65 * differing(torn, whole)  # a lying stroke is lost


def differing(one, other):
    return int((np.abs(one.astype(int) - other) > 100).sum())


def test_a_page_that_lost_nothing_is_left_as_it_is():
    for height in (14, 20, 28, 40):
        assert np.array_equal(faxed.mended(page(height)), page(height))


def test_two_rules_close_to_each_other_stay_two():
    ruled = page()
    for y in (600, 606):
        ruled[y : y + 3, 80:1050] = 0
    assert np.array_equal(faxed.mended(ruled), ruled)


def test_underlined_text_is_not_joined_to_its_line():
    underlined = page()
    underlined[246:249, 110:560] = 0
    assert np.array_equal(faxed.mended(underlined), underlined)


def test_a_row_that_spares_a_stroke_is_no_lost_row():
    """The gap of a broken letter, not of the line: the rest of the row is whole."""
    torn = page()
    torn[240:242, 110:200] = 255
    assert np.array_equal(faxed.mended(torn), torn)


def test_a_photograph_is_no_fax():
    grey = np.clip(page().astype(int) * 0.7 + 20, 0, 255).astype(np.uint8)
    torn = lost(grey, 240)
    assert faxed.mended(torn) is torn
