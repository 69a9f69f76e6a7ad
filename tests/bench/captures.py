"""Captures of a set of files, read once and kept on disk: reading a page takes over a second."""

import io
import json
import os
import pickle
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.fingerprint.sheet import Capture, sheet_of
from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen.reading import Reading, UprightPage

CORPUS = Path(os.environ.get("CORPUS_DIR", "../shared/corpus"))
LONGEST = 3600  # pixels of a picture that is kept


@dataclass
class Read:
    """What the prescreen makes of a file: the reading, and each upright page as a JPEG."""

    reading: Reading | None
    pages: list[tuple[int, bytes]]

    @property
    def text(self) -> str:
        return self.reading.text if self.reading else ""

    def capture(self) -> Capture | None:
        if self.reading is None:
            return None
        read = {page.number: page for page in self.reading.pages}
        sheets = []
        for number, picture in self.pages:
            page = read[number]
            image = Image.open(io.BytesIO(picture)).convert("L")
            words = [(w.text, (w.left, w.top, w.width, w.height)) for w in page.boxes]
            sheets.append(sheet_of(number, image, words, page.width))
        return Capture(self.reading.sha256, tuple(sheets), self.reading.legible)


def processor() -> float:
    """Seconds of processor of this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def read(path: Path, cache: Path) -> Read:
    """Read `path`, or take what was read before."""
    kept = cache / f"{path.name}.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # noqa: S301 - written by this bench
    pages: list[tuple[int, bytes]] = []

    def keep(page: UprightPage) -> None:
        image = page.image.convert("L")
        image.thumbnail((LONGEST, LONGEST))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=92)
        pages.append((page.number, out.getvalue()))

    try:
        found = Read(engine.read_file(path, on_page=keep), pages)
    except UnsupportedFile:
        found = Read(None, [])
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(found))
    return found


def rows(path: Path) -> Iterator[dict]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)
