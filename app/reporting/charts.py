"""The dashboard's figures as rows of a chart: a label, a value, the list of cases behind it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from app.i18n import _, _l, language_name
from app.reporting.dashboard_queries import StockRow

LANGUAGES_DRAWN = 12
Row = tuple[str, int, str]


@dataclass(frozen=True)
class Age:
    """A class of what is left of the 21 days, and the filter that lists it."""

    title: object
    args: dict[str, Any]


# In the order of `StockRow.counts`.
AGES = (
    Age(_l("Plus de 14 j"), {"due_after": 14}),
    Age(_l("7 à 14 j"), {"due_after": 7, "due_within": 14}),
    Age(_l("Moins de 7 j"), {"due_after": 0, "due_within": 7}),
    Age(_l("Dépassé"), {"late": "1"}),
    Age(_l("Suspendu"), {"status": "awaiting_institution"}),
)


def days(rows: list[tuple[date, int]], what: str) -> list[Row]:
    """One column a day; `what` is `submitted` or `delivered`."""
    every = url_for("cases.index", scope="all")
    return [
        (
            f"{day:%d/%m}",
            count,
            f"{every}&{what}_from={day}&{what}_to={day}",
        )
        for day, count in rows
    ]


def coming(rows: list[tuple[date, int]]) -> list[Row]:
    return [
        (f"{day:%d/%m}", count, url_for("cases.index", due_on=day.isoformat()))
        for day, count in rows
    ]


def stock(rows: list[StockRow]) -> list[tuple[str, list[int], str]]:
    """The languages with the largest stock; the table beside holds them all."""
    return [
        (
            language_name(row.language) if row.language else _("à déterminer"),
            row.counts,
            url_for("cases.index", language=row.language) if row.language else "",
        )
        for row in rows[:LANGUAGES_DRAWN]
    ]
