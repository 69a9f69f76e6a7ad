"""Are the fields of a reading right? Names, dates and numbers beside what the generator wrote.

"found": of what the truth says, what stands in a field of the reading. "right": of what the fields
say, what the truth says too. Letters that OCR took for others are forgiven in one of five.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from difflib import SequenceMatcher

from app.prescreen.content import lexicon
from tests.bench.prescreen_checks import read

NAMES = ("surname", "given_names", "father", "mother", "husband", "wife", "child")
ALIKE = 0.8  # of the letters of a name
Share = tuple[int, int]


def fields_of(row: dict, *names: str) -> list[dict]:
    return [field for field in row["found"]["fields"] if field["name"] in names]


CIVIL = frozenset(
    {"birth", "marriage", "death", "divorce", "family_book", "identity_card", "passport"}
)


def people(truth: dict) -> list[str]:
    """Who is named, each once; the registrar signs and is no party."""
    return list(dict.fromkeys(p["name"] for p in truth["persons"] if p["role"] != "registrar"))


def stands_in(name: str, texts: list[str]) -> bool:
    """Every part of the name in one of the texts, wherever."""
    bare = [lexicon.bare(text) for text in texts]
    tokens = [token for text in bare for token in lexicon.tokens(text)]
    return all(_in(part, bare, tokens) for part in lexicon.tokens(lexicon.bare(name)))


def _in(part: str, texts: list[str], tokens: list[str]) -> bool:
    if any(part in text for text in texts):
        return True
    return any(SequenceMatcher(None, part, token).ratio() >= ALIKE for token in tokens)


def names_found(row: dict) -> Share:
    texts = [field["text"] for field in fields_of(row, *NAMES)]
    named = [name for name in people(row["truth"]) if _is_written(name, row["truth"])]
    return sum(stands_in(name, texts) for name in named), len(named)


def _is_written(name: str, truth: dict) -> bool:
    """Some papers say only the first name of a child."""
    return stands_in(name, truth["text"])


def names_right(row: dict) -> Share:
    """In either spelling. A name that the paper gives and the truth does not (a grandfather's)
    counts as wrong."""
    given = fields_of(row, *NAMES)
    named = people(row["truth"]) + [p["latin"] for p in row["truth"]["persons"] if "latin" in p]
    return sum(_is_of(field["text"], named) for field in given), len(given)


def _is_of(text: str, names: list[str]) -> bool:
    tokens = lexicon.tokens(lexicon.bare(text))
    bare = [lexicon.bare(name) for name in names]
    parts = [part for name in bare for part in lexicon.tokens(name)]
    joined = ["".join(name.split()) for name in bare]
    known = sum(_in(token, joined, parts) for token in tokens)
    return bool(tokens) and known >= 2 / 3 * len(tokens)


def dates_of(fields: list[dict]) -> Iterator[tuple[date, int]]:
    """Civil dates, and the days by which each may be off: the beginning of a Hijri month was
    seen, not reckoned."""
    for field in fields:
        if field["converted"]:
            yield date.fromisoformat(field["converted"]), int(field["calendar"] == "hijri")


def is_among(day: str, fields: list[dict]) -> bool:
    wanted = date.fromisoformat(day)
    return any(abs(wanted - found) <= timedelta(slack) for found, slack in dates_of(fields))


def date_found(row: dict, which: str) -> Share:
    day = row["truth"][which]
    return (int(is_among(day, row["found"]["fields"])), 1) if day else (0, 0)


def births_right(row: dict) -> Share:
    true = [p["born"] for p in row["truth"]["persons"] if p.get("born")]
    given = [f for f in fields_of(row, "born_on") if f["converted"]]
    return sum(any(is_among(day, [field]) for day in true) for field in given), len(given)


def events_right(row: dict) -> Share:
    """What is said to be the day of the marriage or of the death."""
    given = [f for f in fields_of(row, "event_date") if f["converted"]]
    day = row["truth"]["event_date"]
    return sum(bool(day) and is_among(day, [field]) for field in given), len(given)


def number_found(row: dict) -> Share:
    number = row["truth"]["act_number"]
    texts = [_signs(field["text"]) for field in fields_of(row, "number")]
    return (int(any(_signs(number) in text for text in texts)), 1) if number else (0, 0)


def numbers_right(row: dict) -> Share:
    true = [_signs(number) for number in row["truth"]["numbers"].values()]
    texts = [_signs(field["text"]) for field in fields_of(row, "number")]
    return sum(any(number in text for number in true) for text in texts), len(texts)


def stamps_seen(row: dict) -> Share:
    seen = any(mark["kind"] == "stamp" for mark in row["found"]["marks"])
    return (int(seen), 1) if row["truth"]["stamps"] else (0, 0)


def no_stamp_seen(row: dict) -> Share:
    seen = any(mark["kind"] == "stamp" for mark in row["found"]["marks"])
    return (0, 0) if row["truth"]["stamps"] else (int(not seen), 1)


def _signs(text: str) -> str:
    return "".join(c for c in lexicon.bare(text).translate(_DIGITS) if c.isalnum())


_DIGITS = {zero + n: str(n) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for n in range(10)}
CHECKS = (
    ("persons named in a field: found", names_found),
    ("... name fields right", names_right),
    ("day of the event: found", lambda row: date_found(row, "event_date")),
    ("... said to be it, right", events_right),
    ("day of birth, right where given", births_right),
    ("day of issue: found", lambda row: date_found(row, "issued")),
    ("number of the act: found", number_found),
    ("... number fields right", numbers_right),
    ("a stamp located where one is", stamps_seen),
    ("... none where none is", no_stamp_seen),
)


def shares(rows: list[dict]) -> Iterator[tuple[str, int, int]]:
    """Over the legible captures of acts and identity papers; a letter has no fields to fill."""
    legible = [row for row in rows if read(row) and row["truth"]["type"] in CIVIL]
    for what, check in CHECKS:
        counts = [check(row) for row in legible]
        yield what, sum(right for right, _ in counts), sum(among for _, among in counts)
