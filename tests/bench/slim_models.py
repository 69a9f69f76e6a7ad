"""Makes `app/prescreen/data/tessdata`: script models without their word lists.

A traineddata file is a count, as many offsets (-1: absent), then the parts in order.
"""

import struct
from pathlib import Path

INSTALLED = Path("/usr/share/tesseract-ocr/5/tessdata")
TARGET = Path(__file__).parents[2] / "app/prescreen/data/tessdata"
WORD_LIST = 19  # lstm-word-dawg


def slim(data: bytes) -> bytes:
    (count,) = struct.unpack_from("<i", data)
    offsets = struct.unpack_from(f"<{count}q", data, 4)
    ends = [*sorted(o for o in offsets if o >= 0), len(data)]
    head, body, table = 4 + 8 * count, b"", []
    for part, offset in enumerate(offsets):
        if offset < 0 or part == WORD_LIST:
            table.append(-1)
            continue
        table.append(head + len(body))
        body += data[offset : ends[ends.index(offset) + 1]]
    return struct.pack(f"<i{count}q", count, *table) + body


if __name__ == "__main__":
    for name in ("Latin", "Cyrillic", "Arabic"):
        file = f"{name}.traineddata"
        (TARGET / file).write_bytes(slim((INSTALLED / file).read_bytes()))
        print(name, (TARGET / file).stat().st_size)
