"""Relations between captures on pairs with ground truth: `make bench-fingerprint`.

    python -m tests.bench.fingerprint [--set DIR] [--readings DIR] [--earlier] [--sample N]
                                      [--changed N] [--transformed N] [--index N] [--minutes M]

Beside the engine, in the same run, what others do: checksum (paperless-ngx, Mayan), PDQ with a
Hamming distance of 31 or less (beside its reference hashes), text alike at 85 % over all pairs
(paperless-ngx). `--changed` adds 2 × N captures of which one digit or letter was changed, beside
another capture of the act, one of the two unsharp; half of them are held out of any fitting.
`--transformed` alters N scans in every way of `transformations.py`; `--index` fills the index of
candidates with N synthetic pages beside the set's own (`TEST_DATABASE_URL`). A long run may be
parted: `--part 0/2 --rows A` and `--part 1/2 --rows B` side by side, then `--merge A B`.
"""

import argparse
import os
import pickle
import random
import time
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pdqhash
from rapidfuzz import fuzz

from app.fingerprint.pair import decision
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.pair.sheet import Capture
from app.fingerprint.relation import Relation
from tests.bench import captures, fingerprint_digits, fingerprint_pdq, transformations
from tests.bench.captures import Read, Readings, processor
from tests.bench.fingerprint_table import RIVALS, Row, print_cost, print_table

PDQ_NEAR, TEXT_ALIKE = 31, 85.0
UNSHARP = ("phone", "fax", "lowjpeg")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    captures.add_arguments(parser)
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="N pairs of each kind")
    parser.add_argument("--changed", type=int, default=40, metavar="N")
    parser.add_argument("--transformed", type=int, default=10, metavar="N")
    parser.add_argument("--index", type=int, default=0, metavar="N")
    parser.add_argument("--minutes", type=float, default=0, help="stop the pairs after that long")
    parser.add_argument("--no-pairs", action="store_true")
    parser.add_argument("--part", default="0/1", metavar="I/N", help="one part in N of the pairs")
    parser.add_argument("--rows", type=Path, help="where this part's rows are kept; no table")
    parser.add_argument("--merge", type=Path, nargs="+", help="a table of the rows of parts")
    args = parser.parse_args()
    readings = Readings.chosen(args)
    if args.rows:
        args.rows.write_bytes(pickle.dumps(_rows(args, readings)))
        return readings.report()
    if not args.no_pairs:
        parts = [pickle.loads(p.read_bytes()) for p in args.merge or ()]  # noqa: S301 - own rows
        print_table([row for part in parts for row in part] or _rows(args, readings))
        print_cost(readings)
        readings.report()
        if fingerprint_pdq.REFERENCE.exists():
            fingerprint_pdq.report()
    if args.transformed:
        part, of = map(int, args.part.split("/"))
        transformations.report(readings, args.transformed, (part, of))
    if args.index:
        from tests.bench import fingerprint_index

        fingerprint_index.report(readings, args.index, os.environ["TEST_DATABASE_URL"])


def _rows(args: argparse.Namespace, readings: Readings) -> list[Row]:
    """Of this part: its share of the pairs and of those that were changed."""
    part, of = map(int, args.part.split("/"))
    rows = compare(readings, args.sample, args.minutes, (part, of))
    for rank, is_held in enumerate((False, True)):
        if rank % of == part:
            rows += changed(readings, args.changed, is_held)
    return rows


def compare(
    readings: Readings, sample: int = 0, minutes: float = 0, share: tuple[int, int] = (0, 1)
) -> list[Row]:
    """Pairs in the order of their first file, so that few captures are in memory at once."""
    read = cache(readings.read)

    @cache
    def hashed(name: str) -> np.ndarray:
        return pdqhash.compute(_picture(read(name)))[0]

    pairs = sorted(_chosen(readings, sample), key=lambda p: p["file_a"])
    part, of = share
    pairs = pairs[part * len(pairs) // of : (part + 1) * len(pairs) // of]
    rows, open_captures = [], _Recent(lambda name: read(name).capture())
    start = time.monotonic()
    for pair in pairs:
        if minutes and time.monotonic() - start > minutes * 60:
            print(f"stopped: {len(rows)} of {len(pairs)} pairs in {minutes} minutes, by file name")
            break
        a, b = pair["file_a"], pair["file_b"]
        first, second = open_captures.get(a), open_captures.get(b)
        before = processor()
        verdict = _verdict(first, second)
        row = Row(pair, replace(verdict, pages=()), processor() - before)
        row.rivals = {
            "checksum": first is not None and second is not None and first.sha256 == second.sha256,
            "pdq": int((hashed(a) != hashed(b)).sum()) <= PDQ_NEAR,
            "text": _text_alike(read(a).text, read(b).text),
        }
        rows.append(row)
    return rows


def changed(readings: Readings, most: int, is_held: bool) -> list[Row]:
    """Other captures of one act, of which one had a character changed: no longer the same act."""
    pairs = [p for p in _chosen(readings) if p["label"] == "same_act" and p["both_legible"]]
    pairs = [p for p in pairs if fingerprint_digits.is_held(p["file_a"], p["file_b"]) == is_held]
    pairs = [p for p in pairs if _is_unsharp(readings, p)]
    random.Random(6).shuffle(pairs)
    made = dict.fromkeys(fingerprint_digits.KINDS, 0)
    rows: list[Row] = []
    for pair, kind in product(pairs, made):
        if made[kind] * len(made) < most and (row := _changed(readings, kind, pair)):
            made[kind] += 1
            rows.append(row)
    return rows


def _changed(readings: Readings, kind: str, pair: dict) -> Row | None:
    """The sharper or the blurred one of the two is changed, as their names fall."""
    a, b = pair["file_a"], pair["file_b"]
    first, second = readings.read(a).capture(), readings.read(b).capture()
    said = fingerprint_digits.Truth.of(readings.truth[a])
    made = fingerprint_digits.neighbour(first, f"{a} {b}", said, kind) if first else None
    if made is None or second is None:
        return None
    why = "one_letter" if kind == "letter" else "one_digit"
    held = fingerprint_digits.is_held(a, b)
    truth = pair | {"label": "different_act", "why": why, "changed": made[1], "held": held}
    before = processor()
    verdict = decision.relate(made[0], second)
    used = processor() - before
    return Row(truth, replace(verdict, pages=()), used, dict.fromkeys(RIVALS, False))


def _is_unsharp(readings: Readings, pair: dict) -> bool:
    kinds = {readings.truth[pair[side]]["capture"]["kind"] for side in ("file_a", "file_b")}
    return bool(kinds & set(UNSHARP))


def _chosen(readings: Readings, sample: int = 0) -> list[dict]:
    """Every pair, or `sample` of each kind drawn with a fixed seed."""
    pairs = list(readings.rows("pairs.jsonl"))
    if not sample:
        return pairs
    random.Random(4).shuffle(pairs)
    seen: Counter[str] = Counter()
    kept = []
    for pair in pairs:
        seen[pair["why"]] += 1
        if seen[pair["why"]] <= sample:
            kept.append(pair)
    return kept


def _verdict(first: Capture | None, second: Capture | None) -> Verdict:
    if first is None or second is None:
        return Verdict(Relation.DIFFERENT, 0.0, {})
    return decision.relate(first, second)


class _Recent:
    """The last captures used: their planes and features weigh ten megabytes each."""

    def __init__(self, load, most: int = 12) -> None:
        self.load, self.most, self.kept = load, most, {}

    def get(self, name: str) -> Capture | None:
        if name not in self.kept:
            if len(self.kept) >= self.most:
                self.kept.pop(next(iter(self.kept)))
            self.kept[name] = self.load(name)
        return self.kept[name]


def _picture(read: Read) -> np.ndarray:
    """The first page, upright: the rival is given the same help."""
    import io

    from PIL import Image

    if not read.pages:
        return np.zeros((64, 64, 3), np.uint8)
    return np.asarray(Image.open(io.BytesIO(read.pages[0][1])).convert("RGB"))


def _text_alike(a: str, b: str) -> bool:
    return bool(a.strip()) and bool(b.strip()) and fuzz.ratio(a, b) >= TEXT_ALIKE


if __name__ == "__main__":
    main()
