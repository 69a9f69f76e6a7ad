"""Numbers without holes (CGI ann. II art. 242 nonies A, I, 7°).

The counter's row is locked from the moment a number is taken to the end of the transaction that
issues: a rollback gives the number back, and nobody else can have seen it. The day is read after
the lock, so that dates never go back along a series.
"""

from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.billing.models import InvoiceKind, InvoiceSeries
from app.db import db

LETTER = {InvoiceKind.INVOICE: "F", InvoiceKind.CREDIT_NOTE: "A"}


def series_of(kind: InvoiceKind, year: int) -> str:
    return f"{LETTER[kind]}{year}"


def take_number(kind: InvoiceKind, year: int) -> str:
    """The next number of the series, for example F2026-0001."""
    name = series_of(kind, year)
    new = insert(InvoiceSeries).values(name=name, last=0).on_conflict_do_nothing()
    db.session.execute(new)
    step = (
        update(InvoiceSeries)
        .where(InvoiceSeries.name == name)
        .values(last=InvoiceSeries.last + 1)
        .returning(InvoiceSeries.last)
    )
    return f"{name}-{db.session.scalar(step):04d}"


def number_and_day(kind: InvoiceKind) -> tuple[str, date]:
    year = clock.today().year
    number = take_number(kind, year)
    return number, min(clock.today(), date(year, 12, 31))
