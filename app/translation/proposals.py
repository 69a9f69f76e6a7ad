"""What the machine read, proposed for the form: shown as such, never taken silently."""

from collections.abc import Iterable

from app.catalogue.models import DocumentType
from app.prescreen.models import Reading
from app.translation.acts import Act

# Field names of `prescreen.reading.Field` that go into the form's fields as they are.
ALIASES = {"number": "act_number", "event_date": "", "issued": "issued_on"}
EVENT = {
    DocumentType.BIRTH: "born_on",
    DocumentType.MARRIAGE: "married_on",
    DocumentType.DEATH: "died_on",
}


def proposals(
    act: Act, kind: DocumentType | None, readings: Iterable[Reading]
) -> dict[str, dict[str, str]]:
    """`{key: {text, converted, rule}}` for the keys of `act` that OCR found something for."""
    keys = {field.key for field in act.fields}
    found: dict[str, dict[str, str]] = {}
    for reading in readings:
        for item in reading.evidence.get("fields", []):
            name = item.get("name", "")
            if name in ("date", "event_date") and kind:
                name = EVENT.get(kind, "")
            name = ALIASES.get(name, name)
            if name in keys and name not in found:
                found[name] = {
                    part: item.get(part) or "" for part in ("text", "converted", "calendar", "rule")
                }
    return found
