"""Sums are kept by a roll-up and proved against their rows: entries, movements, days, cases."""

from sqlalchemy import text

from app.budget.models import CostDimension
from app.db import db

ROLL_LOCK = 40_010  # one roll-up at a time
KEYS = {
    CostDimension.LANGUAGE: "coalesce(m.language, '')",
    CostDimension.INSTITUTION: "m.institution_id::text",
    CostDimension.CONTRACTOR: "coalesce(m.contractor_id::text, '')",
    CostDimension.CONTRACT: "coalesce(m.contract_id::text, '')",
}
_SPREAD = ", ".join(f"('{dimension}', {key})" for dimension, key in KEYS.items())
_MONTHS = """
    SELECT stage, dimension, date_trunc('month', day)::date AS month, key, is_outside,
           sum(amount) AS amount, sum(cases) AS cases, sum(words) AS words
      FROM cost_day GROUP BY 1, 2, 3, 4, 5
"""
_GROUPED = f"""
    SELECT m.stage, k.dimension, m.day, k.key, m.contractor_id IS NOT NULL AS is_outside,
           sum(m.amount) AS amount, sum(m.cases) AS cases, sum(m.words) AS words
      FROM {{source}} CROSS JOIN LATERAL (VALUES {_SPREAD}) AS k (dimension, key)
     GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608
_ROLL = f"""
    WITH taken AS (DELETE FROM cost_pending RETURNING movement_id),
    summed AS ({_GROUPED.format(source="taken t JOIN cost_movement m ON m.id = t.movement_id")}),
    days AS (
        INSERT INTO cost_day (stage, dimension, day, key, is_outside, amount, cases, words)
        SELECT * FROM summed
        ON CONFLICT (stage, dimension, day, key, is_outside) DO UPDATE SET
            amount = cost_day.amount + excluded.amount,
            cases = cost_day.cases + excluded.cases,
            words = cost_day.words + excluded.words)
    INSERT INTO cost_month (stage, dimension, month, key, is_outside, amount, cases, words)
    SELECT stage, dimension, date_trunc('month', day)::date, key, is_outside,
           sum(amount), sum(cases), sum(words) FROM summed GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (stage, dimension, month, key, is_outside) DO UPDATE SET
        amount = cost_month.amount + excluded.amount,
        cases = cost_month.cases + excluded.cases,
        words = cost_month.words + excluded.words
"""  # noqa: S608
# Entries are taken in the order in which they were written (that of their movements): ids are
# drawn before the lock. Each proof counts what contradicts it: nought is a proof.
PROOFS = {
    "entries_without_their_movements": """
        SELECT count(*) FROM (
            SELECT e.id, m.moved, e.amount - coalesce(
                lag(e.amount) OVER (PARTITION BY e.case_id, e.stage ORDER BY m.rank), 0
            ) AS difference
              FROM cost_entry e
              LEFT JOIN (SELECT entry_id, sum(amount) AS moved, max(id) AS rank
                           FROM cost_movement GROUP BY 1) m ON m.entry_id = e.id) e
         WHERE e.difference IS DISTINCT FROM e.moved""",
    "days_unlike_their_movements": f"""
        SELECT count(*) FROM (
            SELECT stage, dimension, day, key, is_outside, sum(amount) AS amount,
                   sum(cases) AS cases, sum(words) AS words
              FROM (SELECT * FROM cost_day UNION ALL {_GROUPED.format(
                  source="cost_pending p JOIN cost_movement m ON m.id = p.movement_id")}) kept
             GROUP BY 1, 2, 3, 4, 5) kept
          FULL JOIN ({_GROUPED.format(source="cost_movement m")}) fresh
         USING (stage, dimension, day, key, is_outside)
         WHERE kept.amount IS DISTINCT FROM fresh.amount
            OR kept.cases IS DISTINCT FROM fresh.cases
            OR kept.words IS DISTINCT FROM fresh.words""",  # noqa: S608
    "months_unlike_their_days": f"""
        SELECT count(*) FROM cost_month kept
          FULL JOIN ({_MONTHS}) fresh USING (stage, dimension, month, key, is_outside)
         WHERE kept.amount IS DISTINCT FROM fresh.amount
            OR kept.cases IS DISTINCT FROM fresh.cases
            OR kept.words IS DISTINCT FROM fresh.words""",  # noqa: S608
    "cases_unlike_their_last_entry": """
        SELECT count(*) FROM (
            SELECT DISTINCT ON (e.case_id, e.stage) e.case_id, e.stage, e.amount
              FROM cost_entry e JOIN cost_movement m ON m.entry_id = e.id
             ORDER BY e.case_id, e.stage, m.id DESC) e
          JOIN case_file c ON c.id = e.case_id
         WHERE e.amount IS DISTINCT FROM CASE e.stage
               WHEN 'estimated' THEN c.estimated WHEN 'committed' THEN c.committed
               WHEN 'accepted' THEN c.accepted ELSE c.paid END""",
}  # fmt: skip


def roll_costs() -> int:
    """Put the pending movements into the sums by day; answer how many sums were touched.

    One statement moves them: whoever reads meanwhile sees each movement exactly once.
    """
    _take_turn()
    return db.session.execute(text(_ROLL)).rowcount  # type: ignore[attr-defined]


def rebuild() -> None:
    """Sum days and months anew from the movements, in one transaction."""
    _take_turn()
    for table in ("cost_day", "cost_month", "cost_pending"):
        db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    db.session.execute(text("INSERT INTO cost_pending SELECT id FROM cost_movement"))
    db.session.execute(text(_ROLL))


def _take_turn() -> None:
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ROLL_LOCK})


def contradictions() -> dict[str, int]:
    """What does not reconcile, by proof; all noughts when every euro has its rows."""
    return {name: db.session.scalar(text(proof)) or 0 for name, proof in PROOFS.items()}
