"""French first, English beside it: no string on a screen without its translation."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.xml", "jinja2")]

pytestmark = pytest.mark.no_database


def messages_in_code() -> set[str]:
    found = set()
    for folder in ("app", "templates", "workers"):
        rows = extract_from_dir(
            str(ROOT / folder),
            METHODS,
            options_map={"**.html": {"silent": "false"}},
            keywords=KEYWORDS,
        )
        for _file, _line, message, _comments, _context in rows:
            found.add(message[0] if isinstance(message, tuple) else message)
    return found


def catalogue(locale: str) -> dict[str, object]:
    path = ROOT / "app" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        rows = read_po(source)
    return {(row.id[0] if isinstance(row.id, tuple) else row.id): row for row in rows if row.id}


def is_complete(row) -> bool:
    strings = row.string if isinstance(row.string, tuple) else (row.string,)
    return all(strings) and "fuzzy" not in row.flags


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_message_is_translated(locale):
    rows = catalogue(locale)
    missing = sorted(m for m in messages_in_code() if m not in rows or not is_complete(rows[m]))
    assert missing == []


def test_placeholders_survive_translation():
    import re

    placeholder = re.compile(r"%\(\w+\)[sd]")
    broken = []
    for message, row in catalogue("en").items():
        strings = row.string if isinstance(row.string, tuple) else (row.string,)
        for text in strings:
            if text and set(placeholder.findall(text)) - set(placeholder.findall(str(row.id))):
                broken.append(message)
    assert broken == []


def test_the_compiled_catalogues_are_those_of_the_sources():
    for locale in ("fr", "en"):
        po = ROOT / "app" / "translations" / locale / "LC_MESSAGES" / "messages.po"
        assert po.with_suffix(".mo").is_file()
