from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.models import Contractor, Institution, LoginAttempt, Role, User, UserSession
from app.db import db
from app.errors import NotFound


def get_user(user_id: UUID | str) -> User:
    if user := db.session.get(User, UUID(str(user_id))):
        return user
    raise NotFound


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


def users_of_contractor(contractor_id: UUID) -> Sequence[User]:
    chosen = select(User).where(User.contractor_id == contractor_id, User.is_active)
    return db.session.scalars(chosen).all()


def users_of_institution(institution_id: UUID) -> Sequence[User]:
    chosen = select(User).where(User.institution_id == institution_id)
    return db.session.scalars(chosen.order_by(User.name)).all()


def session_by_hash(token_hash: str) -> UserSession | None:
    return db.session.scalar(select(UserSession).filter_by(token_hash=token_hash))


def failures_since(instant: datetime, *, email_hash: str = "", address: str = "") -> int:
    failed = select(func.count()).select_from(LoginAttempt)
    failed = failed.where(LoginAttempt.at >= instant, LoginAttempt.succeeded.is_(False))
    if email_hash:
        failed = failed.where(LoginAttempt.email_hash == email_hash)
    if address:
        failed = failed.where(LoginAttempt.address == address)
    return db.session.scalar(failed) or 0
