"""Reckon the coming month and keep it; bring in the arrivals of a former application."""

import csv
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.db import db
from app.errors import Invalid
from app.forecast import queries
from app.forecast.arrivals import Arrivals, foresee
from app.forecast.backtest import try_again
from app.forecast.models import CaseForecast, ForecastRun, LanguageForecast, PastArrivals
from app.forecast.outlook import HORIZON, Outlook
from app.forecast.result import Month, Result, result
from app.forecast.world import (
    INTO_FRENCH,
    History,
    history_at,
    inside_daily,
    outlook_at,
    outside_daily,
)
from app.i18n import _

KEPT = timedelta(days=400)
NOTHING = Month(0, 0, 0.0, 0.0, 0.0, 0, 0.0, None, None, 0.0, None)


def reckon(now: datetime) -> ForecastRun:
    """Raise nothing for want of history: the stock alone is then looked at, and the run says so."""
    history = history_at(now)
    arrivals, errors = _arrivals(history)
    foreseen = {(code, INTO_FRENCH): each.expected for code, each in arrivals.items()}
    outlook = outlook_at(now, foreseen, history.words)
    return _keep(now, history, outlook, arrivals, errors, result(outlook))


def _arrivals(history: History) -> tuple[dict[str, Arrivals], dict[str, float | None]]:
    """Both directions of a language together: it is read by the same people."""
    counts: dict[str, list[int]] = {}
    for (language, _direction), row in history.counts.items():
        before = counts.get(language, [0] * history.days)
        counts[language] = [a + b for a, b in zip(before, row, strict=True)]
    errors = try_again(counts, history.first, HORIZON, origins=1)
    return foresee(counts, history.first, HORIZON), {c: e.mase for c, e in errors.items()}


def _keep(
    now: datetime,
    history: History,
    outlook: Outlook,
    arrivals: dict[str, Arrivals],
    errors: dict[str, float | None],
    found: Result,
) -> ForecastRun:
    whole = found.whole
    run = ForecastRun(
        started_at=now,
        finished_at=clock.now(),
        first_day=outlook.today,
        history_days=history.days,
        is_synthetic=history.is_synthetic,
        mean_days=whole.mean_days,
        median_days=whole.median_days,
        cost=euros(whole.cost),
        breaches=whole.breaches,
        late_arrivals=whole.late_arrivals,
    )
    db.session.add(run)
    db.session.flush()
    for language in sorted({*found.months, *arrivals}):
        month = found.months.get(language, NOTHING)
        row = _row(language, month, outlook, arrivals.get(language))
        row.run_id, row.mase = run.id, errors.get(language)
        row.words = history.words.get((language, INTO_FRENCH), 0.0)
        db.session.add(row)
    db.session.add_all(
        CaseForecast(run_id=run.id, case_id=b.case_id, back_on=b.back_on, decide_by=b.decide_by)
        for b in found.breaches
    )
    db.session.flush()
    return run


def _row(
    language: str, month: Month, outlook: Outlook, coming: Arrivals | None
) -> LanguageForecast:
    return LanguageForecast(
        language=language,
        expected=list(coming.expected) if coming else [],
        low=list(coming.low) if coming else [],
        high=list(coming.high) if coming else [],
        total_low=coming.total_low if coming else None,
        total_high=coming.total_high if coming else None,
        stock=month.cases,
        stock_words=month.words,
        inside_words=month.inside_words,
        outside_words=month.outside_words,
        inside_daily=inside_daily(outlook, language),
        outside_daily=outside_daily(outlook, language),
        breaches=month.breaches,
        late_arrivals=month.late_arrivals,
        mean_days=month.mean_days,
        median_days=month.median_days,
        cost=euros(month.cost),
        inevitable_on=month.inevitable_on,
    )


def euros(amount: float) -> Decimal:
    return Decimal(str(round(amount, 2))).quantize(Decimal("0.01"))


def forget(now: datetime) -> int:
    """Forecasts of more than a year ago: how many were dropped."""
    old = queries.runs_before(now - KEPT)
    for table in (CaseForecast, LanguageForecast):
        db.session.execute(delete(table).where(table.run_id.in_(old)))
    db.session.execute(delete(ForecastRun).where(ForecastRun.id.in_(old)))
    return len(old)


def import_arrivals(lines: Iterable[str]) -> int:
    """Days of a former application: CSV `day;language;cases;words`; a day given again replaces.

    Raise `Invalid` with the number of the first line that does not read; nothing is then kept.
    """
    rows = []
    for number, line in enumerate(csv.DictReader(lines, delimiter=";"), start=2):
        try:
            day, language = date.fromisoformat(line["day"]), line["language"].strip()
            rows.append((day, language, int(line["cases"]), int(line["words"])))
        except (KeyError, ValueError, AttributeError):
            raise Invalid(_("Ligne %(number)s illisible.", number=number)) from None
    note_arrivals(rows)
    return len(rows)


def note_arrivals(
    rows: Iterable[tuple[date, str, int, int]], *, is_synthetic: bool = False
) -> None:
    values = [
        {"day": d, "language": c, "cases": n, "words": w, "is_synthetic": is_synthetic}
        for d, c, n, w in rows
    ]
    for start in range(0, len(values), 1000):
        written = insert(PastArrivals).values(values[start : start + 1000])
        kept = {name: written.excluded[name] for name in ("cases", "words", "is_synthetic")}
        db.session.execute(
            written.on_conflict_do_update(index_elements=["language", "day"], set_=kept)
        )
