"""The coming month by language: breaches, age, euros, and when it is too late. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from app.forecast.outlook import HORIZON, Outlook
from app.forecast.schedule import (
    NEVER,
    Agencies,
    Placed,
    last_day_to_act,
    unfold,
)


@dataclass(frozen=True)
class Breach:
    """An open case that would break its commitment if things go on as they are."""

    case_id: UUID
    language: str
    due_on: date
    back_on: date | None  # delivered, second reading included; none: nobody can take it
    place: str
    who: UUID | None
    decide_by: date | None  # last day on which something can still be done; none: no way is left


@dataclass(frozen=True)
class Month:
    """One language over the horizon, or all of them together."""

    cases: int  # open, clock running
    words: int
    arrivals: float
    inside_words: float  # that would be done inside, stock and arrivals
    outside_words: float
    breaches: int  # open cases
    late_arrivals: float  # requests to come that would break theirs
    mean_days: float | None
    median_days: float | None
    cost: float  # euros excl. VAT still to be ordered outside
    inevitable_on: date | None  # from this day on some breach cannot be helped

    @property
    def late(self) -> float:
        return self.breaches + self.late_arrivals


@dataclass(frozen=True)
class Result:
    months: dict[str, Month]  # by language, the largest stock first
    whole: Month
    breaches: tuple[Breach, ...]


def result(outlook: Outlook) -> Result:
    placed = unfold(outlook)
    agencies = Agencies(outlook)
    by_language: dict[str, list[Placed]] = defaultdict(list)
    for row in placed:
        by_language[row.task.language].append(row)
    late = [row for row in placed if row.is_late(outlook.review_days)]
    limits = {id(row): _limit(outlook, row, agencies) for row in late}
    breaches = [_breach(outlook, row, limits[id(row)]) for row in late if not row.is_coming]
    months = {
        language: _month(outlook, rows, limits)
        for language, rows in sorted(by_language.items(), key=lambda item: -len(item[1]))
    }
    ordered = sorted(breaches, key=lambda b: (b.decide_by or date.min, b.due_on, str(b.case_id)))
    return Result(months, _month(outlook, placed, limits), tuple(ordered))


def _limit(outlook: Outlook, row: Placed, agencies: Agencies) -> date | None:
    """A day in the past means that it is too late already: it is shown as such."""
    task = row.task
    if row.who and row.place == "inside":
        task = replace(task, tried=task.tried - {row.who})
    last = last_day_to_act(outlook, task, agencies)
    return None if last is None else outlook.today + timedelta(days=int(last // 1))


def _breach(outlook: Outlook, row: Placed, decide_by: date | None) -> Breach:
    back = row.back + outlook.review_days
    return Breach(
        case_id=row.task.case_id,
        language=row.task.language,
        due_on=outlook.today + timedelta(days=int(row.task.days_left // 1)),
        back_on=None if back == NEVER else outlook.today + timedelta(days=int(back)),
        place=row.place,
        who=row.who,
        decide_by=decide_by,
    )


def _month(outlook: Outlook, rows: Sequence[Placed], limits: dict[int, date | None]) -> Month:
    there = [row for row in rows if not row.is_coming]
    late = [row for row in rows if id(row) in limits]
    ages = sorted((row.age(outlook.review_days), row.cases) for row in rows)
    days = [limits[id(row)] or outlook.today for row in late]
    return Month(
        cases=len(there),
        words=sum(row.task.words for row in there),
        arrivals=sum(row.cases for row in rows if row.is_coming),
        inside_words=sum(row.cases * row.task.words for row in rows if row.place == "inside"),
        outside_words=sum(row.cases * row.task.words for row in rows if row.place == "outside"),
        breaches=sum(not row.is_coming for row in late),
        late_arrivals=sum(row.cases for row in late if row.is_coming),
        mean_days=_mean(ages),
        median_days=_median(ages),
        cost=sum(row.cost for row in rows),
        inevitable_on=min(days, default=None),
    )


def _mean(ages: Sequence[tuple[float, float]]) -> float | None:
    weight = sum(cases for _age, cases in ages)
    return sum(age * cases for age, cases in ages) / weight if weight else None


def _median(ages: Sequence[tuple[float, float]]) -> float | None:
    """Requests to come weigh what is expected of them, which may be less than one."""
    half, passed = sum(cases for _age, cases in ages) / 2, 0.0
    for age, cases in ages:
        passed += cases
        if passed >= half:
            return age
    return None


__all__ = ["HORIZON", "Breach", "Month", "Result", "result"]
