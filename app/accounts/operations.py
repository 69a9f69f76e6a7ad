"""Everything that changes accounts: log-in, passwords, invitations, institutions."""

import math
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
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
from app.accounts.queries import (
    live_token,
    lock_user,
    nth_last_failure,
    open_sessions,
    user_by_email,
)
from app.accounts.sessions import digest, open_session
from app.audit import operations as audit
from app.db import db
from app.errors import Conflict, DomainError, Invalid, TooMany
from app.i18n import _, _l, ngettext

WINDOW = timedelta(minutes=15)
FAILURES_BY_ACCOUNT = 8
FAILURES_BY_ADDRESS = 40  # a fund's agents share one address
ATTEMPTS_KEPT = timedelta(days=1)
ENDED_KEPT = timedelta(days=30)
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
    waits = [
        nth_last_failure(since, FAILURES_BY_ACCOUNT, email_hash=hash_of(email)),
        nth_last_failure(since, FAILURES_BY_ADDRESS, address=address),
    ]
    if blocking := [instant for instant in waits if instant]:
        minutes = math.ceil((max(blocking) + WINDOW - clock.now()) / timedelta(minutes=1))
        raise TooMany(
            ngettext(
                "Trop de tentatives. Réessayez dans %(num)d minute.",
                "Trop de tentatives. Réessayez dans %(num)d minutes.",
                max(1, minutes),
            )
        )


def hash_of(email: str) -> str:
    return digest(email.strip().lower())


def note_attempt(email: str, address: str, succeeded: bool) -> None:
    db.session.add(LoginAttempt(email_hash=hash_of(email), address=address, succeeded=succeeded))


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
        lock_user(user)  # two log-ins with the same code: the second finds it spent
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


def invite(actor: User | None, *, email: str, name: str, role: Role, **place: object) -> User:
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


class OwnAccount(Invalid):
    message = _l("C'est votre propre compte : demandez à un autre administrateur de le modifier.")


def set_active(user: User, active: bool, actor: User) -> None:
    if user.id == actor.id:
        raise OwnAccount
    user.is_active = active
    if not active:
        close_other_sessions(user, None)
    audit.record("account.activate" if active else "account.deactivate", user, actor)


def change_role(user: User, role: Role, actor: User) -> None:
    """Within the same organisation: an agent may become its manager, not a translator."""
    if user.id == actor.id:
        raise OwnAccount
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


def forget_before(instant: datetime) -> None:
    """What ages out: attempts after a day, links and sessions a month after their end."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < instant - ATTEMPTS_KEPT))
    for kind in (AccountToken, UserSession):
        db.session.execute(delete(kind).where(kind.expires_at < instant - ENDED_KEPT))
