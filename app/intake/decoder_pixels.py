"""How the decoder hands pages over. Part of it, loaded by path; it imports nothing of the
application. What follows costs more than most files cost to decode, wherever a page is copied once
too often: a whole page of memory is new to the process, and no cache holds it."""

import json
import sys
from collections.abc import Iterable, Iterator

STRIP = 64  # rows at once: as many as stay in the processor's cache


def send(head: dict, body: Iterable = ()) -> None:
    sys.stdout.buffer.write(json.dumps({"bytes": 0} | head).encode() + b"\n")
    for part in body:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def drawn(bitmap) -> dict:
    """As the library has it in memory: to arrange it otherwise costs as much as to draw it."""
    size = {"width": bitmap.width, "height": bitmap.height, "stride": bitmap.stride}
    return size | {"mode": "RGB", "raw": bitmap.mode, "bytes": bitmap.stride * bitmap.height}


def decoded(image) -> dict:
    size = {"width": image.width, "height": image.height}
    count = image.width * image.height * len(image.getbands())
    return size | {"mode": image.mode, "bytes": count}


def strips(image) -> Iterator[bytes]:
    for top in range(0, image.height, STRIP):
        yield image.crop((0, top, image.width, min(top + STRIP, image.height))).tobytes()
