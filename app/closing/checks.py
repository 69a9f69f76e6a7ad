"""What is looked at before a month is closed: a check is a query, its count links to its rows."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text

from app.closing.queries import bounds_of
from app.closing.rules import month_after
from app.db import db

SHOWN = 500


class Check(StrEnum):
    DELIVERED_WITHOUT_COST = "delivered_without_cost"
    UNRECONCILED = "unreconciled"
    BILLS_UNDECIDED = "bills_undecided"
    RETURNS_UNACCEPTED = "returns_unaccepted"
    WITHOUT_PRICE = "without_price"
    ORDERS_WITHOUT_FIGURE = "orders_without_figure"
    UNBILLED = "unbilled"
    DISPUTED_LINES = "disputed_lines"
    PENALTIES_UNDECIDED = "penalties_undecided"


# These must be nought; the others may be acknowledged, with a reason that is sealed.
BLOCKING = frozenset({Check.DELIVERED_WITHOUT_COST, Check.UNRECONCILED, Check.BILLS_UNDECIDED})

# Columns: kind of the row (case, bill, penalty), its id, how it is named, a day, euros.
ROWS = {
    Check.DELIVERED_WITHOUT_COST: """
        SELECT 'case' AS kind, c.id, c.reference AS name, c.delivered_at AS at,
               c.committed AS amount
          FROM case_file c
         WHERE c.delivered_at >= :since AND c.delivered_at < :until
           AND NOT EXISTS (SELECT 1 FROM cost_entry e
                            WHERE e.case_id = c.id AND e.stage = 'accepted')""",
    Check.UNRECONCILED: """
        SELECT 'case' AS kind, c.id, c.reference AS name, e.at, e.amount FROM (
            SELECT DISTINCT ON (case_id, stage) case_id, stage, amount, at FROM cost_entry
             WHERE case_id IN (SELECT case_id FROM cost_entry WHERE at >= :since AND at < :until)
             ORDER BY case_id, stage, id DESC) e JOIN case_file c ON c.id = e.case_id
         WHERE e.amount IS DISTINCT FROM CASE e.stage
               WHEN 'estimated' THEN c.estimated WHEN 'committed' THEN c.committed
               WHEN 'accepted' THEN c.accepted ELSE c.paid END""",
    Check.BILLS_UNDECIDED: """
        SELECT 'bill' AS kind, b.id, b.number AS name, b.submitted_at AS at, b.net AS amount
          FROM contractor_bill b
         WHERE b.status IN ('submitted', 'disputed') AND b.submitted_at < :until
           AND EXISTS (SELECT 1 FROM contractor_bill_line l
                        WHERE l.bill_id = b.id AND l.decision = 'pending')""",
    Check.RETURNS_UNACCEPTED: """
        SELECT 'case' AS kind, c.id, c.reference AS name, max(r.created_at) AS at,
               c.committed AS amount
          FROM case_file c JOIN translation_return r ON r.case_id = c.id
         WHERE c.status IN ('returned', 'in_revision') AND c.contractor_id IS NOT NULL
           AND r.created_at < :until
         GROUP BY c.id""",
    Check.WITHOUT_PRICE: """
        SELECT 'case' AS kind, c.id, c.reference AS name, c.submitted_at AS at, NULL AS amount
          FROM case_file c
         WHERE c.submitted_at < :until AND c.ended_at IS NULL AND c.estimated IS NULL
           AND c.committed IS NULL AND c.status IN ('ready')""",
    Check.ORDERS_WITHOUT_FIGURE: """
        SELECT 'case' AS kind, o.case_id AS id, o.number AS name, o.fulfilled_at AS at, o.amount
          FROM purchase_order o
         WHERE o.fulfilled_at >= :since AND o.fulfilled_at < :until
           AND NOT EXISTS (SELECT 1 FROM cost_entry e WHERE e.case_id = o.case_id
                              AND e.stage = 'accepted' AND e.contractor_id = o.contractor_id)""",
    Check.UNBILLED: """
        SELECT 'case' AS kind, o.case_id AS id, o.number AS name, o.fulfilled_at AS at, o.amount
          FROM purchase_order o
         WHERE o.fulfilled_at >= :since AND o.fulfilled_at < :until
           AND NOT EXISTS (SELECT 1 FROM contractor_bill_line l JOIN contractor_bill b
                               ON b.id = l.bill_id
                            WHERE l.order_id = o.id AND b.status NOT IN ('rejected', 'withdrawn'))
        """,
    Check.DISPUTED_LINES: """
        SELECT 'bill' AS kind, b.id, b.number || ' / ' || l.position AS name, b.submitted_at AS at,
               l.net AS amount
          FROM contractor_bill_line l JOIN contractor_bill b ON b.id = l.bill_id
         WHERE l.decision = 'disputed' AND b.status IN ('submitted', 'disputed')
           AND b.month <= :month""",
    Check.PENALTIES_UNDECIDED: """
        SELECT 'penalty' AS kind, p.id, to_char(p.month, 'MM/YYYY') AS name, p.created_at AS at,
               p.proposed AS amount
          FROM penalty_file p
         WHERE p.status IN ('draft', 'notified') AND p.month <= :month""",
}


@dataclass(frozen=True)
class Found:
    """A row behind a check."""

    kind: str
    id: UUID
    name: str
    at: datetime | None
    amount: Decimal | None


@dataclass(frozen=True)
class Line:
    """A line of the checklist."""

    check: Check
    count: int

    @property
    def is_blocking(self) -> bool:
        return self.check in BLOCKING

    @property
    def is_clear(self) -> bool:
        return self.count == 0


def checklist(month: date) -> list[Line]:
    return [Line(check, _count(check, month)) for check in Check]


def _bounds(month: date) -> dict[str, object]:
    since, until = bounds_of(month)
    return {"since": since, "until": until, "month": month, "after": month_after(month)}


def _count(check: Check, month: date) -> int:
    statement = text(f"SELECT count(*) FROM ({ROWS[check]}) found")  # noqa: S608 (our own queries)
    return db.session.scalar(statement, _bounds(month)) or 0


def rows_of(check: Check, month: date) -> list[Found]:
    statement = text(f"{ROWS[check]} ORDER BY at, name LIMIT {SHOWN}")
    return [Found(*row) for row in db.session.execute(statement, _bounds(month))]
