"""Write the record. Rows wait for the end of the transaction: the chain is locked shortest."""

from typing import Protocol
from uuid import UUID

from app import clock
from app.audit.models import AccessKind, AuditEvent, DocumentAccess
from app.db import before_commit


class Subject(Protocol):
    __tablename__: str
    id: UUID


class Actor(Protocol):
    id: UUID


def record(action: str, subject: Subject | None, actor: Actor | None, **data: object) -> None:
    """`data` holds codes, ids, states and amounts: never a name, an address or a text."""
    before_commit(
        AuditEvent(
            at=clock.now(),  # when it was done, not when the transaction ends
            action=action,
            subject_type=subject.__tablename__ if subject else "platform",
            subject_id=subject.id if subject else None,
            actor_id=actor.id if actor else None,
            data={key: _plain(value) for key, value in data.items()},
        )
    )


def record_access(
    user: Actor,
    kind: AccessKind,
    object_sha256: str,
    *,
    address: str,
    purpose: str,
    case_id: UUID | None = None,
    document_id: UUID | None = None,
) -> None:
    before_commit(
        DocumentAccess(
            at=clock.now(),
            user_id=user.id,
            kind=kind,
            object_sha256=object_sha256,
            address=address,
            purpose=purpose,
            case_id=case_id,
            document_id=document_id,
        )
    )


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool | list | dict | None) else str(value)
