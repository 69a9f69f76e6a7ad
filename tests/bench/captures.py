"""Captures of a set of files, read once and kept on disk: reading a page takes over a second.

    python -m tests.bench.captures [--set DIR] [--readings DIR] [--minutes M] [--only-legible]

reads a set beforehand. A reading is kept by file and by the state of the code that reads: what
another state read is read again, unless `earlier` is allowed, and then it is counted.
"""

import argparse
import hashlib
import io
import json
import os
import pickle
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from PIL import Image

from app.fingerprint.pair.sheet import Capture, sheet_of
from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen.optics.geometry import straightened_by
from app.prescreen.optics.upright_page import UprightPage
from app.prescreen.reading import Reading

APP = Path(engine.__file__).parents[1]
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
            lean = straightened_by(page.skew)
            sheets.append(sheet_of(number, image, words, page.width, lean))
        return Capture(self.reading.sha256, tuple(sheets), self.reading.legible)


def processor() -> float:
    """Seconds of processor of this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


@dataclass(eq=False)
class Readings:
    """A set of files and where its readings are kept; `earlier`: those of other code serve too."""

    folder: Path
    kept: Path
    earlier: bool = False
    taken: Counter[str] = field(default_factory=Counter)  # by the state of the code that read

    @classmethod
    def chosen(cls, args: argparse.Namespace) -> "Readings":
        kept = args.readings or Path("var/bench/readings") / args.set.resolve().name
        return cls(args.set, kept, args.earlier)

    def rows(self, name: str) -> Iterator[dict]:
        return rows(self.folder / name)

    @cached_property
    def truth(self) -> dict[str, dict]:
        return {row["file"]: row for row in self.rows("truth.jsonl")}

    def read(self, name: str) -> Read:
        """Read the file, or take what was read before."""
        own = self.kept / f"{name}.{state()}.pickle"
        known = [own] if own.exists() else []
        if self.earlier:
            known = known or list(self.kept.glob(f"{name}.*pickle"))
        if known:
            last = max(known, key=lambda file: file.stat().st_mtime)
            self.taken["as it is" if last == own else "in an earlier state"] += 1
            return pickle.loads(last.read_bytes())  # noqa: S301 - written by this bench
        found = _read(self.folder / "files" / name)
        self.kept.mkdir(parents=True, exist_ok=True)
        whole = own.with_suffix(f".{os.getpid()}")
        whole.write_bytes(pickle.dumps(found))
        whole.rename(own)
        self.taken["as it is"] += 1
        return found

    def report(self) -> None:
        print("readings by the code that reads pages:", dict(self.taken))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", type=Path, default=CORPUS / "sets/dev")
    parser.add_argument("--readings", type=Path, help="folder where readings are kept")
    parser.add_argument("--earlier", action="store_true", help="readings of earlier code will do")


@cache
def state() -> str:
    """Of the code and the data that make a reading."""
    found = hashlib.sha256()
    sources = [*sorted((APP / "prescreen").rglob("*")), APP / "intake/rendering.py"]
    for path in sources:
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:10]


def _read(path: Path) -> Read:
    pages: list[tuple[int, bytes]] = []

    def keep(page: UprightPage) -> None:
        image = page.image.convert("L")
        image.thumbnail((LONGEST, LONGEST))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=92)
        pages.append((page.number, out.getvalue()))

    try:
        return Read(engine.read_file(path, on_page=keep), pages)
    except UnsupportedFile:
        return Read(None, [])


def rows(path: Path) -> Iterator[dict]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def main() -> None:
    """Read the files of a set in a random order, so that runs beside each other share the work."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--only-legible", action="store_true")
    args = parser.parse_args()
    readings = Readings.chosen(args)
    wanted = [r for r in readings.rows("truth.jsonl") if r["legible"] or not args.only_legible]
    random.shuffle(wanted)
    start = time.monotonic()
    for rank, row in enumerate(wanted):
        if args.minutes and time.monotonic() - start > args.minutes * 60:
            break
        readings.read(row["file"])
        print(rank + 1, "of", len(wanted), row["file"], round(processor()), "s", flush=True)


if __name__ == "__main__":
    from tests.bench import captures  # a pickle names the module that its class is of

    captures.main()
