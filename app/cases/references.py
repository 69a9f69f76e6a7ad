"""Numbers people read on paper and over the telephone: year, rank, check character."""

from sqlalchemy import Sequence, func, select
from stdnum.iso7064 import mod_37_36

from app import clock
from app.db import Base, db

# Sequences leave gaps and hold no lock: right for cases, wrong for invoices (billing.numbering).
CASE = Sequence("case_reference_seq", metadata=Base.metadata)
DEPOSIT = Sequence("deposit_number_seq", metadata=Base.metadata)
ORDER = Sequence("order_number_seq", metadata=Base.metadata)
PREFIX = {CASE: "", DEPOSIT: "D", ORDER: "C"}


def next_reference(series: Sequence) -> str:
    """For example 26-000123-K, D26-000042-X; ISO 7064 mod 37,36 catches a mistyped character."""
    return next_references(series, 1)[0]


def next_references(series: Sequence, wanted: int) -> list[str]:
    """As many numbers in one statement: a deposit of hundreds of papers asks once."""
    year = clock.today().year % 100
    drawn = select(series.next_value()).select_from(func.generate_series(1, wanted))
    return [_written(series, year, rank) for rank in db.session.scalars(drawn)]


def _written(series: Sequence, year: int, rank: int) -> str:
    check = mod_37_36.calc_check_digit(f"{year:02d}{rank:06d}")
    return f"{PREFIX[series]}{year:02d}-{rank:06d}-{check}"
