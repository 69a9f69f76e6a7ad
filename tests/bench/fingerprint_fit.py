"""Fits the second look: of which zones may it be said that nothing but noise is left there?

    python -m tests.bench.fingerprint_fit [--set DIR] [--readings DIR] [--sample N]

Other captures must keep no zone; different acts, and captures of which one digit was changed
(`fingerprint_digits`), must keep one. Every pair is compared once; the zones are then looked at
under each setting. Fit on the development set, report on another.
"""

import argparse
import random
from collections.abc import Iterator
from itertools import product

from app.fingerprint.pair import comparison, decision, residue
from app.fingerprint.pair import thresholds as limit
from app.fingerprint.pair.comparison import Comparison
from app.fingerprint.pair.sheet import Capture
from tests.bench import captures, fingerprint_digits
from tests.bench.captures import Readings

INK, PIECES = (0.3, 0.35, 0.4, 0.45, 0.5), (0.002, 0.004, 0.008, 0.013)
OF_NUMBERS, PIECES_OF_NUMBERS = (0.3, 0.35, 0.4), (0.004, 0.008, 0.016)
APART = ("twin", "same_form", "reissue")


SETTINGS = list(product(INK, PIECES, OF_NUMBERS, PIECES_OF_NUMBERS))
MOST_ZONES = limit.MOST_ZONES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    captures.add_arguments(parser)
    parser.add_argument("--sample", type=int, default=60, help="pairs of each kind")
    args = parser.parse_args()
    readings = Readings.chosen(args)
    served: dict[bool, list[list[bool]]] = {True: [], False: []}
    for is_same, first, second in _pairs(readings, args.sample):
        served[is_same].append(_served(first, second))
    print("share of ink, piece; of numbers: other captures served, other acts served")
    for rank, setting in enumerate(SETTINGS):
        good, bad = (sum(row[rank] for row in served[kind]) for kind in (True, False))
        print(*setting, f"{good} of {len(served[True])}, {bad} of {len(served[False])}")


def _served(first: Capture, second: Capture) -> list[bool]:
    """Under each setting, whether no zone is left."""
    limit.MOST_ZONES = 0  # zones as they come, before the second look
    found = decision.matched(first.sheets, second.sheets)
    limit.MOST_ZONES = MOST_ZONES
    if not found or not all(_is_candidate(page) for page in found):
        return [False] * len(SETTINGS)
    looks = [residue.look(p.first, p.second, p.alignment.matrix) for p in found]
    return [_is_served(list(zip(looks, found, strict=True)), *setting) for setting in SETTINGS]


def _is_served(
    pages: list[tuple[residue.Look, Comparison]], ink: float, piece: float, own: float, least: float
) -> bool:
    limit.LEFT, limit.NUMBER_LEFT = (ink, piece), (own, least)
    return not any(comparison.is_kept(zone, look) for look, p in pages for zone in p.zones)


def _is_candidate(page: Comparison) -> bool:
    """Only its zones stand between the pair and a proposal; too many are no noise."""
    bare = Comparison(
        page.first, page.second, page.alignment, page.marks, page.agreement, page.sharpness
    )
    return decision.is_same_paper(bare) and len(page.zones) <= MOST_ZONES


def _pairs(readings: Readings, sample: int) -> Iterator[tuple[bool, Capture, Capture]]:
    rows = [r for r in readings.rows("pairs.jsonl") if r["both_legible"]]
    random.Random(5).shuffle(rows)

    def read(name: str) -> Capture | None:
        return readings.read(name).capture()

    same = [row for row in rows if row["label"] == "same_act"][:sample]
    apart = [row for row in rows if row["why"] in APART][:sample]
    for row in [*same, *apart]:
        first, second = read(row["file_a"]), read(row["file_b"])
        if first and second:
            yield row["label"] == "same_act", first, second
    for row in same:
        first, second = read(row["file_a"]), read(row["file_b"])
        said = fingerprint_digits.Truth.of(readings.truth[row["file_a"]])
        changed = first and fingerprint_digits.neighbour(first, row["file_a"], said)
        if changed and second:
            yield False, changed[0], second


if __name__ == "__main__":
    main()
