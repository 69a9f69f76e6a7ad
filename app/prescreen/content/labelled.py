"""Items of an act by the labels before them: on the same line, in the next cell, or below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.prescreen.content.cells import (
    NEAR,
    Cell,
    extent,
    is_backwards,
    is_labelled_below,
    is_level,
    nearest,
)
from app.prescreen.content.labelling import (
    NAMES,
    PEOPLE,
    all_labels,
    begins,
    is_label,
    labels_of,
    person_of,
)
from app.prescreen.content.rows import cells_of
from app.prescreen.reading import Word

OWN_NAMES = ("surname", "given_names")
SECTION = 4  # lines that a heading ("FATHER") speaks for
MOST_BELOW = 12  # values under the head of a column
LONG_SIGN = 10  # letters of a label that is one wherever it stands
# OCR makes of "№" what it likes; a town may stand before the number.
NUMBER_SIGN = r"\W{0,4}(?:[^\W\d]{1,12}\W{1,3}){0,2}"


@dataclass(frozen=True)
class Item:
    name: str
    words: tuple[Word, ...]
    text: str  # of the words; the label cut off where they are one word


def find(rows: Sequence[Sequence[Word]], languages: tuple[str, ...]) -> Iterator[Item]:
    table = [[Cell.of(words) for words in cells_of(row)] for row in rows if row]
    person, since = "", 0
    for index, cells in enumerate(table):
        labels = [
            (place, label) for place, c in enumerate(cells) for label in labels_of(c, languages)
        ]
        for place, (name, start, end) in labels:
            if person and index - since <= SECTION and name in OWN_NAMES:
                name = person
            value = _value(name, cells[place], start, end, languages)
            is_column = len(labels) > 1
            found = [value] if value else _values(name, (index, place), table, languages, is_column)
            if name in PEOPLE and not found:
                person, since = name, index
            yield from found


def _value(name: str, cell: Cell, start: int, end: int, languages: tuple[str, ...]) -> Item | None:
    """What stands between; less another label before it ("muž: příjmení Novák")."""
    words, text = cell.between(start, end) if end > start else ((), "")
    if name in NAMES and (label := begins(cell.text[start:end].lstrip(), languages)):
        skipped = len(cell.text[start:end]) - len(cell.text[start:end].lstrip())
        if label[0] in NAMES and label[2] > label[1]:
            name = person_of(label[0] if label[0] in PEOPLE else name, name)
            words, text = cell.between(start + skipped + label[2], end)
    if not any(c.isalnum() for c in text) or (name in NAMES and is_label(text, languages)):
        return None
    return Item(name, words, text)


def _values(
    name: str,
    at: tuple[int, int],
    table: list[list[Cell]],
    languages: tuple[str, ...],
    is_column: bool,
) -> list[Item]:
    """Of a label that stands alone: the heads of columns have theirs below, others beside."""
    index, place = at
    label = table[index][place]
    over, far_over = nearest(label, table[max(0, index - NEAR) : index], above=True)
    under, far_under = nearest(label, table[index + 1 : index + 1 + NEAR], above=False)
    if over and is_labelled_below(far_over, far_under, label) and not labels_of(over, languages):
        return [_whole(name, over)]
    if is_column and (below := _column(name, label, table[index + 1 :], languages)):
        return below
    around = [cells for cells in table[max(0, index - 1) : index + 2] if cells is not table[index]]
    leaning = [cell for cells in around for cell in cells if is_level(cell, label)]
    beside = _beside(name, label, table[index], languages)
    beside = beside or _beside(name, label, leaning, languages)
    if not beside and under and not labels_of(under, languages):
        return [_whole(name, under)]
    return beside


def _beside(name: str, label: Cell, cells: list[Cell], languages: tuple[str, ...]) -> list[Item]:
    """The cells that follow, up to the next label: a form of two persons has two."""
    left, right = extent(label)
    after = [cell for cell in cells if cell is not label and extent(cell)[0] >= right]
    if is_backwards(label.words):
        after = [cell for cell in cells if cell is not label and extent(cell)[1] <= left][::-1]
    found = []
    for cell in after[:2]:
        if labels_of(cell, languages):
            break
        found.append(_whole(name, cell))
    return found


def _column(
    name: str, label: Cell, rows: list[list[Cell]], languages: tuple[str, ...]
) -> list[Item]:
    """All that stands under the head of a column."""
    found: list[Item] = []
    bottom = label
    for cells in rows[:MOST_BELOW]:
        below, _ = nearest(bottom, [cells], above=False)
        if below is None or any(labels_of(cell, languages) for cell in cells):
            break
        found.append(_whole(name, below))
        bottom = below
    return found


def _whole(name: str, cell: Cell) -> Item:
    return Item(name, cell.words, " ".join(word.text for word in cell.words))


def numbers_anywhere(rows: Sequence[Sequence[Word]], languages: tuple[str, ...]) -> Iterator[Item]:
    """A number that running text names: "MARIAGE N° 9978 du registre"."""
    signs = [
        label
        for name, label in all_labels(languages)
        if name == "number" and (" " in label or len(label) >= LONG_SIGN)
    ]
    for cell in (Cell.of(row) for row in rows if row):
        for label in signs:
            sign = rf"(?<!\w){re.escape(label)}{NUMBER_SIGN}(\w*\d[\w/-]*)"
            match = re.search(sign, cell.text) if label in cell.text else None
            if match:
                words, text = cell.between(*match.span(1))
                yield Item("number", words, text)
                break
