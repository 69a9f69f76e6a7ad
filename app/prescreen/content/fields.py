"""Known items of an act as OCR gives them: text as written, its place on the page, its date."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app import clock
from app.prescreen.content import dates, labelled, machine_readable, occasions
from app.prescreen.content.cells import NEAR, Cell, in_order, is_labelled_below, is_small, nearest
from app.prescreen.content.labelled import Item
from app.prescreen.content.labelling import NAMES
from app.prescreen.content.rows import box_of, cells_of, rows_of
from app.prescreen.reading import Field, PageReading, Word

LONGEST = 80  # characters of a value
FEWEST = 2  # letters of a name
SPOUSES = ("husband", "wife")
COUPLES = ("marriage", "divorce", "family_book", "judgment", "residence", "other")
FARTHEST = 2  # words before the figures of a number
LONGEST_NAME = 9  # words
# Of the forms of the Vienna convention: "5 Conti 6 Orlando".
BOX_NUMBER = re.compile(r"(?:^|\s)\d{1,2}[.)]?\s+(?=[^\W\d])")
EDGES = " :=.,;-—_|/()«»\"'"
NUMBER_LEAD = re.compile(r"^[^\W\d_]{1,4}$")  # the letters of a series: "S 539/2005"


def find(page: PageReading, languages: tuple[str, ...]) -> tuple[Field, ...]:
    rows = rows_of(page.boxes)
    found = list(_dates(page.number, rows, languages))
    for item in labelled.find(rows, languages):
        found += _fields(page.number, item, languages)
    found += machine_readable.find(page.number, rows, clock.today())
    known = " ".join(field.text for field in found if field.name == "number")
    for item in labelled.numbers_anywhere(rows, languages):
        found += [] if item.text in known else _fields(page.number, item, languages)
    return tuple(_once(found))


def _dates(number: int, rows: list[list[Word]], languages: tuple[str, ...]) -> Iterator[Field]:
    """Every date, under the name of what the words before it speak of: those of its own line, or
    of the nearest where it stands alone."""
    table = [[Cell.of(words) for words in cells_of(row)] for row in rows if row]
    for index, words in enumerate(map(in_order, rows)):
        line = [word.text for word in words]
        since = 0
        for when in dates.find(" ".join(line), languages):
            own = words[slice(*when.words)]
            cell = next((c for c in table[index] if own and own[0] in c.words), table[index][0])
            before = " ".join(w.text for w in words[since : when.words[0]] if w in cell.words)
            if not any(c.isalpha() for c in before):
                before = _near(cell, table, index)
            yield _dated(occasions.of(before, languages), number, when, words)
            since = when.words[1]


def _near(cell: Cell, table: list[list[Cell]], index: int) -> str:
    """What stands above, or below where a form prints its labels under what is filled in."""
    over, far_over = nearest(cell, table[max(0, index - NEAR) : index], above=True)
    under, far_under = nearest(cell, table[index + 1 : index + 1 + NEAR], above=False)
    label = under if under and is_labelled_below(far_under, far_over, under) else over
    return "" if label is None or dates.NUMERIC.search(label.text) else label.text


def _dated(name: str, number: int, when: dates.DateFound, words: Sequence[Word]) -> Field:
    civil = when.converted.isoformat() if when.converted else None
    box = box_of(words[slice(*when.words)]) or box_of(words)
    return Field(name, when.text, number, box, civil, when.calendar, when.rule)


def _fields(number: int, item: Item, languages: tuple[str, ...]) -> list[Field]:
    """A field where the value can be one: a name has letters, a day has figures."""
    if item.name.endswith(("_on", "_date")):
        return _days(number, item, languages)
    if item.name == "number" and dates.find(item.text, languages):
        return []
    kept = _name(item.text) if item.name in NAMES else _value(item)
    return [Field(item.name, kept[:LONGEST], number, box_of(item.words))] if kept else []


def _days(number: int, item: Item, languages: tuple[str, ...]) -> list[Field]:
    found = dates.find(item.text, languages)
    if found:
        return [_dated(item.name, number, found[0], item.words)]
    text = item.text.strip(EDGES)
    is_day = any(c.isdigit() for c in text)
    return [Field(item.name, text[:LONGEST], number, box_of(item.words))] if is_day else []


def _name(text: str) -> str:
    """Up to the first figure: what follows a name on its line is another item. Running text and
    headings are no names."""
    kept = re.split(r"\S*\d", BOX_NUMBER.sub(" ", text), maxsplit=1)[0].strip(EDGES)
    is_low = any(map(is_small, kept)) and not any(c.isupper() for c in kept)
    if is_low or len(kept.split()) > LONGEST_NAME or sum(map(str.isalpha, kept)) < FEWEST:
        return ""
    return kept


def _value(item: Item) -> str:
    if item.name != "number":
        return _name(item.text)
    words = item.text.split()
    first = next((n for n, word in enumerate(words) if any(c.isdigit() for c in word)), None)
    if first is None or first > FARTHEST:
        return ""
    last = first
    while last + 1 < len(words) and any(c.isdigit() for c in words[last + 1]):
        last += 1
    if first and NUMBER_LEAD.match(words[first - 1]) and not is_small(words[first - 1][0]):
        first -= 1
    return " ".join(words[first : last + 1]).strip(EDGES)


def _once(found: list[Field]) -> Iterator[Field]:
    """What a label and the words around explain alike is said once; a date that a label explains
    is not said again without."""
    named = {(field.name, field.text) for field in found if field.name != "date"}
    texts = {text for _, text in named}
    for field in found:
        if field.name == "date" and field.text in texts:
            continue
        if field.name == "date":
            yield field
        elif (field.name, field.text) in named:
            named.remove((field.name, field.text))
            yield field


def of_kind(found: Iterable[Field], kind: str) -> tuple[Field, ...]:
    """ "Громадянин" is the husband of a marriage, and on a birth certificate the child."""
    if kind in COUPLES:
        return tuple(found)
    return tuple(
        replace(field, name="given_names") if field.name in SPOUSES else field for field in found
    )
