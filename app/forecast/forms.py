"""What the coordinator supposes, read from the URL: it can be kept, sent and opened again."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from uuid import UUID

from app.forecast.scenario import Scenario

READ: dict[str, Callable[[str], object]] = {
    "absent": UUID,
    "absent_from": date.fromisoformat,
    "absent_to": date.fromisoformat,
    "lost": UUID,
    "doubled": str,
    "taught": UUID,
    "taught_language": str,
}


def scenario_from(args: Mapping[str, str]) -> Scenario:
    """What does not read is left out."""
    found: dict[str, object] = {}
    for each in fields(Scenario):
        try:
            if text := args.get(each.name, "").strip():
                found[each.name] = READ[each.name](text)
        except ValueError:
            continue
    return Scenario(**found)  # type: ignore[arg-type]


def halves(args: Mapping[str, str], what: Scenario) -> list[str]:
    """Parts begun and not finished: `absence`, `teaching`, `dates`."""
    wrong = []
    if what.absent and not what.is_absence:
        wrong.append("absence")
    if what.absent_from and what.absent_to and what.absent_to < what.absent_from:
        wrong.append("dates")
    if bool(what.taught) != bool(what.taught_language):
        wrong.append("teaching")
    return wrong
