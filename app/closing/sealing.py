"""The ordered lines of a month and their seal; the proof that none was changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from app.closing.models import MonthClose
from app.closing.queries import bounds_of, closed_months
from app.closing.rules import FIRST, Heading, Sealed, month_after, seal
from app.db import db

STREAMED = 5000  # rows read at a time

# Every column that says something of money, in an order that no change of plan can shuffle.
LINES = (
    """
    SELECT json_build_array('entry', e.id, extract(epoch FROM e.at)::text, e.case_id, e.stage,
           e.amount, e.cause, e.contractor_id, e.lines::text, c.corrects_id, c.reason)::text
      FROM cost_entry e LEFT JOIN cost_correction c ON c.entry_id = e.id
     WHERE e.at >= :since AND e.at < :until ORDER BY e.at, e.id
    """,
    """
    SELECT json_build_array('bill', b.id, b.contractor_id, b.number, b.month, b.net, b.vat,
           b.settled_net, b.settled_vat, b.penalties, extract(epoch FROM b.settled_at)::text)::text
      FROM contractor_bill b
     WHERE b.settled_at >= :since AND b.settled_at < :until ORDER BY b.settled_at, b.id
    """,
    """
    SELECT json_build_array('line', l.id, l.bill_id, l.position, l.reference, l.net, l.order_id,
           l.accepted_id, l.decision, l.reason, l.retained,
           extract(epoch FROM l.paid_at)::text)::text
      FROM contractor_bill_line l JOIN contractor_bill b ON b.id = l.bill_id
     WHERE b.settled_at >= :since AND b.settled_at < :until ORDER BY b.settled_at, b.id, l.position
    """,
    """
    SELECT json_build_array('penalty', p.id, p.bill_id, p.contractor_id, p.proposed, p.decided,
           p.decision, p.reason)::text
      FROM penalty_file p JOIN contractor_bill b ON b.id = p.bill_id
     WHERE b.settled_at >= :since AND b.settled_at < :until ORDER BY b.settled_at, p.id
    """,
)
# What each of the four figures moved by in the month (`cost_movement` is kept by a trigger).
TOTALS = """
    SELECT m.stage, sum(m.amount)::text FROM cost_movement m
     WHERE m.at >= :since AND m.at < :until GROUP BY 1
    UNION ALL
    SELECT 'penalties', coalesce(sum(b.penalties), 0)::text FROM contractor_bill b
     WHERE b.settled_at >= :since AND b.settled_at < :until
"""


def lines_between(since: datetime, until: datetime) -> Iterator[str]:
    for statement in LINES:
        found = db.session.execute(text(statement), {"since": since, "until": until})
        for chunk in found.scalars().partitions(STREAMED):
            yield from chunk


def totals_between(since: datetime, until: datetime) -> dict[str, str]:
    rows = db.session.execute(text(TOTALS), {"since": since, "until": until})
    return {row[0]: row[1] for row in rows}


def computed(close: MonthClose, previous: str, written: Any = None) -> Sealed:
    """The seal that the rows of today give; `written` replaces the totals on record."""
    since, until = bounds_of(close.month)
    assert close.first_signed_at is not None  # noqa: S101 (the CHECK of a signed month)
    assert close.second_signed_at is not None  # noqa: S101
    heading = Heading(
        month=close.month,
        previous_seal=previous,
        first_signed_by=str(close.first_signed_by_id),
        first_signed_at=close.first_signed_at,
        second_signed_by=str(close.second_signed_by_id),
        second_signed_at=close.second_signed_at,
        acknowledged=close.acknowledged,
    )
    totals = close.totals if written is None else written
    return seal(heading, lines_between(since, until), totals)


@dataclass(frozen=True)
class Proof:
    """What verification found of one closed month."""

    month: date
    lines: int
    seal: str
    problem: str = ""  # a code: chain, missing, lines, totals, seal

    @property
    def holds(self) -> bool:
        return not self.problem


def proofs() -> list[Proof]:
    """Every seal recomputed from the rows, in order; what follows a broken one is still told."""
    found, previous, expected = [], FIRST, None
    for close in closed_months():
        found.append(_proof(close, previous, expected))
        previous, expected = close.seal or "", month_after(close.month)
    return found


def _proof(close: MonthClose, previous: str, expected: date | None) -> Proof:
    sealed = computed(close, close.previous_seal or "")
    totals = totals_between(*bounds_of(close.month))
    checks = (
        ("missing", expected is not None and close.month != expected),
        ("chain", close.previous_seal != previous),
        ("lines", sealed.lines != close.line_count),
        ("totals", totals != close.totals),
        ("seal", sealed.seal != close.seal),
    )
    problem = next((code for code, is_so in checks if is_so), "")
    return Proof(close.month, close.line_count or 0, close.seal or "", problem)
