"""Tesseracts that stay: the words that one of its own would give, and no page spoils another."""

import os
import signal
from threading import Thread

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.prescreen import thresholds as limit
from app.prescreen.optics import ocr, standing
from app.prescreen.optics.ocr import PageFailed

pytestmark = pytest.mark.no_database
LINES = ("Geburtsurkunde Berlin 1984", "Familienname Schneider", "Standesamt Hamburg")


@pytest.fixture(autouse=True)
def _none_before():
    standing.close_all()
    yield
    standing.close_all()


def page(*lines: str) -> np.ndarray:
    image = Image.new("L", (900, 120 + 90 * len(lines)), 250)
    font = ImageFont.load_default(42)
    for row, line in enumerate(lines):
        ImageDraw.Draw(image).text((60, 60 + 90 * row), line, fill=10, font=font)
    return np.asarray(image)


def said(grey: np.ndarray, model: str = "deu") -> str:
    return " ".join(word.text for word in ocr.read(grey, model).words)


def processes() -> list[standing.Process]:
    return list(standing._idle)


def test_pages_read_in_a_row_give_what_each_gives_alone(monkeypatch):
    def none_stands(*_order):
        raise standing.Died

    for line in (*LINES, LINES[0]):
        with monkeypatch.context() as patch:
            patch.setattr(standing, "read", none_stands)
            alone = ocr.read(page(line), "deu").words
        assert alone
        assert ocr.read(page(line), "deu").words == alone
    (process,) = processes()
    assert process.pages == 4


def test_the_empty_part_of_a_page_is_not_read_and_words_stand_where_they_did():
    lines = np.full((2400, 1800), 245, np.uint8)
    lines[1500:1710, 700:1600] = page(LINES[0])
    (word, *_), (moved, *_) = (ocr.read(grey, "deu").words for grey in (page(LINES[0]), lines))
    assert moved.text == word.text
    assert abs(moved.left - word.left - 700) <= 2
    assert abs(moved.top - word.top - 1500) <= 2


def test_an_empty_page_ends_too():
    assert said(page()) == ""
    assert said(page(LINES[0])) == LINES[0]


def test_a_process_that_dies_between_two_pages_costs_neither():
    assert said(page(LINES[0])) == LINES[0]
    (process,) = processes()
    os.kill(process._child.pid, signal.SIGKILL)
    process._child.wait()
    assert said(page(LINES[1])) == LINES[1]


def test_a_page_that_stalls_ends_its_process_and_no_other():
    assert said(page(LINES[0])) == LINES[0]
    with pytest.raises(PageFailed) as caught:
        ocr.read(page(*LINES), "deu", 0.001)
    assert caught.value.code == "timed_out"
    assert processes() == []
    assert said(page(LINES[1])) == LINES[1]


def test_one_process_reads_in_every_language_and_forgets_the_longest_unused(monkeypatch):
    monkeypatch.setattr(limit, "STANDING_MODELS", 2)
    for model in ("deu", "nld", "dan", "deu"):
        assert "Berlin 1984" in said(page(LINES[0]), model)
    assert len(processes()) == 1


def test_a_model_that_is_missing_fails_its_page_alone():
    with pytest.raises(PageFailed) as caught:
        said(page(LINES[0]), "xyz")
    assert caught.value.code == "crashed"
    assert said(page(LINES[0])) == LINES[0]


def test_a_process_is_begun_anew_after_many_pages(monkeypatch):
    monkeypatch.setattr(limit, "PAGES_A_PROCESS", 2)
    said(page(LINES[0]))
    (first,) = processes()
    said(page(LINES[1]))
    assert processes() == []
    assert first._child.returncode is not None
    assert said(page(LINES[2])) == LINES[2]


def test_threads_never_share_a_process_at_once():
    found: dict[int, str] = {}

    def read(number: int) -> None:
        found[number] = said(page(LINES[number]))

    threads = [Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict(enumerate(LINES))


def test_a_child_of_this_process_has_none_of_its_own():
    said(page(LINES[0]))
    child = os.fork()
    if not child:
        os._exit(len(standing._idle))
    assert os.waitpid(child, 0)[1] == 0


class TimeIsOver(Exception):
    """What the queue raises in the middle of a job that lasts too long."""


def test_a_job_stopped_in_the_middle_of_a_page_leaves_nothing_open(monkeypatch):
    said(page(LINES[0]))
    standing.close_all()
    before = set(os.listdir("/proc/self/fd"))

    def over(*_waited):
        raise TimeIsOver

    with monkeypatch.context() as patch:
        patch.setattr(standing.select, "select", over)
        with pytest.raises(TimeIsOver):
            ocr.read(page(LINES[1]), "deu")
    assert processes() == []
    assert set(os.listdir("/proc/self/fd")) == before
    assert said(page(LINES[2])) == LINES[2]
