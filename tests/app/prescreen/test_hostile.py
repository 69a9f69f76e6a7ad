"""From bytes to a reading: whatever the bytes, an answer; never a crash, a stall or a glutton."""

import io
import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.intake.refusals import SENTENCES, UnsupportedFile
from app.prescreen import engine
from app.prescreen.cli import as_contract
from app.prescreen.reading import Reading
from tests.bench.prescreen_hostile import files, outcome

pytestmark = pytest.mark.no_database
REAL = Path(os.environ.get("CORPUS_DIR", "../shared/corpus")).resolve().parent / "realdocs"
SAMPLE = 10
SMALL_FILE = 12 << 10  # bytes
KINDS = ("PNG", "JPEG", "TIFF", "PDF", "WEBP")


def small_scan(kind: str) -> bytes:
    page = Image.new("L", (260, 180), 245)
    pen = ImageDraw.Draw(page)
    for row in range(4):
        pen.text((20, 20 + 34 * row), "Geburtsurkunde Berlin 1984", fill=10)
    out = io.BytesIO()
    many = {"save_all": True, "append_images": [page.copy()]} if kind in ("TIFF", "PDF") else {}
    page.save(out, kind, **many)
    return out.getvalue()


SCANS = {kind: small_scan(kind) for kind in KINDS}


def odd_scans() -> list[bytes]:
    """Real files that are odd already, of the kinds that are read, small enough to be quick."""
    endings = (".pdf", ".png", ".jpg", ".tif", ".tiff", ".heic", ".webp")
    chosen = (path for path in files(REAL) if path.suffix in endings)
    return [path.read_bytes() for path in chosen if 0 < path.stat().st_size < SMALL_FILE]


ODD_SCANS = odd_scans()


@st.composite
def hostile_bytes(draw, sources: list[bytes]) -> bytes:
    """A file cut, overwritten, doubled, or with the head of another kind."""
    data = bytearray(draw(st.sampled_from(sources)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["cut", "write", "insert", "drop", "head"])):
            case "cut":
                del data[max(at, 1) :]
            case "write":
                data[at] = draw(st.integers(0, 255))
            case "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=40))
            case "drop":
                del data[at : at + draw(st.integers(1, 60))]
            case "head":
                data[:8] = SCANS[draw(st.sampled_from(KINDS))][:8]
        if not data:
            return b"\x00"
    return bytes(data)


# The same examples in every run: what fails today fails again tomorrow.
FUZZ = settings(
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(FUZZ, max_examples=25)
@given(data=hostile_bytes([*SCANS.values()]))
def test_damaged_bytes_are_read_or_refused_with_a_reason(tmp_path, data):
    is_answered(tmp_path, data)


@settings(FUZZ, max_examples=25)
@given(data=hostile_bytes(ODD_SCANS))
def test_odd_files_damaged_further_are_read_or_refused_with_a_reason(tmp_path, data):
    is_answered(tmp_path, data)


def is_answered(folder: Path, data: bytes) -> None:
    path = folder / "damaged"
    path.write_bytes(data)
    found = answer(path)
    if isinstance(found, Reading):
        assert found.pages
        assert found.verdict in ("clear", "doubt")
        json.dumps(as_contract(path, found))
    else:
        assert found in SENTENCES


@pytest.mark.parametrize(
    "size", [(1, 1), (5, 5), (1, 3000), (3000, 1), (30_000, 3), (2, 2_000_000)]
)
def test_a_dot_or_a_strip_is_read_as_what_nobody_can_read(tmp_path, size):
    kept = []
    Image.new("L", size, 0).save(tmp_path / "a.png")
    found = engine.read_file(tmp_path / "a.png", on_page=lambda page: kept.append(page.image.size))
    assert found.doubts
    assert min(kept[0]) >= 64
    assert max(kept[0]) <= 3508  # a strip may be millions of pixels long


def answer(path: Path) -> Reading | str:
    try:
        return engine.read_file(path)
    except UnsupportedFile as refused:
        return refused.code


def sample() -> list[Path]:
    found = files(REAL)
    return random.Random(3).sample(found, min(SAMPLE, len(found)))


@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_an_odd_file_harms_no_worker(path):
    found = outcome(path)
    assert found.answer not in ("failed", "crashed")
    assert found.mib < 1024
