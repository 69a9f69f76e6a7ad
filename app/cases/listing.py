"""The list of cases: filters, order, pages by key (never by offset), what waits for whom.

A page costs the same wherever it is, however many cases are open: it continues after the last
key seen, along an index (`tests/bench/`).
"""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import defer, joinedload

from app.accounts.models import INSTITUTION_ROLES, Role, User
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case, CaseKind, CaseMessage
from app.cases.queries import search, visible_to
from app.clock import start_of
from app.db import db

PAGE = 50
COUNTED = 10_000  # beyond, a list says "more than"
EXPORTED = 50_000


class Scope(StrEnum):
    OPEN = "open"
    ENDED = "ended"
    ALL = "all"


class Place(StrEnum):
    INSIDE = "inside"
    OUTSIDE = "outside"


class Sort(StrEnum):
    """As the heads of tables write it: a minus sign for the other way round."""

    DUE = "due"
    DUE_LAST = "-due"
    OLDEST = "submitted"
    NEWEST = "-submitted"


KEYS = {
    Sort.DUE: (Case.due_at, False),
    Sort.DUE_LAST: (Case.due_at, True),
    Sort.OLDEST: (Case.submitted_at, False),
    Sort.NEWEST: (Case.submitted_at, True),
}


@dataclass(frozen=True)
class Filters:
    """What the URL asks for; every number on the dashboard is one of these."""

    scope: Scope = Scope.OPEN
    status: CaseStatus | None = None
    language: str | None = None
    kind: CaseKind | None = None
    institution: UUID | None = None
    translator: UUID | None = None
    contractor: UUID | None = None
    place: Place | None = None  # who did it, or has it: the body's people or contractors
    q: str = ""
    late: bool = False
    waiting: bool = False
    sensitive: bool = False
    due_within: int | None = None  # days
    due_after: int | None = None
    due_on: date | None = None  # the last whole day of the commitment
    older_than: int | None = None  # days since submission
    younger_than: int | None = None
    submitted_from: date | None = None
    submitted_to: date | None = None
    delivered_from: date | None = None
    delivered_to: date | None = None
    sort: Sort | None = None

    @property
    def order(self) -> Sort:
        """What is open is read by due date, what is over by its freshest."""
        return self.sort or (Sort.DUE if self.scope is Scope.OPEN else Sort.NEWEST)

    def as_args(self, **changes: Any) -> dict[str, str]:
        """The query string that asks for this, without what is by default."""
        changed = replace(self, **changes) if changes else self
        default = Filters()
        return {
            f.name: "1" if value is True else str(value)
            for f in fields(self)
            if (value := getattr(changed, f.name)) != getattr(default, f.name)
        }

    @property
    def is_default(self) -> bool:
        return replace(self, sort=None) == Filters()


@dataclass(frozen=True)
class Page:
    rows: list[Case]
    next_key: str | None
    total: int  # counted up to COUNTED + 1

    @property
    def is_counted(self) -> bool:
        return self.total <= COUNTED


def page(user: User, wanted: Filters, now: datetime, after: str | None = None) -> Page:
    key, descending = KEYS[wanted.order]
    chosen = matching(user, wanted, now)
    total = count(chosen)
    if position := read_key(after):
        here = tuple_(key, Case.id)
        chosen = chosen.where(here < position if descending else here > position)
    order = (key.desc(), Case.id.desc()) if descending else (key, Case.id)
    found = _with_names(chosen).order_by(*order).limit(PAGE + 1)
    rows: list[Case] = list(db.session.scalars(found))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(rows, write_key(rows[-1], wanted.order) if more else None, total)


def every(user: User, wanted: Filters, now: datetime) -> list[Case]:
    """What an export holds: all that matches, up to `EXPORTED`."""
    key, descending = KEYS[wanted.order]
    chosen = _with_names(matching(user, wanted, now)).order_by(key.desc() if descending else key)
    return list(db.session.scalars(chosen.limit(EXPORTED)))


def count(chosen: Select[tuple[Case]]) -> int:
    few = chosen.with_only_columns(Case.id).order_by(None).limit(COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(few)) or 0


def how_many(user: User, wanted: Filters, now: datetime) -> int:
    return count(matching(user, wanted, now))


def _with_names(chosen: Select[tuple[Case]]) -> Select[tuple[Case]]:
    return chosen.options(
        joinedload(Case.translator), joinedload(Case.contractor), defer(Case.end_reason)
    )


def matching(user: User, wanted: Filters, now: datetime) -> Select[tuple[Case]]:
    chosen = visible_to(user)
    if wanted.scope is not Scope.ALL and not wanted.q:
        ended = Case.ended_at.is_not(None)
        chosen = chosen.where(ended if wanted.scope is Scope.ENDED else ~ended)
    chosen = chosen.where(*_same(wanted), *_times(wanted, now))
    if wanted.late:
        chosen = chosen.where(is_late(now))
    if wanted.waiting:
        chosen = chosen.where(waits_for(user))
    return search(chosen, wanted.q) if wanted.q else chosen


def _same(wanted: Filters) -> list[ColumnElement[bool]]:
    columns = {
        "status": Case.status,
        "language": Case.language,
        "kind": Case.kind,
        "institution": Case.institution_id,
        "translator": Case.translator_id,
        "contractor": Case.contractor_id,
    }
    same = [column == value for name, column in columns.items() if (value := getattr(wanted, name))]
    if wanted.place:
        outside = Case.contractor_id.is_not(None)
        same.append(outside if wanted.place is Place.OUTSIDE else ~outside)
    if wanted.sensitive:
        same.append(Case.is_sensitive.is_(True))
    return same


def _times(wanted: Filters, now: datetime) -> list[ColumnElement[bool]]:
    times = []
    if (wanted.due_within, wanted.due_after, wanted.due_on) != (None, None, None):
        times.append(Case.status != CaseStatus.AWAITING_INSTITUTION)  # its clock stands still
    if wanted.due_within is not None:
        times.append(Case.due_at <= now + timedelta(days=wanted.due_within))
    if wanted.due_after is not None:
        times.append(Case.due_at > now + timedelta(days=wanted.due_after))
    if wanted.due_on:
        end = start_of(wanted.due_on + timedelta(days=1))
        times += [Case.due_at > start_of(wanted.due_on), Case.due_at <= end]
    if wanted.older_than is not None:
        times.append(Case.submitted_at <= now - timedelta(days=wanted.older_than))
    if wanted.younger_than is not None:
        times.append(Case.submitted_at > now - timedelta(days=wanted.younger_than))
    for column, first, last in (
        (Case.submitted_at, wanted.submitted_from, wanted.submitted_to),
        (Case.delivered_at, wanted.delivered_from, wanted.delivered_to),
    ):
        if first:
            times.append(column >= start_of(first))
        if last:
            times.append(column < start_of(last + timedelta(days=1)))
    return times


def is_late(now: datetime) -> ColumnElement[bool]:
    running = and_(Case.ended_at.is_(None), Case.status != CaseStatus.AWAITING_INSTITUTION)
    return and_(running, Case.due_at <= now)


def waits_for(user: User) -> ColumnElement[bool]:
    """What the next step of belongs to this person."""
    S = CaseStatus
    if user.role in INSTITUTION_ROLES:
        return or_(Case.status == S.AWAITING_INSTITUTION, _has_unread(from_institution=False))
    if user.role is Role.INTAKE_OFFICER:
        return or_(Case.status == S.INTAKE_REVIEW, _has_unread(from_institution=True))
    if user.role is Role.COORDINATOR:
        return Case.status.in_((S.READY, S.CORRECTION_REQUESTED))
    if user.role is Role.TRANSLATOR:
        return Case.status.in_((S.ASSIGNED, S.IN_PROGRESS))
    if user.role is Role.REVISER:
        theirs = and_(Case.status == S.IN_REVISION, Case.reviser_id == user.id)
        unread = and_(Case.status == S.RETURNED, Case.translator_id.is_distinct_from(user.id))
        return or_(theirs, unread, Case.status == S.CORRECTION_REQUESTED)
    return false()


def _has_unread(*, from_institution: bool) -> ColumnElement[bool]:
    return Case.id.in_(
        select(CaseMessage.case_id).where(
            CaseMessage.read_at.is_(None), CaseMessage.from_institution.is_(from_institution)
        )
    )


def unread_among(cases: list[Case], *, by_institution: bool) -> set[UUID]:
    chosen = select(CaseMessage.case_id).where(
        CaseMessage.case_id.in_([case.id for case in cases]),
        CaseMessage.read_at.is_(None),
        CaseMessage.from_institution.is_(not by_institution),
    )
    return set(db.session.scalars(chosen))


def write_key(case: Case, sort: Sort) -> str:
    instant = getattr(case, KEYS[sort][0].key)
    return f"{instant.astimezone(UTC).isoformat()}_{case.id}"


def read_key(text: str | None) -> tuple[datetime, UUID] | None:
    """A key that does not read is a first page: the URL may have been cut short."""
    try:
        instant, identity = (text or "").split("_")
        return datetime.fromisoformat(instant), UUID(identity)
    except ValueError:
        return None
