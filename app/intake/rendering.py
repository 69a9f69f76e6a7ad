"""Pages of a file as images, without ever decoding a stranger's file in this process.

One process a file (`decoder.py`, started by `decoders`) decodes under limits on memory and time;
pixels come back through a pipe, page by page, so that a long file never fills memory or disk.
"""

import io
import json
import os
import select
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.intake import heap
from app.intake.decoders import Decoding
from app.intake.limits import LIMITS, Limits
from app.intake.refusals import UnsupportedFile
from app.intake.sniff import MediaType, kind_of

heap.keep()
THUMBNAIL_WIDTH = 320  # pixels
UPRIGHT_LONG_SIDE = 3508  # pixels: A4 at 300 dots per inch
CHUNK = 1 << 14  # bytes: a line of JSON, or the beginning of a long one


@dataclass(frozen=True)
class FileInfo:
    mime: MediaType
    pages: int


# Text, line, then left, top, width and height as shares of the page.
Placed = tuple[str, int, float, float, float, float]


@dataclass(frozen=True)
class PageImage:
    """A page with its EXIF tag applied. `dpi` is what the file proves, `text` its text layer."""

    number: int
    image: Image.Image
    dpi: float | None
    text: str
    of_pdf: bool
    words: tuple[Placed, ...] = ()  # of the text layer


def inspect(path: Path | str, limits: Limits = LIMITS) -> FileInfo:
    """Cheap enough for the upload request. Raises UnsupportedFile."""
    mime = _accept(Path(path), limits)
    with _decoder(Path(path), _order(mime, limits, inspect=True), limits) as frames:
        head, _ = next(frames, ({}, bytearray()))
    if not head.get("pages"):
        raise UnsupportedFile("unreadable")
    return FileInfo(mime, head["pages"])


def render(
    path: Path | str, dpi: int = 300, pages: Sequence[int] | None = None, limits: Limits = LIMITS
) -> Iterator[Image.Image]:
    """Page images in order, EXIF applied. Raises UnsupportedFile."""
    return (page.image for page in render_pages(path, dpi, pages, limits))


def render_pages(
    path: Path | str, dpi: int = 300, pages: Sequence[int] | None = None, limits: Limits = LIMITS
) -> Iterator[PageImage]:
    """The same with what the file says of each page; `pages` are numbers from 1."""
    mime = _accept(Path(path), limits)
    order = _order(mime, limits, dpi=dpi, pages=list(pages) if pages else None)
    with _decoder(Path(path), order, limits) as frames:
        for head, body in frames:
            yield _page(head, body)


def extract(path: Path | str, first: int, last: int, limits: Limits = LIMITS) -> bytes:
    """Pages `first` to `last` as a file of the same kind. Raises UnsupportedFile."""
    mime = _accept(Path(path), limits)
    order = _order(mime, limits, extract=list(range(first, last + 1)))
    with _decoder(Path(path), order, limits) as frames:
        _, body = next(frames, ({}, bytearray()))
    if not body:
        raise UnsupportedFile("unreadable")
    return bytes(body)


def upright_jpeg(image: Image.Image) -> bytes:
    """The rendition people look at; the original stays as received."""
    copy = image.convert("RGB") if image.mode not in ("L", "RGB") else image.copy()
    copy.thumbnail((UPRIGHT_LONG_SIDE, UPRIGHT_LONG_SIDE))
    return _jpeg(copy, 82)


def thumbnail_jpeg(image: Image.Image) -> bytes:
    height = max(1, round(image.height * THUMBNAIL_WIDTH / image.width))
    small = image.convert("RGB").resize((THUMBNAIL_WIDTH, min(height, 4 * THUMBNAIL_WIDTH)))
    return _jpeg(small, 75)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _accept(path: Path, limits: Limits) -> MediaType:
    if path.stat().st_size > limits.file_bytes:
        raise UnsupportedFile("too_big")
    return kind_of(path)


def _order(mime: MediaType, limits: Limits, **wishes: object) -> dict:
    return {"mime": mime, "limits": limits.as_dict(), "inspect": False, "dpi": 300} | wishes


def _page(head: dict, body: bytearray) -> PageImage:
    size, raw = (head["width"], head["height"]), head.get("raw", head["mode"])
    image = Image.frombytes(head["mode"], size, body, "raw", raw, head.get("stride", 0))
    words = tuple((*word,) for word in head.get("words", ()))
    return PageImage(
        head["number"], image, head["dpi"], head.get("text", ""), head.get("pdf", False), words
    )


@contextmanager
def _decoder(path: Path, order: dict, limits: Limits) -> Iterator[Iterator[tuple[dict, bytearray]]]:
    decoding = Decoding(path.resolve(), order)
    try:
        yield _frames(decoding, limits)
    finally:
        decoding.close()


def _frames(decoding: Decoding, limits: Limits) -> Iterator[tuple[dict, bytearray]]:
    pipe = _Pipe(decoding.frames, limits.wait_seconds)
    count = 0
    while line := pipe.read_line():
        head = json.loads(line)
        if "refused" in head:
            raise UnsupportedFile(head["refused"])
        yield head, pipe.read(head["bytes"])
        count += 1
    _check_end(decoding, count)


def _check_end(decoding: Decoding, count: int) -> None:
    """A decoder killed by its own limits is an answer too."""
    code = decoding.status()
    if code in (-24, -9):  # SIGXCPU, then SIGKILL
        raise UnsupportedFile("timed_out")
    if code != 0 or not count:
        raise UnsupportedFile("unreadable")


class _Pipe:
    """Reads with a budget of waiting in all: time the caller spends on a page is not counted."""

    def __init__(self, descriptor: int, seconds: float) -> None:
        self.descriptor, self.left, self.rest = descriptor, seconds, b""

    def read_line(self) -> bytes:
        while b"\n" not in self.rest:
            self._wait()
            chunk = os.read(self.descriptor, CHUNK)
            if not chunk:
                return b""
            self.rest += chunk
        line, _, self.rest = self.rest.partition(b"\n")
        return line

    def read(self, size: int) -> bytearray:
        """Straight to where it stays: a page may be 26 million bytes."""
        body = bytearray(size)
        had = min(size, len(self.rest))
        body[:had], self.rest = self.rest[:had], self.rest[had:]
        room = memoryview(body)[had:]
        while room:
            self._wait()
            count = os.readv(self.descriptor, [room])
            if not count:
                raise UnsupportedFile("unreadable")
            room = room[count:]
        return body

    def _wait(self) -> None:
        started = time.monotonic()
        ready, _, _ = select.select([self.descriptor], [], [], max(self.left, 0))
        self.left -= time.monotonic() - started
        if not ready:
            raise UnsupportedFile("timed_out")
