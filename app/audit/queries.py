"""Read the record, and prove that it is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

from app.audit.models import AuditEvent, ChainHead, DocumentAccess
from app.db import db

CHAINS = ("audit_event", "document_access")

# The digest is recomputed by the very function that the trigger used (migration 0002).
BROKEN = """
    WITH chain AS (
        SELECT seq, hash, previous_hash, {table}_digest(t) AS expected,
               lag(hash) OVER (ORDER BY seq) AS before, lag(seq) OVER (ORDER BY seq) AS seq_before
        FROM {table} t
    )
    SELECT seq,
           CASE WHEN hash <> expected THEN 'altered' ELSE 'row missing before' END AS problem
    FROM chain
    WHERE hash <> expected
       OR previous_hash <> coalesce(before, repeat('0', 64))
       OR seq <> coalesce(seq_before, 0) + 1
    ORDER BY seq LIMIT 1
"""
HEAD = """
    SELECT h.seq, h.hash,
           (SELECT seq FROM {table} ORDER BY seq DESC LIMIT 1) AS last_seq,
           (SELECT hash FROM {table} ORDER BY seq DESC LIMIT 1) AS last_hash
    FROM audit_chain_head h WHERE h.chain = :chain
"""


@dataclass(frozen=True)
class Verdict:
    chain: str
    rows: int
    head: str
    broken_at: int | None = None
    problem: str | None = None

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify(chain: str) -> Verdict:
    """Recompute every link; name the first broken row. Cost: one pass over the table."""
    broken = db.session.execute(text(BROKEN.format(table=chain))).first()
    head = db.session.execute(text(HEAD.format(table=chain)), {"chain": chain}).one()
    if broken:
        return Verdict(chain, head.seq, head.hash, broken.seq, broken.problem)
    if (head.last_seq or 0) != head.seq or (head.last_hash or "0" * 64) != head.hash:
        return Verdict(chain, head.seq, head.hash, (head.last_seq or 0) + 1, "last rows missing")
    return Verdict(chain, head.seq, head.hash)


def chain_heads() -> Sequence[ChainHead]:
    return db.session.scalars(select(ChainHead).order_by(ChainHead.chain)).all()


def events_of(subject_type: str, subject_id: UUID) -> list[AuditEvent]:
    chosen = select(AuditEvent).filter_by(subject_type=subject_type, subject_id=subject_id)
    return list(db.session.scalars(chosen.order_by(AuditEvent.seq)))


def accesses_of_case(case_id: UUID) -> list[DocumentAccess]:
    chosen = select(DocumentAccess).filter_by(case_id=case_id)
    return list(db.session.scalars(chosen.order_by(DocumentAccess.seq.desc())))
