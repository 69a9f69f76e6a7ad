"""What the coordinator has on one screen: the stock, and who can take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.accounts.models import Contractor, User
from app.assignment.models import Absence, TranslatorProfile, TranslatorSkill
from app.assignment.order_queries import read_key
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.contracts.models import LotHolder
from app.db import db
from app.errors import NotFound

PAGE = 50
BATCH = 200


class Stock(StrEnum):
    READY = "ready"
    OUTSIDE = "outside"
    INSIDE = "inside"
    LATE = "late"


MOVABLE = (CaseStatus.READY, CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS)
HELD = MOVABLE[1:]


@dataclass(frozen=True)
class StockPage:
    rows: list[Case]
    next_key: str | None


def condition(stock: Stock, now: datetime) -> ColumnElement[bool]:
    held = Case.status.in_(HELD)
    return {
        Stock.READY: Case.status == CaseStatus.READY,
        Stock.OUTSIDE: and_(held, Case.contractor_id.is_not(None)),
        Stock.INSIDE: and_(held, Case.translator_id.is_not(None)),
        Stock.LATE: and_(held, Case.assignee_due_at <= now),
    }[stock]


def stock_page(
    stock: Stock,
    now: datetime,
    language: str = "",
    translator: UUID | None = None,
    contractor: UUID | None = None,
    after: str | None = None,
) -> StockPage:
    chosen = select(Case).where(Case.ended_at.is_(None), condition(stock, now))
    if language:
        chosen = chosen.where(Case.language == language)
    if translator:
        chosen = chosen.where(Case.translator_id == translator)
    if contractor:
        chosen = chosen.where(Case.contractor_id == contractor)
    if position := read_key(after):
        chosen = chosen.where(tuple_(Case.due_at, Case.id) > position)
    chosen = chosen.options(joinedload(Case.translator), joinedload(Case.contractor))
    rows = list(db.session.scalars(chosen.order_by(Case.due_at, Case.id).limit(PAGE + 1)))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    key = f"{last.due_at.astimezone(UTC).isoformat()}_{last.id}" if last else None
    return StockPage(rows[:PAGE], key)


def stock_counts(now: datetime) -> dict[Stock, int]:
    each = [func.count().filter(condition(stock, now)) for stock in Stock]
    row = db.session.execute(select(*each).select_from(Case).where(Case.ended_at.is_(None))).one()
    return dict(zip(Stock, row, strict=True))


def cases_among(case_ids: Sequence[str]) -> list[Case]:
    """Exactly these cases, those due first before the others."""
    try:
        wanted = {UUID(text) for text in case_ids[:BATCH]}
    except ValueError:
        raise NotFound from None
    found = list(
        db.session.scalars(select(Case).where(Case.id.in_(wanted)).order_by(Case.due_at, Case.id))
    )
    if len(found) != len(wanted):
        raise NotFound
    return found


def skills_by_user() -> dict[UUID, list[TranslatorSkill]]:
    chosen = select(TranslatorSkill).order_by(TranslatorSkill.language, TranslatorSkill.direction)
    found: dict[UUID, list[TranslatorSkill]] = {}
    for skill in db.session.scalars(chosen):
        found.setdefault(skill.user_id, []).append(skill)
    return found


def every_holder() -> list[LotHolder]:
    chosen = select(LotHolder).join(Contractor).where(Contractor.is_active)
    return list(db.session.scalars(chosen.order_by(Contractor.name, LotHolder.rank)))


def skills_of(user: User) -> list[TranslatorSkill]:
    return skills_by_user().get(user.id, [])


def profile_of(user: User) -> TranslatorProfile | None:
    return db.session.get(TranslatorProfile, user.id)


def absences_of(user: User) -> list[Absence]:
    chosen = select(Absence).where(Absence.user_id == user.id)
    return list(db.session.scalars(chosen.order_by(Absence.starts_on.desc()).limit(50)))


def absences_from(day: date) -> dict[UUID, list[Absence]]:
    """Absences that are not over on `day`, by translator."""
    chosen = select(Absence).where(Absence.ends_on >= day).order_by(Absence.starts_on)
    found: dict[UUID, list[Absence]] = {}
    for absence in db.session.scalars(chosen):
        found.setdefault(absence.user_id, []).append(absence)
    return found
