"""The statement of a month: sums for people (PDF), every line for machines (CSV, XLSX)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from flask import render_template
from sqlalchemy import Row, text

from app import paper, settings
from app.closing.checks import Check
from app.closing.models import MonthClose
from app.closing.queries import bounds_of, close_of, corrections_in
from app.db import db
from app.i18n import _, force_locale, label, language_name

GROUPS = """
    SELECT {key} AS name, m.stage, sum(m.amount) AS amount FROM cost_movement m {joined}
     WHERE m.at >= :since AND m.at < :until GROUP BY 1, 2 HAVING sum(m.amount) <> 0 ORDER BY 1
"""
BY = {
    "language": ("coalesce(m.language, '')", ""),
    "contractor": ("coalesce(k.name, '')", "LEFT JOIN contractor k ON k.id = m.contractor_id"),
}
LINES = """
    SELECT e.at, c.reference, c.language, e.stage, e.amount,
           (SELECT sum(m.amount) FROM cost_movement m WHERE m.entry_id = e.id) AS moved,
           e.cause, k.name AS contractor, b.number AS bill, e.id, x.corrects_id, x.reason
      FROM cost_entry e JOIN case_file c ON c.id = e.case_id
      LEFT JOIN contractor k ON k.id = e.contractor_id
      LEFT JOIN cost_correction x ON x.entry_id = e.id
      LEFT JOIN cost_entry a ON a.case_id = e.case_id AND a.stage = 'accepted' AND e.stage = 'paid'
      LEFT JOIN contractor_bill_line l ON l.accepted_id = a.id AND l.paid_at IS NOT NULL
      LEFT JOIN contractor_bill b ON b.id = l.bill_id
     WHERE e.at >= :since AND e.at < :until
     ORDER BY e.at, e.id
"""
BILLS = """
    SELECT b.id, b.number, k.name, b.settled_net, b.settled_vat, b.penalties
      FROM contractor_bill b JOIN contractor k ON k.id = b.contractor_id
     WHERE b.settled_at >= :since AND b.settled_at < :until ORDER BY k.name, b.number
"""
STAGES = ("estimated", "committed", "accepted", "paid")


@dataclass(frozen=True)
class GroupRow:
    name: str
    amounts: dict[str, Decimal]  # figure → euros that it moved by


def _span(month: date) -> dict[str, datetime]:
    since, until = bounds_of(month)
    return {"since": since, "until": until}


def grouped(month: date, by: str) -> list[GroupRow]:
    key, joined = BY[by]
    found: dict[str, dict[str, Decimal]] = {}
    statement = text(GROUPS.format(key=key, joined=joined))
    for name, stage, amount in db.session.execute(statement, _span(month)):
        found.setdefault(name, {})[stage] = amount
    return [GroupRow(name, amounts) for name, amounts in found.items()]


def sums(rows: Sequence[GroupRow]) -> dict[str, Decimal]:
    return {
        stage: sum((row.amounts.get(stage, Decimal(0)) for row in rows), Decimal("0.00"))
        for stage in STAGES
    }


def lines(month: date, page: int = 0, size: int = 0) -> Sequence[Row]:
    paged = f"{LINES} LIMIT {int(size)} OFFSET {int(page) * int(size)}" if size else LINES
    return db.session.execute(text(paged), _span(month)).all()


def settled_bills(month: date) -> Sequence[Row]:
    return db.session.execute(text(BILLS), _span(month)).all()


def header() -> list[str]:
    return [
        _("Date"), _("Demande"), _("Langue"), _("Étape"), _("Chiffre (€)"), _("Mouvement (€)"),
        _("Cause"), _("Prestataire"), _("Facture"), _("Écriture"), _("Corrige"), _("Motif"),
    ]  # fmt: skip


def table(month: date) -> Iterator[list[object]]:
    for row in lines(month):
        yield [row.at, row.reference, language_name(row.language), row.stage, row.amount,
               row.moved, row.cause, row.contractor, row.bill, str(row.id),
               _plain(row.corrects_id), row.reason]  # fmt: skip


def _plain(identity: UUID | None) -> str:
    return str(identity) if identity else ""


def pdf(month: date) -> bytes:
    """Always in French; it says so when the month is not closed yet."""
    close: MonthClose | None = close_of(month)
    with force_locale("fr"):
        by_contractor, by_language = grouped(month, "contractor"), grouped(month, "language")
        html = render_template(
            "papers/month_statement.html",
            month=month,
            close=close,
            body=settings.current()["BODY_NAME"],
            by_contractor=by_contractor,
            by_language=by_language,
            totals=sums(by_language),
            stages=STAGES,
            bills=settled_bills(month),
            corrections=corrections_in(month),
            checks=close.acknowledged if close else {},
            check_names={check.value: label(check) for check in Check},
        )
    return paper.to_pdf(html, identifier=close.id if close else None)
