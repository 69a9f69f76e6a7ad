"""Organisations and the people who hold accounts in them."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Instant, Timestamp, db, str_enum


class Branch(StrEnum):
    """Branch of French social security that an institution serves."""

    HEALTH = "health"
    FAMILY = "family"
    PENSION = "pension"
    RECOVERY = "recovery"
    AGRICULTURE = "agriculture"
    OTHER = "other"


class Role(StrEnum):
    AGENT = "agent"
    INSTITUTION_MANAGER = "institution_manager"
    INTAKE_OFFICER = "intake_officer"
    TRANSLATOR = "translator"
    REVISER = "reviser"
    COORDINATOR = "coordinator"
    FINANCE = "finance"
    CONTRACTOR = "contractor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


INSTITUTION_ROLES = frozenset({Role.AGENT, Role.INSTITUTION_MANAGER})
BODY_ROLES = frozenset(Role) - INSTITUTION_ROLES - {Role.CONTRACTOR}


class Institution(db.Model):
    """A fund ("caisse") or scheme that asks for translations."""

    __tablename__ = "institution"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    network: Mapped[str] = mapped_column(index=True)  # CPAM, CAF, CARSAT, CNAV, MSA, or the scheme
    branch: Mapped[Branch] = mapped_column(str_enum(Branch))
    department: Mapped[str | None]  # 01…95, 2A, 2B, 971…976; None: national
    siret: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)


class Contractor(db.Model):
    """An external agency ("prestataire")."""

    __tablename__ = "contractor"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    siret: Mapped[str | None]
    country: Mapped[str] = mapped_column(default="FR")
    is_active: Mapped[bool] = mapped_column(default=True)


class User(db.Model):
    __tablename__ = "user_account"
    __table_args__ = (Index("uq_user_account_email", text("lower(email)"), unique=True),)

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(str_enum(Role))
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("institution.id"), index=True)
    contractor_id: Mapped[UUID | None] = mapped_column(ForeignKey("contractor.id"), index=True)
    locale: Mapped[str] = mapped_column(default="fr")
    password_hash: Mapped[str | None]  # argon2id; None until the invitation is accepted
    totp_secret: Mapped[str | None]  # encrypted with a key derived from SECRET_KEY
    totp_enabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_last_step: Mapped[int | None]  # a code is good once
    is_active: Mapped[bool] = mapped_column(default=True)
    last_login_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    muted_mails: Mapped[str] = mapped_column(default="")  # codes of mails turned off, by spaces

    institution: Mapped[Institution | None] = relationship(lazy="joined")
    contractor: Mapped[Contractor | None] = relationship(lazy="joined")


IDLE = timedelta(hours=2)  # a session without a click ends


class UserSession(db.Model):
    """A log-in. The cookie holds a random token; the table holds its SHA-256 only."""

    __tablename__ = "user_session"

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    last_seen_at: Mapped[Timestamp]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    second_factor_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    address: Mapped[str]

    user: Mapped[User] = relationship(lazy="joined")


class LoginAttempt(db.Model):
    """What throttling counts. `email_hash` and address age out after a day."""

    __tablename__ = "login_attempt"

    id: Mapped[Id]
    at: Mapped[Timestamp] = mapped_column(index=True)
    email_hash: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    succeeded: Mapped[bool]


class TokenPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105


class AccountToken(db.Model):
    """A mailed link, good once and for a time."""

    __tablename__ = "account_token"

    id: Mapped[Id]
    created_at: Mapped[Timestamp]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(str_enum(TokenPurpose))
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[Instant]
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    user: Mapped[User] = relationship(lazy="joined")
