"""The forecast's view of the rows: arrivals of the past, open cases, who can do them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Row

from app import clock
from app.assignment.engine.world import Holder, Lot, Pair, Settings, Task
from app.assignment.queries import IN_HAND, tried_among
from app.assignment.world import lots_at, people_at
from app.cases.lifecycle import CaseStatus
from app.catalogue.models import Direction
from app.forecast import queries
from app.forecast.outlook import BEYOND, HORIZON, Held, Outlook

INTO_FRENCH = str(Direction.INTO_FRENCH)
DAY = timedelta(days=1)
RETURNED = (CaseStatus.RETURNED, CaseStatus.IN_REVISION)
LENGTHS = 90  # days over which a request's length is averaged


@dataclass(frozen=True)
class History:
    """Requests a day by language and direction, yesterday last."""

    first: date
    days: int
    counts: dict[Pair, list[int]]
    words: dict[Pair, float]  # of a request
    is_synthetic: bool


def history_at(now: datetime) -> History:
    last = now.astimezone(clock.PARIS).date() - DAY
    start = queries.first_arrival() or last
    first = max(start, last - timedelta(days=queries.LOOKED_AT - 1))
    length = max((last - first).days + 1, 0)
    found = queries.arrivals_by_day(first, last)
    span = [first + timedelta(days=n) for n in range(length)]
    recent = last - timedelta(days=LENGTHS)
    return History(
        first,
        length,
        {pair: [days.get(day, (0, 0))[0] for day in span] for pair, days in found.items()},
        {pair: _length(days, recent) for pair, days in found.items()},
        queries.is_history_synthetic(),
    )


def _length(days: dict[date, tuple[int, int]], since: date) -> float:
    rows = [row for day, row in days.items() if day > since] or list(days.values())
    return sum(words for _cases, words in rows) / max(sum(cases for cases, _words in rows), 1)


def outlook_at(
    now: datetime, arrivals: dict[Pair, tuple[float, ...]], words: dict[Pair, float]
) -> Outlook:
    """Everything as it stands; the requests to come are the forecast's."""
    settings = Settings()
    rows, lots = queries.running_cases(), tuple(lots_at(now))
    holders = {h.holder_id: h for lot in lots for h in lot.holders}
    tried = tried_among(rows) if rows else {}  # type: ignore[arg-type]  # rows have an `id`
    stock: list[Task] = []
    held: list[Held] = []
    for row in rows:
        task = _task(row, now, frozenset(tried[row.id]))
        who = _held(row, task, holders, now)
        if who is None:
            stock.append(task)
        else:
            held.append(who)
    return Outlook(
        today=now.astimezone(clock.PARIS).date(),
        stock=tuple(stock),
        held=tuple(held),
        people=tuple(people_at(now, HORIZON + BEYOND, {})),
        lots=lots,
        rates=queries.holder_rates(),
        arrivals=arrivals,
        words=words,
        daily=queries.daily_words(),
        review_days=settings.review_days,
        reach_days=settings.reach_days,
    )


def _task(row: Row, now: datetime, tried: frozenset[UUID]) -> Task:
    return Task(
        case_id=row.id,
        language=row.language,
        direction=str(row.direction),
        kind=str(row.kind),
        words=row.words,
        pages=row.pages,
        days_left=(row.due_at - now) / DAY,
        age_days=(now - row.submitted_at) / DAY,
        is_sensitive=row.is_sensitive,
        country=row.country,
        tried=tried,
    )


def _held(row: Row, task: Task, holders: dict[UUID, Holder], now: datetime) -> Held | None:
    """None: nobody has it, it is to be given out (what intake still reads counts so)."""
    if row.status in RETURNED:
        return Held(task, row.translator_id, row.lot_holder_id, row.contractor_id, is_returned=True)
    if row.status not in (*IN_HAND, CaseStatus.CORRECTION_REQUESTED):
        return None
    if row.contractor_id:
        back = _expected_back(row, holders.get(row.lot_holder_id), now)
        return Held(task, None, row.lot_holder_id, row.contractor_id, back)
    return Held(task, row.translator_id) if row.translator_id else None


def _expected_back(row: Row, holder: Holder | None, now: datetime) -> float:
    """The holder's usual days from the offer; past them, its date; past that too, tomorrow."""
    usual = (row.offered_at - now) / DAY + holder.days if row.offered_at and holder else 0.0
    owed = (row.assignee_due_at - now) / DAY if row.assignee_due_at else 0.0
    return next((days for days in (usual, owed) if days > 0), 1.0)


def inside_daily(outlook: Outlook, language: str) -> float:
    """Words a day of those who know it, were they at nothing else."""
    pair = (language, INTO_FRENCH)
    return float(sum(person.speeds.get(pair, 0) for person in outlook.people))


def outside_daily(outlook: Outlook, language: str) -> float | None:
    pair = (language, INTO_FRENCH)
    rates = [outlook.rates.get(h.holder_id) for lot in outlook.lots if pair in lot.covers
             for h in lot.holders]  # fmt: skip
    return float(sum(rate or 0 for rate in rates)) if all(rates) else None


__all__ = ["History", "Lot", "history_at", "inside_daily", "outlook_at", "outside_daily"]
