"""Fits the bars under which a word is taken for ornament: word counts of flatbed scans, bar by bar.

    python -m tests.bench.fit_noise --set DIR [--sample N]

Every scan is read once; then the words are counted anew under each setting of the grid. Fit on one
set and report on another.
"""

import argparse
import json
import random
from itertools import product
from pathlib import Path

from app.intake.refusals import UnsupportedFile
from app.prescreen import engine
from app.prescreen import thresholds as limit
from app.prescreen.content import document_type, language
from app.prescreen.optics import noise, ocr
from app.prescreen.optics.ocr import Text

BARS = (
    (82.0, 72.0, 60.0, 38.0),
    (82.0, 72.0, 55.0, 30.0),
    (75.0, 65.0, 50.0, 25.0),
    (70.0, 60.0, 45.0, 20.0),
    (60.0, 50.0, 35.0, 15.0),
)
GAPS, ANCHORS = (3.0, 5.0), (65.0, 50.0)
Read = tuple[dict, Text]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=60)
    args = parser.parse_args()
    read = readings(args.set, args.sample)
    print(f"{len(read)} flatbed scans; right within 10 %, too few, too many")
    for bars, gap, anchor in product(BARS, GAPS, ANCHORS):
        limit.WORD_CONFIDENCE, limit.BESIDE_GAP, limit.ANCHOR_CONFIDENCE = bars, gap, anchor
        print(bars, gap, anchor, counts(read))


def readings(folder: Path, most: int) -> list[Read]:
    """The best raw reading of each scan: of several of a page, the one that was believed."""
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    flat = [
        truth
        for truth in map(json.loads, lines)
        if truth["legible"]
        and truth["pages"] == 1
        and truth["capture"]["kind"].startswith("flatbed")
    ]
    chosen = random.Random(1).sample(flat, min(most, len(flat)))
    return [pair for truth in chosen if (pair := _read(folder, truth))]


def _read(folder: Path, truth: dict) -> Read | None:
    raw: list[Text] = []
    true_read = ocr.read

    def kept(*arguments, **options) -> Text:
        raw.append(true_read(*arguments, **options))
        return raw[-1]

    ocr.read = kept
    try:
        engine.read_file(folder / "files" / truth["file"])
    except UnsupportedFile:
        return None
    finally:
        ocr.read = true_read
    if not raw:
        return None  # the text layer was taken
    return truth, max(raw, key=lambda text: text.confidence * min(1.0, len(text.words) / 60))


def counts(read: list[Read]) -> tuple[int, int, int]:
    shares = [_words(text) / truth["words_total"] - 1 for truth, text in read]
    right = sum(abs(share) <= 0.1 for share in shares)
    return right, sum(share < -0.1 for share in shares), sum(share > 0.1 for share in shares)


def _words(text: Text) -> int:
    lines = [
        line for line in noise.cleaned(text).lines if not document_type.is_machine_readable(line)
    ]
    return sum(language.identify(lines).words.values())


if __name__ == "__main__":
    main()
