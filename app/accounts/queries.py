from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, text

from app import clock
from app.accounts.models import (
    IDLE,
    AccountToken,
    Contractor,
    Institution,
    LoginAttempt,
    Role,
    User,
    UserSession,
)
from app.db import db
from app.errors import NotFound

PAGE = 50  # rows


def get_user(user_id: UUID | str) -> User:
    if user := db.session.get(User, UUID(str(user_id))):
        return user
    raise NotFound


def lock_user(user: User) -> None:
    chosen = select(User).where(User.id == user.id).with_for_update(of=User)
    db.session.execute(chosen.execution_options(populate_existing=True)).unique().one()


def get_institution(institution_id: UUID | str) -> Institution:
    if institution := db.session.get(Institution, UUID(str(institution_id))):
        return institution
    raise NotFound


def get_contractor(contractor_id: UUID | str) -> Contractor:
    if contractor := db.session.get(Contractor, UUID(str(contractor_id))):
        return contractor
    raise NotFound


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def users_with_role(*roles: Role) -> list[User]:
    chosen = select(User).where(User.role.in_(roles), User.is_active).order_by(User.name)
    return list(db.session.scalars(chosen))


def users_among(user_ids: Collection[UUID]) -> dict[UUID, User]:
    chosen = select(User).where(User.id.in_(user_ids))
    return {user.id: user for user in db.session.scalars(chosen)}


def users_of_contractor(contractor_id: UUID) -> Sequence[User]:
    chosen = select(User).where(User.contractor_id == contractor_id, User.is_active)
    return db.session.scalars(chosen).all()


def users_of_institution(institution_id: UUID | None) -> Sequence[User]:
    chosen = select(User).where(User.institution_id == institution_id)
    return db.session.scalars(chosen.order_by(User.name)).all()


def session_by_hash(token_hash: str) -> UserSession | None:
    return db.session.scalar(select(UserSession).filter_by(token_hash=token_hash))


def failures_since(instant: datetime, *, address: str) -> int:
    failed = select(func.count()).select_from(LoginAttempt)
    failed = failed.where(LoginAttempt.at >= instant, LoginAttempt.succeeded.is_(False))
    return db.session.scalar(failed.where(LoginAttempt.address == address)) or 0


def nth_last_failure(
    since: datetime, nth: int, *, email_hash: str = "", address: str = ""
) -> datetime | None:
    """When the `nth` failure before now happened; None when there are fewer since `since`."""
    failed = select(LoginAttempt.at).where(
        LoginAttempt.at >= since, LoginAttempt.succeeded.is_(False)
    )
    if email_hash:
        failed = failed.where(LoginAttempt.email_hash == email_hash)
    if address:
        failed = failed.where(LoginAttempt.address == address)
    return db.session.scalar(failed.order_by(LoginAttempt.at.desc()).offset(nth - 1).limit(1))


def live_token(token_hash: str, for_update: bool = False) -> AccountToken | None:
    chosen = select(AccountToken).filter_by(token_hash=token_hash)
    if for_update:
        chosen = chosen.with_for_update(of=AccountToken)
    return db.session.scalar(chosen)


def open_sessions(user: User) -> list[UserSession]:
    chosen = select(UserSession).where(
        UserSession.user_id == user.id,
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > clock.now(),
        UserSession.last_seen_at > clock.now() - IDLE,
    )
    return list(db.session.scalars(chosen.order_by(UserSession.last_seen_at.desc())))


def search_users(
    words: str = "", role: str = "", institution_id: UUID | None = None, page: int = 1
) -> list[User]:
    """One page of accounts, by name; one row more than a page says that there is a next."""
    chosen = select(User).order_by(func.lower(User.name), User.id)
    if words.strip():
        like = f"%{words.strip()}%"
        of_contractor = select(Contractor.id).where(Contractor.name.ilike(like))
        chosen = chosen.where(
            or_(
                User.name.ilike(like),
                User.email.ilike(like),
                User.contractor_id.in_(of_contractor),
            )
        )
    if role in set(Role):
        chosen = chosen.where(User.role == Role(role))
    if institution_id:
        chosen = chosen.where(User.institution_id == institution_id)
    return list(db.session.scalars(chosen.offset((page - 1) * PAGE).limit(PAGE + 1)).unique())


def search_institutions(words: str = "", network: str = "", page: int = 1) -> list[Institution]:
    chosen = select(Institution).order_by(Institution.network, Institution.name)
    if words.strip():
        chosen = chosen.where(Institution.name.ilike(f"%{words.strip()}%"))
    if network:
        chosen = chosen.where(Institution.network == network)
    return list(db.session.scalars(chosen.offset((page - 1) * PAGE).limit(PAGE + 1)))


def networks() -> list[str]:
    return list(db.session.scalars(select(Institution.network).distinct().order_by(text("1"))))


def people_by_contractor() -> dict[UUID, int]:
    """How many open accounts each contractor has."""
    counted = select(User.contractor_id, func.count()).where(
        User.is_active, User.contractor_id.is_not(None)
    )
    rows = db.session.execute(counted.group_by(User.contractor_id))
    return {contractor_id: count for contractor_id, count in rows if contractor_id}


def all_contractors() -> list[Contractor]:
    return list(db.session.scalars(select(Contractor).order_by(Contractor.name)))


def institutions_by_name() -> list[Institution]:
    active = select(Institution).where(Institution.is_active).order_by(Institution.name)
    return list(db.session.scalars(active))
