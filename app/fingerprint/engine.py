"""Relations between captures, on files alone: every pair that shows the same thing.

The words that OCR reads come with the captures; who makes captures of files is `app.reuse`, which
stands above both the reading of pages and this slice.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

from app.fingerprint.pair import decision
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.pair.sheet import Capture
from app.fingerprint.relation import Relation

CHUNK = 1 << 20


@dataclass(frozen=True)
class Pair:
    """Two files that show the same thing; `score` is 1 where nothing is left to doubt."""

    a: str
    b: str
    relation: Relation
    score: float
    evidence: dict

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def digest(path: Path) -> str:
    """SHA-256 of the bytes as received."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def pairs(captures: Sequence[tuple[str, Capture]]) -> Iterator[Pair]:
    """Every pair of named captures that is not `different`, in the order given."""
    for (a, first), (b, second) in combinations(captures, 2):
        verdict = relate(first, second)
        if verdict.relation is not Relation.DIFFERENT:
            yield Pair(a, b, verdict.relation, verdict.score, verdict.evidence)


def relate(first: Capture, second: Capture) -> Verdict:
    return decision.relate(first, second)
