"""What one would use instead, on the same files in the same run.

Plain Tesseract is told the language and given upright pages: it sets the price in processor time.
OCRmyPDF turns and straightens by Tesseract's own opinion, but must be told the language too.
"""

import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.intake import decoders, rendering
from app.prescreen.optics import ocr, standing
from tests.bench.prescreen_checks import turn_of

OCRMYPDF = Path(sys.executable).with_name("ocrmypdf")
FACING = re.compile(r"page is facing (.), confidence [\d.]+ - (.*)")
TURN = {"⇧": 0, "⇨": 270, "⇩": 180, "⇦": 90}  # degrees clockwise to stand up
PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Rival:
    cpu: float  # processor seconds
    rotations: list[int] | None  # None: it gave no page back


def processor() -> float:
    """Seconds of this process, of its children, of the decoders and the Tesseracts that stay."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return (
        sum(use.ru_utime + use.ru_stime for use in used)
        + standing.processor()
        + decoders.processor()
    )


def model_of(truth: dict) -> str:
    return ocr.MODEL_OF_LANGUAGE.get(truth["languages"][0], "eng")


def plain(path: Path, truth: dict) -> float:
    """Processor seconds of plain Tesseract, one thread."""
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for image in rendering.render(path):
            image.convert("L").rotate(-turn_of(truth), expand=True).save(f"{folder}/p.pgm")
            before = processor()
            command = ["tesseract", f"{folder}/p.pgm", "-", "-l", model_of(truth)]
            subprocess.run(command, capture_output=True, check=False)
            spent += processor() - before
    return spent


def ocrmypdf(path: Path, truth: dict) -> Rival:
    """`--rotate-pages --deskew`, one job, told the language; the log says how it turned a page."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(OCRMYPDF), "-v", "1", "-j", "1", "--rotate-pages", "--deskew", "--optimize", "0",
            "--output-type", "pdf", "--image-dpi", "200", "--force-ocr", "-l", model_of(truth),
            str(path), f"{folder}/out.pdf",
        ]  # fmt: skip
        before = processor()
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return Rival(processor() - before, None)
    return Rival(processor() - before, None if done.returncode else _turns(done.stderr.decode()))


def _turns(log: str) -> list[int]:
    found = [FACING.search(line) for line in log.splitlines()]
    return [TURN[m[1]] if "will be" in m[2] or "rotat" in m[2] else 0 for m in found if m]


def turned_right(row: dict) -> bool:
    turns = row["ocrmypdf"]["rotations"]
    return turns is not None and all(turn == turn_of(row["truth"]) for turn in turns)
