"""Log-ins: a random token in a signed cookie, its SHA-256 in the database."""

import hashlib
import secrets
from datetime import timedelta

from flask import Flask, g, request, session

from app import clock
from app.accounts.models import IDLE, User, UserSession
from app.accounts.queries import session_by_hash
from app.db import commit, db

LIFETIME = timedelta(hours=12)  # a working day, whatever happens
TOUCH_EVERY = timedelta(minutes=1)
COOKIE_KEY = "login"


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(user: User, address: str) -> str:
    """Record the log-in and return the token that the cookie will hold."""
    token = secrets.token_urlsafe(32)
    instant = clock.now()
    row = UserSession(
        user_id=user.id,
        token_hash=digest(token),
        created_at=instant,
        last_seen_at=instant,
        expires_at=instant + LIFETIME,
        second_factor_at=instant if user.totp_enabled_at else None,
        address=address,
    )
    db.session.add(row)
    user.last_login_at = instant
    db.session.flush()
    return token


def is_live(row: UserSession) -> bool:
    instant = clock.now()
    return (
        row.revoked_at is None
        and row.user.is_active
        and instant < row.expires_at
        and instant < row.last_seen_at + IDLE
    )


def init_app(app: Flask) -> None:
    app.before_request(load_user)


def load_user() -> None:
    g.user = None
    token = session.get(COOKIE_KEY)
    if not token or request.endpoint == "static":
        return
    row = session_by_hash(digest(token))
    if row is None or not is_live(row):
        session.pop(COOKIE_KEY, None)
        return
    g.user, g.user_session = row.user, row
    if clock.now() - row.last_seen_at > TOUCH_EVERY:
        row.last_seen_at = clock.now()
        commit()
