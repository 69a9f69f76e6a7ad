"""The labels of an item in a cell, and where the value of each begins and ends.

A cell is parted at its colons; each part is the value of the label before it, a label, or both
("Ana Prezime:"). A label may be explained by another ("Батько: прізвище, ім'я: …"), and who it
speaks of is the first thing that it says ("Prénoms du père"). Many forms have no colon.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from rapidfuzz.distance import Indel

from app.prescreen.content import lexicon
from app.prescreen.content.cells import COLON, UNSPACED, Cell, is_small

PEOPLE = ("father", "mother", "husband", "wife")
NAMES = frozenset({"surname", "given_names", *PEOPLE})
Label = tuple[str, int, int]  # name, where it begins and ends; or where its value does
LONG_LABEL = 70  # characters before a colon
LIKE_A_LABEL = 0.75  # a value that is so alike a label is one
LONG_ENOUGH, ALIKE = 8, 0.87  # letters of a label that may be misread, and how alike it is
NUMBERING = re.compile(r"^[\W\d_]*(?:[ivx]{1,4}\.\s)?[\W\d_]*")
SIGN_AT_END = re.compile(r"(?<=\w\w)\W+(?:№|n[°º]|n\.[°º]|nr\.?|no\.?)$")
PARTICLES = frozenset(lexicon.tokens("de del der den van von ter zu la le el al bin ibn ben di"))


def labels_of(cell: Cell, languages: tuple[str, ...]) -> list[Label]:
    """The labels of a cell, each with where its value begins and ends; the same where none is."""
    *closed, (_, end) = _parts(cell.text)
    if closed:
        return _with_colons(cell.text, closed, end, languages)
    label = begins(cell.text, languages)
    if label is None or (label[0] in PEOPLE and is_small(_letter(cell, label[1]))):
        return []  # "mann", a sex, is no label of a husband
    return [_without_colon(cell, label, languages)]


def _with_colons(
    text: str, closed: list[tuple[int, int]], end: int, languages: tuple[str, ...]
) -> list[Label]:
    """From the parts that a colon closes."""
    found: list[Label] = []
    name, start = None, 0
    for first, last in closed:
        part = text[first:last]
        label = _label_of(part, languages)
        if label is None:
            name = name if _explains(part) else None
        elif label[0] == "number" and any(c.isdigit() for c in part[label[2] :]):
            found.append(("number", first + label[2], last))
            name = None
        else:
            if name and text[start : first + label[1]].strip(" .,-("):
                found.append((name, start, first + label[1]))
                name = None
            name = person_of(name, label[0])
        start = last + 1
    return [*found, (name, start, end)] if name else found


def _label_of(part: str, languages: tuple[str, ...]) -> Label | None:
    if label := begins(part, languages) or _ends(part, languages):
        name, begin, end = label
        return _whose(name, part[begin:], languages), begin, end
    return None


def _without_colon(cell: Cell, label: Label, languages: tuple[str, ...]) -> Label:
    """The label goes on in small letters ("Prénoms du père Abdou"), and in brackets."""
    name, begin, _ = label
    start = _again(cell.text, label, languages)
    rest = [at for at in cell.starts if at >= start]
    words = cell.words[len(cell.words) - len(rest) :]
    low = list(takewhile(_is_low, (word.text for word in words)))
    if not all(_part_of_name(word) for word in low):
        start = rest[len(low)] if len(low) < len(rest) else len(cell.text)
    return _whose(name, cell.text[begin:start], languages), start, len(cell.text)


def _letter(cell: Cell, at: int) -> str:
    """As written, the first of the word that stands there."""
    word = next(
        w
        for w, start in zip(reversed(cell.words), reversed(cell.starts), strict=True)
        if start <= at
    )
    return next(filter(str.isalpha, word.text), "")


def _is_low(text: str) -> bool:
    return is_small(text[:1]) or text[:1] == "("


def _part_of_name(text: str) -> bool:
    return text.lower() in PARTICLES


def _again(text: str, label: Label, languages: tuple[str, ...]) -> int:
    """Where a label ends that is said in several languages ("8 Padre / Père / Father")."""
    name, _, end = label
    while other := begins(text[end:], languages):
        if other[0] != name and not {other[0], name} <= NAMES:
            break
        end += other[2]
    return end


def person_of(before: str | None, name: str) -> str:
    """ "Mother: surname" and "surname of the mother" are the mother's."""
    return before if before in PEOPLE else name


def _explains(text: str) -> bool:
    return len(text) <= LONG_LABEL and not any(c.isdigit() for c in text)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in COLON.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def begins(text: str, languages: tuple[str, ...]) -> Label | None:
    """The label that a part begins with, behind its number."""
    first = NUMBERING.match(text)
    begin = first.end() if first else 0
    for name, label in all_labels(languages):
        end = begin + len(label)
        if text.startswith(label, begin) and not _goes_on(text, end, label):
            return name, begin, end
    return _resembles(text, begin, languages)


def _resembles(text: str, begin: int, languages: tuple[str, ...]) -> Label | None:
    """A long label of which OCR took a letter for another."""
    for name, label in all_labels(languages):
        if len(label) < LONG_ENOUGH:
            break
        end = begin + len(label)
        if text[end : end + 1].isalpha():
            continue
        if Indel.normalized_similarity(text[begin:end], label, score_cutoff=ALIKE):
            return name, begin, end
    return None


def is_label(text: str, languages: tuple[str, ...]) -> bool:
    """A value that is itself a label, well read or not, is none."""
    bare = lexicon.bare(text).strip(" .,:;()[]/-")
    return any(
        Indel.normalized_similarity(bare, label) >= LIKE_A_LABEL
        for name, label in all_labels(languages)
        if name in NAMES and len(label) >= LONG_ENOUGH // 2
    )


def _ends(text: str, languages: tuple[str, ...]) -> Label | None:
    """The label that a part ends with, just before its colon."""
    bare = text.rstrip(" .")
    for name, label in all_labels(languages):
        at = len(bare) - len(label)
        if bare.endswith(label) and (at <= 0 or not bare[at - 1].isalpha()):
            return name, max(at, 0), len(bare)
    return None


def _whose(name: str, text: str, languages: tuple[str, ...]) -> str:
    if name not in ("surname", "given_names"):
        return name
    tokens = lexicon.tokens(text)
    for person, label in all_labels(languages):
        if person in PEOPLE and any(_is_form(token, label) for token in tokens):
            return person
    return name


def _is_form(token: str, label: str) -> bool:
    """The word or one of its cases: "far", "fars"; but not "farmor"."""
    return len(label) > 2 and token.startswith(label) and len(token) - len(label) <= 1


def _goes_on(text: str, end: int, label: str) -> bool:
    """The label is only the beginning of a word: "far" of "farmor". Some scripts part no words."""
    return text[end : end + 1].isalpha() and not UNSPACED.match(label[-1])


@cache
def all_labels(languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Longest first, so that the most precise label wins."""
    raw = tomllib.loads((lexicon.DATA / "labels.toml").read_text("utf-8"))
    pairs = [
        (name, lexicon.bare(label))
        for code in languages
        for name, labels in raw.get(code, {}).items()
        for label in labels.split(";")
        if label.strip()
    ]
    pairs += [(name, SIGN_AT_END.sub("", label)) for name, label in pairs if name == "number"]
    kept = {pair for pair in pairs if pair[0] != "number" or len(pair[1]) > 1}
    return tuple(sorted(kept, key=lambda pair: (-len(pair[1]), pair)))
