"""How many signs make a word, where no spaces are written: our count of true texts beside ICU's.

    python -m tests.bench.fit_words --set DIR [--set DIR …]

Prints, for each language without spaces how many texts are counted
within a tenth, under a few values of each constant of `content/word_count.py`.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from app.prescreen.content import document_type, word_count

GRID = {
    "zh": ("SIGNS_A_WORD", (1.5, 1.6, 1.65, 1.7, 1.8)),
    "ja": ("SIGNS_A_WORD", (1.5, 1.6, 1.65, 1.7, 1.8)),
    "th": ("THAI_A_WORD", (3.0, 3.2, 3.3, 3.4, 3.6)),
}
Counted = tuple[list[str], int]  # lines of a text, and its true words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, action="append", required=True)
    sets = parser.parse_args().set
    for language, (name, values) in GRID.items():
        texts = list(_texts(sets, language))
        for value in values:
            setattr(word_count, name, value)
            shares = [_count(lines) / true for lines, true in texts]
            right = sum(abs(share - 1) <= 0.1 for share in shares)
            mean = sum(shares) / max(1, len(shares))
            print(f"{language} {name} {value}: {right}/{len(texts)} right, mean {mean:.3f}")


def _texts(sets: list[Path], language: str) -> Iterator[Counted]:
    """Each text once, however many captures there are of it."""
    seen: set[str] = set()
    for folder in sets:
        for row in map(json.loads, (folder / "truth.jsonl").read_text("utf-8").splitlines()):
            text = "\n".join(row["text"])
            if row["languages"][0] == language and text not in seen:
                seen.add(text)
                yield text.split("\n"), row["words_total"]


def _count(lines: list[str]) -> float:
    prose = (line for line in lines if not document_type.is_machine_readable(line))
    return sum(word_count.of(line.split()) for line in prose)


if __name__ == "__main__":
    main()
