"""Everything that changes accounts: log-in, passwords, invitations, institutions."""

import secrets
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from stdnum.fr import siret as siret_rule

from app import clock
from app.accounts import passwords, second_factor
from app.accounts.models import (
    INSTITUTION_ROLES,
    AccountToken,
    Institution,
    LoginAttempt,
    Role,
    TokenPurpose,
    User,
    UserSession,
)
from app.accounts.queries import failures_since, live_token, open_sessions, user_by_email
from app.accounts.sessions import digest, open_session
from app.audit import operations as audit
from app.db import db
from app.errors import Conflict, DomainError, Invalid, TooMany
from app.i18n import _, _l

WINDOW = timedelta(minutes=15)
FAILURES_BY_ACCOUNT = 8
FAILURES_BY_ADDRESS = 40  # a fund's agents share one address
LIFETIME = {
    TokenPurpose.INVITATION: timedelta(days=7),
    TokenPurpose.PASSWORD_RESET: timedelta(hours=1),
}


class WrongCredentials(Invalid):
    message = _l("L'adresse ou le mot de passe n'est pas le bon. Vérifiez, ou demandez un nouveau.")


class CodeNeeded(DomainError):
    """The password is right; the second factor is still owed."""

    message = _l("Saisissez le code à six chiffres de votre application d'authentification.")


class WrongCode(Invalid):
    message = _l(
        "Ce code n'est pas valable : il change toutes les 30 secondes et ne sert qu'une fois."
    )


class DeadLink(Invalid):
    message = _l("Ce lien a expiré ou a déjà servi. Demandez-en un nouveau.")


class EmailTaken(Conflict):
    message = _l("Un compte existe déjà avec cette adresse.")


class WrongSiret(Invalid):
    message = _l("Ce numéro SIRET n'est pas valable : vérifiez ses 14 chiffres.")


def throttle(email: str, address: str) -> None:
    """Refuse to try once too often; raises `TooMany`."""
    since = clock.now() - WINDOW
    if (
        failures_since(since, email_hash=digest(email.lower())) >= FAILURES_BY_ACCOUNT
        or failures_since(since, address=address) >= FAILURES_BY_ADDRESS
    ):
        raise TooMany(
            _(
                "Trop de tentatives. Réessayez dans %(minutes)s minutes.",
                minutes=WINDOW.seconds // 60,
            )
        )


def note_attempt(email: str, address: str, succeeded: bool) -> None:
    db.session.add(
        LoginAttempt(email_hash=digest(email.lower()), address=address, succeeded=succeeded)
    )


def check_password(email: str, password: str) -> User:
    """The active user with this e-mail and password; as slow for an unknown e-mail."""
    user = user_by_email(email)
    right = passwords.verify(user.password_hash if user else None, password)
    if not right or user is None or not user.is_active:
        raise WrongCredentials
    if passwords.needs_rehash(user.password_hash or ""):
        user.password_hash = passwords.hasher.hash(password)
    return user


def log_in(user: User, address: str, code: str = "") -> str:
    """Open a session and return its token; asks for the second factor where there is one."""
    if user.totp_enabled_at:
        if not code:
            raise CodeNeeded
        db.session.refresh(user, with_for_update=True)
        if not second_factor.accepts(user, code):
            raise WrongCode
    token = open_session(user, address)
    audit.record("account.log_in", user, user)
    return token


def close_session(row: UserSession) -> None:
    row.revoked_at = clock.now()
    audit.record("account.log_out", row.user, row.user)


def close_other_sessions(user: User, kept: UserSession | None) -> int:
    closed = [row for row in open_sessions(user) if kept is None or row.id != kept.id]
    for row in closed:
        row.revoked_at = clock.now()
    return len(closed)


def set_password(user: User, password: str, kept: UserSession | None = None) -> None:
    """Also closes the user's other sessions."""
    passwords.check(password, user.email)
    user.password_hash = passwords.hasher.hash(password)
    close_other_sessions(user, kept)
    audit.record("account.set_password", user, user)


def enable_second_factor(user: User, secret: str, code: str) -> None:
    step = second_factor.matching_step(secret, code, None)
    if step is None:
        raise WrongCode
    user.totp_secret = second_factor.seal(secret)
    user.totp_last_step = step
    user.totp_enabled_at = clock.now()
    audit.record("account.enable_second_factor", user, user)


def disable_second_factor(user: User, actor: User) -> None:
    user.totp_secret = user.totp_enabled_at = user.totp_last_step = None
    audit.record("account.disable_second_factor", user, actor)


def issue_link(user: User, purpose: TokenPurpose) -> str:
    """A token good once; the database keeps its digest only."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        AccountToken(
            user_id=user.id,
            purpose=purpose,
            token_hash=digest(token),
            expires_at=clock.now() + LIFETIME[purpose],
        )
    )
    audit.record(f"account.{purpose}", user, None)
    db.session.flush()
    return token


def use_link(token: str, password: str) -> User:
    """Set the password by a mailed link; of two who use it at once, one is told it is spent."""
    row = live_token(digest(token), for_update=True)
    if row is None or row.used_at or row.expires_at < clock.now() or not row.user.is_active:
        raise DeadLink
    set_password(row.user, password)
    row.used_at = clock.now()
    return row.user


def invite(actor: User, *, email: str, name: str, role: Role, **place: object) -> User:
    """A new account without a password, in `place` (institution_id or contractor_id)."""
    if (role in INSTITUTION_ROLES) != bool(place.get("institution_id")) or (
        role is Role.CONTRACTOR
    ) != bool(place.get("contractor_id")):
        raise Invalid(_("Ce profil demande un organisme ou un prestataire, et lui seul."))
    user = User(email=email.strip().lower(), name=name.strip(), role=role, **place)
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise EmailTaken from None
    audit.record("account.create", user, actor, role=role)
    return user


def set_active(user: User, active: bool, actor: User) -> None:
    user.is_active = active
    if not active:
        close_other_sessions(user, None)
    audit.record("account.activate" if active else "account.deactivate", user, actor)


def change_role(user: User, role: Role, actor: User) -> None:
    """Within the same organisation: an agent may become its manager, not a translator."""
    inside = user.role in INSTITUTION_ROLES
    if user.role is Role.CONTRACTOR or inside != (role in INSTITUTION_ROLES):
        raise Invalid(_("Ce changement de profil demande un nouveau compte."))
    audit.record("account.change_role", user, actor, before=user.role, after=role)
    user.role = role
    close_other_sessions(user, None)


def set_locale(user: User, locale: str) -> None:
    user.locale = locale


def mute(user: User, codes: list[str]) -> None:
    user.muted_mails = " ".join(sorted(set(codes)))


def update_institution(institution: Institution, actor: User, *, siret: str, active: bool) -> None:
    siret = "".join(siret.split())
    if siret and not siret_rule.is_valid(siret):
        raise WrongSiret
    institution.siret, institution.is_active = siret or None, active
    audit.record("institution.update", institution, actor, active=active)
