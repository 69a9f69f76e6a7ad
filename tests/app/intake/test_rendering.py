"""From bytes to pages: right type, right refusal, and no file that hurts."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from app.intake import rendering
from app.intake.limits import LIMITS, Limits
from app.intake.refusals import SENTENCES, UnsupportedFile
from app.intake.sniff import MediaType, kind_of

ROOT = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("CORPUS_DIR", "../shared/corpus")).resolve()
ODD_FILES = CORPUS.parent / "realdocs"


@pytest.fixture
def page() -> Image.Image:
    image = Image.effect_noise((600, 800), 60).convert("RGB")
    image.paste("red", (0, 0, 100, 100))  # marks the upper left corner
    return image


def saved(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnsupportedFile) as caught:
        rendering.inspect(path, limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("suffix", "kind"), [("jpg", MediaType.JPEG), ("png", MediaType.PNG), ("webp", MediaType.WEBP)]
)
def test_type_comes_from_the_bytes_whatever_the_name(tmp_path, page, suffix, kind):
    path = saved(page, tmp_path / f"a.{suffix}").rename(tmp_path / "a.pdf")
    assert kind_of(path) == kind
    assert rendering.inspect(path) == rendering.FileInfo(kind, 1)


def test_heic_from_a_phone_is_read():
    path = next((CORPUS / "sets/dev/files").glob("*.heic"))
    assert rendering.inspect(path) == rendering.FileInfo(MediaType.HEIC, 1)
    assert min(next(rendering.render(path)).size) > 1000


def test_pages_of_a_tiff_and_of_a_pdf_come_in_order(tmp_path):
    shades = [Image.new("L", (300, 400), level) for level in (10, 120, 240)]
    for suffix in ("tiff", "pdf"):
        path = saved(shades[0], tmp_path / f"a.{suffix}", save_all=True, append_images=shades[1:])
        assert rendering.inspect(path).pages == 3
        levels = [image.convert("L").getpixel((50, 50)) for image in rendering.render(path, 72)]
        assert levels == pytest.approx([10, 120, 240], abs=3)


def test_asked_pages_only(tmp_path, page):
    path = saved(page, tmp_path / "a.pdf", save_all=True, append_images=[page, page])
    assert [p.number for p in rendering.render_pages(path, 72, [2, 3])] == [2, 3]


def test_exif_orientation_is_applied(tmp_path, page):
    exif = Image.Exif()
    exif[274] = 6  # stored turned; to be shown turned 90 degrees clockwise
    path = saved(page.transpose(Image.Transpose.ROTATE_90), tmp_path / "a.jpg", exif=exif)
    shown = next(rendering.render(path)).convert("RGB")
    assert shown.size == (600, 800)
    assert shown.getpixel((50, 50))[0] > 200 > shown.getpixel((50, 50))[1] + 100


def test_a_scan_in_a_pdf_keeps_its_own_resolution(tmp_path, page):
    path = saved(page, tmp_path / "a.pdf", resolution=150)
    found = next(rendering.render_pages(path, 300))
    assert found.dpi == pytest.approx(150, abs=2)
    assert found.image.size == pytest.approx(page.size, abs=2)


def test_empty_and_wrong_files_are_told_apart(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    assert refusal(tmp_path / "a") == "empty"
    (tmp_path / "b").write_bytes(b"GIF89a" + b"\0" * 50)
    assert refusal(tmp_path / "b") == "wrong_type"


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "heic", "pdf"])
def test_a_file_cut_short_is_called_truncated(tmp_path, suffix):
    whole = max((CORPUS / "sets/dev/files").glob(f"*.{suffix}"), key=lambda p: p.stat().st_size)
    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert refusal(cut) == "truncated"


def test_a_password_is_asked_for_only_where_there_is_one():
    files = ODD_FILES / "uploads/pdf_encrypted"
    assert refusal(files / "r6-user-password.pdf") == "encrypted"
    assert rendering.inspect(files / "r6-empty-password.pdf").pages == 1


def test_limits_on_bytes_pages_and_pixels(tmp_path, page):
    path = saved(page, tmp_path / "a.pdf", save_all=True, append_images=[page, page])
    assert refusal(path, Limits(file_bytes=100)) == "too_big"
    assert refusal(path, Limits(pages=2)) == "too_many_pages"
    assert refusal(saved(page, tmp_path / "a.png"), Limits(pixels=1000)) == "too_many_pixels"


def test_a_huge_image_is_refused_before_its_pixels_are_decoded(tmp_path):
    path = saved(Image.new("1", (20000, 20000)), tmp_path / "bomb.png")
    started = time.monotonic()
    assert refusal(path) == "too_many_pixels"
    assert time.monotonic() - started < 5


def test_a_decoder_out_of_time_or_memory_is_an_answer(tmp_path, page):
    path = saved(page.resize((4000, 5000)), tmp_path / "a.png")
    assert refusal(path, Limits(wait_seconds=0)) == "timed_out"
    assert refusal(path, Limits(memory_bytes=30 << 20)) in {"unreadable", "too_many_pixels"}


def odd_files() -> list[str]:
    """One in four of the odd files, and all of the bombs."""
    lines = (ODD_FILES / "index.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    odd = [row["file"] for row in rows if row["file"].startswith("uploads/")]
    return [file for n, file in enumerate(odd) if n % 4 == 0 or "/bombs/" in file]


ALONE = """
import json, resource, sys, time
from pathlib import Path
from app.intake import decoders, rendering
from app.intake.refusals import UnsupportedFile
for name in sys.argv[1:]:
    started = time.monotonic()
    try:
        rendering.inspect(Path(name))
        outcome = "pages" if sum(1 for _ in rendering.render(Path(name), 100)) else "none"
    except UnsupportedFile as refused:
        outcome = refused.code
    print(json.dumps([name, outcome, time.monotonic() - started]))
decoders.close_all()  # whose children count once it has ended
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_no_odd_file_hurts():
    """In a process of their own: a child's peak is never told below what its parent weighed."""
    paths = [str(ODD_FILES / file) for file in odd_files()]
    command = [sys.executable, "-c", ALONE, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *lines, peak = done.stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert len(found) == len(paths)
    for file, outcome, seconds in found:
        assert outcome in {"pages", *SENTENCES}, file
        assert seconds < 60, file
    assert int(peak) < 1 << 20  # KiB: 1 GiB


def test_renditions_are_plain_jpegs(page):
    thumbnail = Image.open(io.BytesIO(rendering.thumbnail_jpeg(page)))
    assert thumbnail.size == (320, 427)
    assert Image.open(io.BytesIO(rendering.upright_jpeg(page))).size == page.size


@pytest.fixture(scope="module")
def drawn() -> Path:
    """A PDF as its office made it."""
    return next(
        p
        for p in sorted((CORPUS / "sets/dev/files").glob("*.pdf"))
        if len(pypdfium2.PdfDocument(p)[0].get_textpage().get_text_range()) > 100
    )


def test_a_drawn_pdf_gives_its_text(drawn):
    found = next(rendering.render_pages(drawn, 100))
    assert found.dpi is None
    assert len(found.text) > 100


def test_a_drawn_pdf_says_where_its_words_stand(drawn):
    found = next(rendering.render_pages(drawn, 150))
    assert [word[0] for word in found.words] == found.text.split()
    ink = np.asarray(found.image.convert("L")) < 200
    on_ink = []
    for _, _, left, top, wide, high in found.words:
        rows = slice(int(top * ink.shape[0]), int((top + high) * ink.shape[0]) + 2)
        columns = slice(int(left * ink.shape[1]), int((left + wide) * ink.shape[1]) + 2)
        on_ink.append(ink[rows, columns].any())
    assert sum(on_ink) > 0.9 * len(on_ink)  # a pale stamp has words too
    assert ink.mean() < 0.3


def test_words_of_a_page_that_the_pdf_turns_stand_where_they_are_shown(drawn, tmp_path):
    document = pypdfium2.PdfDocument(drawn)
    document[0].set_rotation(90)
    document.save(tmp_path / "turned.pdf")
    upright = next(rendering.render_pages(drawn, 72)).words[0]
    turned = next(rendering.render_pages(tmp_path / "turned.pdf", 72)).words[0]
    _, _, left, top, wide, high = upright
    assert turned[0] == upright[0]
    assert turned[2:] == pytest.approx((1 - top - high, left, high, wide), abs=0.01)
