"""Relations between files, on files alone. First form: the same bytes."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

CHUNK = 1 << 20


@dataclass(frozen=True)
class Pair:
    """Two files that show the same thing; `score` is 1 where nothing is left to doubt."""

    a: str
    b: str
    relation: str  # a value of fingerprint.models.Relation
    score: float
    evidence: dict[str, str]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def digest(path: Path) -> str:
    """SHA-256 of the bytes as received."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def pairs(paths: Iterable[Path]) -> Iterator[Pair]:
    """Every pair of files with the same bytes, in the order given."""
    digests = [(str(path), digest(path)) for path in paths]
    for (a, of_a), (b, of_b) in combinations(digests, 2):
        if of_a == of_b:
            yield Pair(a, b, "identical", 1.0, {"sha256": of_a})
