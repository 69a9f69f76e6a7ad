"""The rival is the true PDQ: our hashes of reference images beside those published with them.

Also printed: what the engine says, by pixels alone, of the scans in that folder that exist twice.
"""

from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image

from app.fingerprint.pair import decision
from app.fingerprint.pair.sheet import Capture, sheet_of
from tests.bench import captures

REFERENCE = captures.CORPUS.parent / "realdocs/dedup"
TWICE = (
    ("passport_jpg_png/passport-td2.jpg", "passport_jpg_png/passport-td2.png"),
    ("passport_jpg_png/passport-td3.jpg", "passport_jpg_png/passport-td3.png"),
    ("phototest/phototest.tif", "phototest/phototest-rotated-180.png"),
    ("phototest/phototest.tif", "phototest/phototest-rotated-L.png"),
    ("phototest/phototest.tif", "phototest/phototest-rotated-R.png"),
)
BITS_ALLOWED = 10  # of 256: the reference implementation's own tolerance between platforms


def report(folder: Path = REFERENCE) -> None:
    print(f"\nPDQ beside the reference hashes of {folder.name}, bits of 256 that differ")
    for name in ("official_pdq", "pdq_pdqhash_0_2_8"):
        apart = _distances(folder, name)
        near = sum(distance <= BITS_ALLOWED for distance in apart)
        print(f"  {name:20} {near} of {len(apart)} within {BITS_ALLOWED}, worst {max(apart)}")
    for one, other in TWICE:
        verdict = decision.relate(_capture(folder / one), _capture(folder / other))
        print(f"  {one} {other}: {verdict.relation}")


def _distances(folder: Path, name: str) -> list[int]:
    rows = captures.rows(folder / "pdq_hashes.jsonl")
    return [_distance(folder.parent / row["file"], row[name]) for row in rows if row[name]]


def _distance(file: Path, expected: str) -> int:
    image = np.asarray(Image.open(file).convert("RGB"))
    ours = np.packbits(pdqhash.compute(image)[0]).tobytes()
    return (int.from_bytes(ours) ^ int(expected, 16)).bit_count()


def _capture(file: Path) -> Capture:
    return Capture(str(file), (sheet_of(1, Image.open(file).convert("L"), (), 1),))
