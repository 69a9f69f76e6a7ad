"""Time-based one-time codes (RFC 6238); the secret is encrypted at rest, a code is good once."""

import base64
import hashlib
import io

import pyotp
import segno
from cryptography.fernet import Fernet
from flask import current_app

from app import clock
from app.accounts.models import User

STEP = 30  # seconds
DRIFT = 1  # steps that a telephone's clock may be wrong by


def _cipher() -> Fernet:
    key = hashlib.sha256(b"totp:" + current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def new_secret() -> str:
    return pyotp.random_base32()


def seal(secret: str) -> str:
    return _cipher().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    return _cipher().decrypt(sealed.encode()).decode()


def matching_step(secret: str, code: str, after: int | None) -> int | None:
    """The time step that `code` is of, if it is a recent one later than `after`."""
    code = "".join(code.split())
    current = int(clock.now().timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if (after is None or step > after) and pyotp.utils.strings_equal(
            code, totp.at(step * STEP)
        ):
            return step
    return None


def accepts(user: User, code: str) -> bool:
    """Check a code of `user` and burn it."""
    if not user.totp_secret:
        return False
    step = matching_step(unseal(user.totp_secret), code, user.totp_last_step)
    if step is None:
        return False
    user.totp_last_step = step
    return True


def picture(secret: str, email: str) -> str:
    """The QR code that an authenticator reads, as a data URI."""
    address = pyotp.TOTP(secret).provisioning_uri(
        name=email, issuer_name=current_app.config["BRAND_NAME"]
    )
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=5, border=2)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
