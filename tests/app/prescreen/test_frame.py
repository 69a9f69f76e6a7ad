"""The frame of a certificate goes; what is written, and the ruled lines of a form, stay."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.prescreen.optics import frame

pytestmark = pytest.mark.no_database
WIDE, HIGH = 1240, 1754


def paper() -> Image.Image:
    return Image.new("L", (WIDE, HIGH), 245)


def write(image: Image.Image) -> None:
    font = ImageFont.load_default(30)
    for row in range(200, HIGH - 250, 60):
        ImageDraw.Draw(image).text((180, row), "Familienname und Vorname: Schneider", 20, font)


def interlace(image: Image.Image) -> None:
    """Waves that cross, along the four sides."""
    draw, steps = ImageDraw.Draw(image), np.arange(60, HIGH - 60)
    for phase in (0.0, np.pi / 2, np.pi):
        wave = 14 * np.sin(steps / 9 + phase)
        for at in (60, WIDE - 60):
            draw.line(list(zip(at + wave, steps, strict=True)), 60, 3)
        for at in (60, HIGH - 60):
            along = steps[steps < WIDE - 60]
            draw.line(list(zip(along, at + wave[: len(along)], strict=True)), 60, 3)


def number(image: Image.Image) -> None:
    """A first column of figures between two rules, at the edge of the page."""
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    for at in (40, 90):
        draw.line((at, 150, at, HIGH - 150), 20, 3)
    for row in range(200, HIGH - 250, 60):
        draw.text((52, row), str(row % 10), 20, font)


def emptied(*drawn) -> tuple[np.ndarray, np.ndarray]:
    image = paper()
    for draw in drawn:
        draw(image)
    page = np.asarray(image)
    return page, frame.emptied(page, frame.strips_of(page))


def test_the_frame_goes_and_the_writing_stays():
    page, left = emptied(write, interlace)
    written, _ = emptied(write)
    assert (page < 100).sum() > 1.5 * (written < 100).sum()
    assert (left < 100).sum() == pytest.approx((written < 100).sum(), rel=0.05)
    assert np.array_equal(left[150:-150, 150:-150], page[150:-150, 150:-150])


@pytest.mark.parametrize("drawn", [(write,), (write, number), (number,)])
def test_a_page_without_a_frame_keeps_every_pixel(drawn):
    page, left = emptied(*drawn)
    assert left is page


def test_marks_within_a_frame_are_known():
    page, _ = emptied(write, interlace)
    points = np.array([(60, HIGH // 2), (WIDE // 2, HIGH // 2), (WIDE // 2, 60)])
    assert frame.are_within(points, frame.strips_of(page)).tolist() == [True, False, True]
