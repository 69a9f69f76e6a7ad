"""The two records that prove who did and who saw what: append-only, chained.

`seq`, `previous_hash` and `hash` are written by a database trigger (migration 0002): the
application cannot forget or forge them. Triggers refuse UPDATE, DELETE and TRUNCATE.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, FetchedValue, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import db, str_enum


class Chained:
    seq: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, server_default=FetchedValue()
    )
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=clock.now)
    previous_hash: Mapped[str] = mapped_column(String(64), server_default=FetchedValue())
    hash: Mapped[str] = mapped_column(String(64), server_default=FetchedValue())


class AuditEvent(Chained, db.Model):
    """What happened, to what, by whom. Rows are never updated nor deleted."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id", "seq"),)

    actor_id: Mapped[UUID | None] = mapped_column(index=True)  # None: the machine
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID | None]
    data: Mapped[dict] = mapped_column(JSONB, default=dict)


class AccessKind(StrEnum):
    VIEW = "view"
    DOWNLOAD = "download"


class DocumentAccess(Chained, db.Model):
    """Who looked at which paper, when (to the millisecond), from where, what for."""

    __tablename__ = "document_access"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    document_id: Mapped[UUID | None] = mapped_column(index=True)
    object_sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[AccessKind] = mapped_column(str_enum(AccessKind))
    address: Mapped[str]
    purpose: Mapped[str]


class ChainHead(db.Model):
    """The last link of each chain; its row lock is what puts writers in line."""

    __tablename__ = "audit_chain_head"

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
