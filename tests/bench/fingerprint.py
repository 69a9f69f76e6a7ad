"""Relations between captures on pairs with ground truth: `make bench-fingerprint`.

    python -m tests.bench.fingerprint [--set DIR] [--readings DIR] [--sample N] [--digits N]
                                      [--transformed N] [--index N] [--minutes M]

Beside the engine, in the same run, what others do: checksum (paperless-ngx, Mayan), PDQ with a
Hamming distance of 31 or less (beside its reference hashes), text alike at 85 % over all pairs
(paperless-ngx). `--digits` adds N captures of which one digit was changed, beside another capture
of the act; `--transformed` alters N scans in every way of `transformations.py`; `--index` fills the
index of candidates with N synthetic pages beside the set's own (`TEST_DATABASE_URL`).
"""

import argparse
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pdqhash
from rapidfuzz import fuzz

from app.fingerprint import decision
from app.fingerprint.decision import Verdict
from app.fingerprint.keys import keys_of
from app.fingerprint.relation import PROPOSED, SERVES, Relation
from app.fingerprint.sheet import Capture
from tests.bench import captures, fingerprint_digits, fingerprint_pdq, transformations
from tests.bench.captures import CORPUS, Read, processor

PDQ_NEAR, TEXT_ALIKE = 31, 85.0
RIVALS = ("checksum", "pdq", "text")
HARD = ("twin", "same_form", "same_person", "one_digit")


@dataclass
class Row:
    """A pair, what it is, and what each says of it."""

    truth: dict
    verdict: Verdict
    seconds: float
    rivals: dict[str, bool] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        return self.truth["label"] == "same_act"

    @property
    def serves(self) -> bool:
        return self.verdict.relation in SERVES

    def __str__(self) -> str:
        why = self.truth.get("changed") or self.truth["why"]
        names = f"{self.truth['file_a']} {self.truth['file_b']} ({why})"
        pages = self.verdict.evidence.get("pages", [])
        zones = [z["texts"] for p in pages for z in p["zones"]][:3]
        agreed = [(p["agreement"], p["sharpness"]) for p in pages]
        return f"{names}: {self.verdict.relation}, agreement and sharpness {agreed}, zones {zones}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=CORPUS / "sets/dev")
    parser.add_argument("--readings", type=Path, help="folder where readings are kept")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="N pairs of each kind")
    parser.add_argument("--digits", type=int, default=60, metavar="N")
    parser.add_argument("--transformed", type=int, default=10, metavar="N")
    parser.add_argument("--index", type=int, default=0, metavar="N")
    parser.add_argument("--minutes", type=float, default=0, help="stop the pairs after that long")
    parser.add_argument("--no-pairs", action="store_true")
    args = parser.parse_args()
    kept = args.readings or Path("var/bench/readings") / args.set.resolve().name
    if not args.no_pairs:
        rows = compare(args.set, kept, args.sample, args.minutes)
        print_table(rows + changed(args.set, kept, args.digits))
        print_cost(args.set, kept)
        if fingerprint_pdq.REFERENCE.exists():
            fingerprint_pdq.report()
    if args.transformed:
        transformations.report(args.set, kept, args.transformed)
    if args.index:
        from tests.bench import fingerprint_index

        fingerprint_index.report(args.set, kept, args.index, os.environ["TEST_DATABASE_URL"])


def compare(folder: Path, kept: Path, sample: int = 0, minutes: float = 0) -> list[Row]:
    """Pairs in the order of their first file, so that few captures are in memory at once."""

    @cache
    def read(name: str) -> Read:
        return captures.read(folder / "files" / name, kept)

    @cache
    def hashed(name: str) -> np.ndarray:
        return pdqhash.compute(_picture(read(name)))[0]

    pairs = sorted(_chosen(folder, sample), key=lambda p: p["file_a"])
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
        row = Row(pair, verdict, processor() - before)
        row.rivals = {
            "checksum": first is not None and second is not None and first.sha256 == second.sha256,
            "pdq": int((hashed(a) != hashed(b)).sum()) <= PDQ_NEAR,
            "text": _text_alike(read(a).text, read(b).text),
        }
        rows.append(row)
    return rows


def changed(folder: Path, kept: Path, most: int) -> list[Row]:
    """Other captures of one act, of which one had a digit changed: no longer the same act."""
    pairs = [p for p in _chosen(folder, 0) if p["label"] == "same_act" and p["both_legible"]]
    random.Random(6).shuffle(pairs)
    rows: list[Row] = []
    for pair in pairs:
        if len(rows) >= most:
            break
        names = pair["file_a"], pair["file_b"]
        first, second = (captures.read(folder / "files" / name, kept).capture() for name in names)
        made = fingerprint_digits.neighbour(first, pair["file_a"]) if first else None
        if made is None or second is None:
            continue
        truth = pair | {"label": "different_act", "why": "one_digit", "changed": made[1]}
        before = processor()
        verdict = decision.relate(made[0], second)
        rows.append(Row(truth, verdict, processor() - before, dict.fromkeys(RIVALS, False)))
    return rows


def _chosen(folder: Path, sample: int) -> list[dict]:
    """Every pair, or `sample` of each kind drawn with a fixed seed."""
    pairs = list(captures.rows(folder / "pairs.jsonl"))
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


def print_table(rows: list[Row]) -> None:
    legible = [row for row in rows if row.truth["both_legible"]]
    same = [row for row in legible if row.is_same]
    served = [row for row in rows if row.serves]
    copies = [row for row in legible if row.truth["label"] == "reissue"]
    hard = [row for row in rows if row.truth["why"] in HARD]
    wrong = [r for r in rows if _is_wrong(r)]
    told = [r for r in copies if r.verdict.relation is Relation.REISSUE]
    kinds = Counter(f"{r.truth['label']}, {r.truth['why']}" for r in rows)
    print(f"\n{len(rows)} pairs, {len(legible)} of two legible captures: {dict(kinds)}")
    line("same act or closer found, legible captures", [r for r in same if r.serves], same, "95 %")
    line("proposals for reuse that are right", [r for r in served if r.is_same], served, "99.5 %")
    for why in HARD:
        of = [row for row in hard if row.truth["why"] == why]
        line(f"  {why} proposed for reuse", [r for r in of if r.serves], of, "0")
    line("re-issues told as such", told, copies, "80 %")
    line("re-issues taken for the same act", [r for r in copies if r.serves], copies, "0")
    line("pairs wrongly proposed, re-issue included", wrong, rows, "0")
    seconds = sorted(r.seconds for r in rows)
    middle, high = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    print(f"seconds of processor a pair: median {middle:.2f}, 95th percentile {high:.2f}")
    for rival in RIVALS:
        found = [row for row in rows if row.rivals[rival]]
        recall = sum(row.rivals[rival] for row in same)
        good = sum(row.is_same for row in found)
        print(f"  rival {rival:9} recall {recall}/{len(same)}, precision {good}/{len(found)}")
    print_relations(rows)
    print_named("wrong proposals", wrong)
    print_named("misses", [r for r in same if not r.serves])
    print_named("re-issues not told", [r for r in copies if r not in told])


def _is_wrong(row: Row) -> bool:
    if row.truth["label"] == "reissue":
        return row.serves
    return row.truth["label"] == "different_act" and row.verdict.relation in PROPOSED


def line(what: str, good: list[Row], of: list[Row], aim: str) -> None:
    share = len(good) / len(of) if of else 0.0
    print(f"{what:46} {len(good):>4} of {len(of):<4} {share:6.1%}   aim {aim}")


def print_relations(rows: list[Row]) -> None:
    print("\ntruth by relation said")
    keys = ((r.truth["why"], r.truth["both_legible"], str(r.verdict.relation)) for r in rows)
    for (why, legible, relation), count in sorted(Counter(keys).items()):
        seen = "legible" if legible else "not legible"
        print(f"  {why:14} {seen:12} {relation:14} {count:4}")


def print_named(title: str, rows: list[Row]) -> None:
    print(f"\n{title}: {len(rows)}")
    for row in rows:
        print("  ", row)


def print_cost(folder: Path, kept: Path, sample: int = 40) -> None:
    """What fingerprinting a page costs beyond its OCR: the plane, its features, its keys."""
    from app.fingerprint import alignment, ink

    names = [row["file"] for row in captures.rows(folder / "truth.jsonl")][:sample]
    seconds = []
    for name in names:
        read = captures.read(folder / "files" / name, kept)
        before = processor()
        capture = read.capture()
        for sheet in capture.sheets if capture else ():
            alignment.features(sheet)
            ink.marks(sheet)
        keys_of(read.text.split("\n"))
        pages = max(1, len(capture.sheets) if capture else 1)
        seconds.append((processor() - before) / pages)
    seconds.sort()
    mean, worst = sum(seconds) / len(seconds), seconds[int(len(seconds) * 0.95)]
    print(f"\nfingerprinting a page beyond its OCR, {len(seconds)} files (aim 0.3 s of processor):")
    print(f"  mean {mean:.3f} s, 95th percentile {worst:.3f} s")


if __name__ == "__main__":
    main()
