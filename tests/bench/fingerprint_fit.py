"""Fits the second look: of which zones may it be said that nothing but noise is left there?

    python -m tests.bench.fingerprint_fit [--set DIR] [--readings DIR] [--sample N]

Other captures must keep no zone; different acts, and captures of which one digit was changed
(`fingerprint_digits`), must keep one. Every pair is compared once; the zones are then looked at
under each setting. Fit on the development set, report on another.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from app.fingerprint import comparison, decision, residue
from app.fingerprint import thresholds as limit
from app.fingerprint.comparison import Comparison
from app.fingerprint.sheet import Capture, Sheet
from tests.bench import captures, fingerprint_digits

INK, PIECES = (0.3, 0.35, 0.4, 0.45, 0.5), (0.002, 0.004, 0.008, 0.013)
OF_NUMBERS, PIECES_OF_NUMBERS = (0.3, 0.35, 0.4), (0.004, 0.008, 0.016)
APART = ("twin", "same_form", "reissue")


@dataclass(frozen=True)
class Measured:
    """A pair of captures, whether they show one paper, its pages and what is seen of each."""

    is_same: bool
    sides: list[tuple[residue.Look, Comparison]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=captures.CORPUS / "sets/dev")
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--sample", type=int, default=60, help="pairs of each kind")
    args = parser.parse_args()
    kept = args.readings or Path("var/bench/readings") / args.set.resolve().name
    limit.MOST_ZONES = 0  # zones as they come, before the second look
    measured = list(_measured(args.set, kept, args.sample))
    limit.MOST_ZONES = 60
    same = [pair for pair in measured if pair.is_same]
    other = [pair for pair in measured if not pair.is_same]
    print("share of ink, piece; of numbers: other captures served, other acts served")
    for ink, piece, of_number, number in product(INK, PIECES, OF_NUMBERS, PIECES_OF_NUMBERS):
        limit.LEFT, limit.NUMBER_LEFT = (ink, piece), (of_number, number)
        good, bad = sum(map(serves, same)), sum(map(serves, other))
        print(ink, piece, of_number, number, f"{good} of {len(same)}, {bad} of {len(other)}")


def serves(pair: Measured) -> bool:
    return all(not any(comparison.is_kept(z, look) for z in p.zones) for look, p in pair.sides)


def _measured(folder: Path, kept: Path, sample: int) -> Iterator[Measured]:
    for is_same, first, second in _pairs(folder, kept, sample):
        found = decision.matched(first.sheets, second.sheets)
        if found and all(_is_candidate(page) for page in found):
            yield Measured(is_same, [(_look(page), page) for page in found])


def _is_candidate(page: Comparison) -> bool:
    """Only its zones stand between the pair and a proposal; too many are no noise."""
    bare = Comparison(
        page.first, page.second, page.alignment, page.marks, page.agreement, page.sharpness
    )
    return decision.is_same_paper(bare) and len(page.zones) <= 60


def _look(page: Comparison) -> residue.Look:
    found = residue.look(page.first, page.second, page.alignment.matrix)
    _forget(page.first, page.second)
    return found


def _forget(*sheets: Sheet) -> None:
    for sheet in sheets:
        sheet.memory.clear()
        sheet.plane = sheet.raw = np.zeros((1, 1), np.uint8)


def _pairs(folder: Path, kept: Path, sample: int) -> Iterator[tuple[bool, Capture, Capture]]:
    rows = [r for r in captures.rows(folder / "pairs.jsonl") if r["both_legible"]]
    random.Random(5).shuffle(rows)

    def read(name: str) -> Capture | None:
        return captures.read(folder / "files" / name, kept).capture()

    same = [row for row in rows if row["label"] == "same_act"][:sample]
    apart = [row for row in rows if row["why"] in APART][:sample]
    for row in [*same, *apart]:
        first, second = read(row["file_a"]), read(row["file_b"])
        if first and second:
            yield row["label"] == "same_act", first, second
    for row in same:
        first, second = read(row["file_a"]), read(row["file_b"])
        changed = first and fingerprint_digits.neighbour(first, row["file_a"])
        if changed and second:
            yield False, changed[0], second


if __name__ == "__main__":
    main()
