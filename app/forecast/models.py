"""What was foreseen, when: kept, so that the screen is instant and a forecast can be judged."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Float, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Amount, Id, Timestamp, db


class PastArrivals(db.Model):
    """Requests of a day that are no cases of this platform: the former application's, imported."""

    __tablename__ = "past_arrivals"
    __table_args__ = (CheckConstraint("cases >= 0 AND words >= 0", name="sign"),)

    language: Mapped[str] = mapped_column(ForeignKey("language.code"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    cases: Mapped[int]
    words: Mapped[int]
    is_synthetic: Mapped[bool] = mapped_column(default=False)  # the demonstration's


class ForecastRun(db.Model):
    """One forecast of the coming month; `finished_at` is empty while it is being reckoned."""

    __tablename__ = "forecast_run"
    __table_args__ = (Index("ix_forecast_run_finished_at", "finished_at"),)

    id: Mapped[Id]
    started_at: Mapped[Timestamp]
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    first_day: Mapped[date]  # of what is foreseen
    history_days: Mapped[int]  # of arrivals looked at; too few: no forecast of arrivals
    is_synthetic: Mapped[bool]  # some of that history was made up for a demonstration
    mean_days: Mapped[float | None]
    median_days: Mapped[float | None]
    cost: Mapped[Amount]  # euros excl. VAT still to be ordered outside
    breaches: Mapped[int]
    late_arrivals: Mapped[float]


class LanguageForecast(db.Model):
    __tablename__ = "language_forecast"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_run.id"), primary_key=True)
    language: Mapped[str] = mapped_column(ForeignKey("language.code"), primary_key=True)
    expected: Mapped[list[float]] = mapped_column(ARRAY(Float))  # requests a day, from first_day
    low: Mapped[list[float]] = mapped_column(ARRAY(Float))
    high: Mapped[list[float]] = mapped_column(ARRAY(Float))
    total_low: Mapped[float | None]
    total_high: Mapped[float | None]
    mase: Mapped[float | None]  # error of the last month, had it been foreseen
    words: Mapped[float]  # of a request, on average
    stock: Mapped[int]  # open cases whose clock runs
    stock_words: Mapped[int]
    inside_words: Mapped[float]
    outside_words: Mapped[float]
    inside_daily: Mapped[float]  # words a working day of those who have the language
    outside_daily: Mapped[float | None]  # of the holders; none: no limit known
    breaches: Mapped[int]
    late_arrivals: Mapped[float]
    mean_days: Mapped[float | None]
    median_days: Mapped[float | None]
    cost: Mapped[Amount]
    inevitable_on: Mapped[date | None]


class CaseForecast(db.Model):
    """A case that would break its commitment if things went on as they were."""

    __tablename__ = "case_forecast"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("forecast_run.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True, index=True)
    back_on: Mapped[date | None]
    decide_by: Mapped[date | None]
