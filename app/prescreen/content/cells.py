"""Cells of a page: words in the order in which they are read, and their bare text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from app.prescreen.content import lexicon
from app.prescreen.content.rows import middle_of
from app.prescreen.reading import Word

COLON = re.compile(r"(?<!\d):|:(?!\d)")  # not that of an hour
COLONS = str.maketrans({"：": ":", "։": ":", "︓": ":"})
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u9fff]")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
NEAR = 4  # rows above and below that are looked at
LABEL_GAP = 0.6  # of the gap below a label, under which it belongs to what is above
REACH = 3.5  # heights of a label: the farthest gap to its value
LEAN = 1.2  # heights of a line by which a value stands higher or lower than its label


@dataclass(frozen=True)
class Cell:
    """Words in the order in which they are read, and their bare text."""

    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]  # of each word in the text

    @classmethod
    def of(cls, words: Sequence[Word]) -> "Cell":
        ordered = tuple(reversed(words)) if is_backwards(words) else tuple(words)
        text, starts = "", []
        for word in ordered:
            starts.append(len(text))
            text += lexicon.bare(word.text.translate(COLONS)) + " "
        return cls(ordered, text[:-1], tuple(starts))

    @property
    def height(self) -> int:
        return max(word.height for word in self.words)

    def between(self, start: int, end: int) -> tuple[tuple[Word, ...], str]:
        """The words of a part of the text, and them as written."""
        inside = [
            (word, _cut(word.text, start - at, end - at))
            for word, at in zip(self.words, self.starts, strict=True)
            if at < end and at + len(lexicon.bare(word.text)) > start
        ]
        kept = [(word, text) for word, text in inside if text]
        return tuple(word for word, _ in kept), " ".join(text for _, text in kept)


def _cut(text: str, start: int, end: int) -> str:
    """A label and its value may be one word ("姓名:周子轩"); else what follows the label in its
    word belongs to it ("Vorname(n)")."""
    if start <= 0 and end >= len(text):
        return text
    same = len(lexicon.bare(text)) == len(text)
    parted = UNSPACED.search(text) or COLON.search(text)
    return text[max(start, 0) : end] if same and parted else ""


def is_small(letter: str) -> bool:
    """A small letter, where a script has capitals: Georgian writes none."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def is_backwards(words: Sequence[Word]) -> bool:
    """Arabic and Hebrew stand from right to left; a text layer without places is in order."""
    letters = [c for word in words for c in word.text if c.isalpha()]
    placed = any(word.width for word in words)
    return placed and 2 * sum(bool(RIGHT_TO_LEFT.match(c)) for c in letters) > len(letters)


def in_order(row: Sequence[Word]) -> list[Word]:
    """The words of a row as they are read."""
    return list(reversed(row)) if is_backwards(row) else list(row)


def is_level(cell: Cell, label: Cell) -> bool:
    """On the line of the label, on paper that leans."""
    high = max(word.height for word in (*label.words, *cell.words))
    return abs(middle_of(cell.words) - middle_of(label.words)) < LEAN * high


def overlap(cell: Cell, other: Cell) -> bool:
    """One above the other."""
    ours, theirs = extent(other), extent(cell)
    return ours[0] <= theirs[1] and theirs[0] <= ours[1]


def gap(upper: Cell, lower: Cell) -> float:
    """Pixels between two cells, one above the other."""
    return min(w.top for w in lower.words) - max(w.top + w.height for w in upper.words)


def nearest(
    cell: Cell, rows: Sequence[Sequence[Cell]], *, above: bool
) -> tuple[Cell | None, float]:
    """The cell that stands closest above it, or below, in `rows`, and how far; columns beside it
    count for nothing."""
    pairs = [
        (gap(other, cell) if above else gap(cell, other), other)
        for row in rows
        for other in row
        if overlap(other, cell)
    ]
    near = [(far, other) for far, other in pairs if -0.5 * cell.height <= far < REACH * cell.height]
    far, found = min(near, key=lambda pair: pair[0], default=(inf, None))
    return found, far


def is_labelled_below(over: float, under: float, label: Cell) -> bool:
    """Some forms print the label under the line that is filled in."""
    return over < LABEL_GAP * min(under, 2 * label.height)


def extent(cell: Cell) -> tuple[int, int]:
    return min(w.left for w in cell.words), max(w.left + w.width for w in cell.words)
