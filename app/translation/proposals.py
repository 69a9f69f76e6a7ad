"""What the machine read, proposed for the form: shown as such, never taken silently."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.catalogue.models import DocumentType
from app.prescreen.models import Reading
from app.prescreen.places import Place, place_of
from app.translation.acts import Act

# Field names of `prescreen.reading.Field` that go into the form's fields as they are.
ALIASES = {"number": "act_number", "issued": "issued_on"}
EVENT = {
    DocumentType.BIRTH: "born_on",
    DocumentType.MARRIAGE: "married_on",
    DocumentType.DEATH: "died_on",
}


@dataclass(frozen=True)
class Proposal:
    """`value` is what one click writes: a civil date, a number; empty where a person translates."""

    text: str
    value: str
    calendar: str
    rule: str
    place: Place | None


def proposals(
    act: Act, kind: DocumentType | None, readings: Iterable[Reading]
) -> dict[str, Proposal]:
    """By the keys of `act` that OCR found something for."""
    kinds = {field.key: field.kind for field in act.fields}
    found: dict[str, Proposal] = {}
    for reading, item in _read(readings):
        name = _key(str(item.get("name") or ""), kind)
        if name in kinds and name not in found and (item.get("text") or item.get("value")):
            found[name] = _proposal(reading, item, kinds[name])
    return found


def dates_read(readings: Iterable[Reading]) -> list[Proposal]:
    """Every date found on the pages, converted, with its rule: the translator says whose it is."""
    return [_proposal(reading, i, "date") for reading, i in _read(readings) if i.get("converted")]


def _read(readings: Iterable[Reading]) -> Iterator[tuple[Reading, dict[str, object]]]:
    for reading in readings:
        for item in _items(reading):
            yield reading, item


def _items(reading: Reading) -> list[dict[str, object]]:
    """Whatever shape the reading gave them: a list of items, or items by their name."""
    given = (reading.evidence or {}).get("fields") or []
    if isinstance(given, dict):
        given = [
            {"name": name, **(item if isinstance(item, dict) else {"text": item})}
            for name, item in given.items()
        ]
    return [item for item in given if isinstance(item, dict)]


def _key(name: str, kind: DocumentType | None) -> str:
    """A date that no label explains belongs to nobody: see `dates_read`."""
    if name == "event_date":
        return EVENT.get(kind, "") if kind else ""
    return ALIASES.get(name, name)


def _proposal(reading: Reading, item: dict[str, object], kind: str) -> Proposal:
    text = str(item.get("text") or item.get("value") or "")
    calendar = str(item.get("calendar") or "")
    return Proposal(
        text=text,
        value=_civil(item.get("converted")) or (text if kind == "number" else ""),
        calendar="" if calendar == "gregorian" else calendar,
        rule=str(item.get("rule") or ""),
        place=place_of(reading, item),
    )


def _civil(converted: object) -> str:
    """31/12/1990, from the machine's 1990-12-31."""
    try:
        return date.fromisoformat(str(converted)).strftime("%d/%m/%Y") if converted else ""
    except ValueError:
        return ""
