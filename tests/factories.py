"""Rows for tests, with believable defaults; each is committed (into the test's transaction)."""

from datetime import timedelta
from hashlib import sha256
from itertools import count
from uuid import UUID

from app import clock
from app.accounts.models import (
    INSTITUTION_ROLES,
    Branch,
    Contractor,
    Institution,
    Role,
    User,
)
from app.cases import rules
from app.cases.lifecycle import ENDED, CaseStatus
from app.cases.models import Case
from app.catalogue.models import Language
from app.db import commit, db
from app.intake.lifecycle import DocumentStatus
from app.intake.models import Deposit, Document, Page

_rank = count(1)


def saved(row):
    db.session.add(row)
    commit()
    return row


def make_institution(name: str = "", network: str = "CPAM", **fields) -> Institution:
    name = name or f"CPAM d'essai {next(_rank)}"
    return saved(Institution(name=name, network=network, branch=Branch.HEALTH, **fields))


def make_contractor(name: str = "", **fields) -> Contractor:
    return saved(Contractor(name=name or f"Agence d'essai {next(_rank)}", **fields))


def make_user(role: Role = Role.COORDINATOR, name: str = "Ana Petit", **fields) -> User:
    """A user of `role`, in an institution or a contractor of its own unless one is given."""
    if role in INSTITUTION_ROLES and "institution_id" not in fields:
        fields["institution_id"] = make_institution().id
    if role is Role.CONTRACTOR and "contractor_id" not in fields:
        fields["contractor_id"] = make_contractor().id
    email = fields.pop("email", f"{role}{next(_rank)}@example.test")
    return saved(User(email=email, name=name, role=role, **fields))


def make_language(code: str = "uk", name_fr: str = "ukrainien", **fields) -> Language:
    fields = {"name_en": "Ukrainian", "scripts": ["Cyrl"]} | fields
    return db.session.get(Language, code) or saved(Language(code=code, name_fr=name_fr, **fields))


def make_case(status: CaseStatus = CaseStatus.READY, creator: User | None = None, **fields) -> Case:
    creator = creator or make_user(Role.AGENT)
    submitted_at = fields.pop("submitted_at", clock.now())
    fields = {"language": "uk", "words": 120, "pages": 1} | fields
    if status is CaseStatus.AWAITING_INSTITUTION:
        fields.setdefault("left_status", CaseStatus.READY)
    if status is CaseStatus.DELIVERED:
        fields.setdefault("delivered_at", submitted_at + timedelta(days=3))
    if status in ENDED:
        fields.setdefault("ended_at", fields.get("delivered_at", clock.now()))
    return saved(
        Case(
            reference=f"26-{next(_rank):06d}-X",
            institution_id=creator.institution_id,
            created_by_id=creator.id,
            status=status,
            submitted_at=submitted_at,
            due_at=fields.pop("due_at", rules.due_at(submitted_at)),
            **fields,
        )
    )


def make_deposit(creator: User | None = None, **fields) -> Deposit:
    creator = creator or make_user(Role.AGENT)
    return saved(Deposit(institution_id=creator.institution_id, created_by_id=creator.id, **fields))


def make_document(
    case: Case | None = None, status: DocumentStatus = DocumentStatus.READ, **fields
) -> Document:
    """A document of `case` (or of nothing yet); give `deposit` to place it elsewhere."""
    creator = db.session.get(User, case.created_by_id) if case else None
    deposit = fields.pop("deposit", None) or make_deposit(creator)
    rank = next(_rank)
    defaults = {
        "position": rank,
        "group": rank,
        "filename": f"acte-{rank}.jpg",
        "sha256": sha256(str(rank).encode()).hexdigest(),
        "size": 1000,
        "mime": "image/jpeg",
        "page_count": 1,
    }
    return saved(
        Document(
            deposit_id=deposit.id,
            institution_id=deposit.institution_id,
            case_id=case.id if case else None,
            status=status,
            **(defaults | fields),
        )
    )


def make_page(document_id: UUID, number: int = 1, **fields) -> Page:
    defaults = {
        "width": 100,
        "height": 140,
        "upright_sha256": "a" * 64,
        "thumbnail_sha256": "b" * 64,
    }
    return saved(Page(document_id=document_id, number=number, **(defaults | fields)))
