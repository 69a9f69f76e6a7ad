"""Passwords: argon2id, and what makes one acceptable (CNIL, ANSSI: long rather than clever)."""

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.errors import Invalid
from app.i18n import _, _l

MINIMUM = 12  # characters
# The stems that most leaked passwords are made of, French ones included.
COMMON = (
    "password",
    "motdepasse",
    "azerty",
    "qwerty",
    "123456",
    "abcdef",
    "bonjour",
    "soleil",
    "admin",
    "letmein",
    "welcome",
    "securite",
    "france",
    "traduction",
)

hasher = PasswordHasher()  # argon2id, RFC 9106 low-memory profile
# Verified against when nobody has the e-mail given, so that both answers take as long.
NOBODY = hasher.hash("nobody has this password")


class WeakPassword(Invalid):
    message = _l(
        "Ce mot de passe est trop facile à deviner. Choisissez au moins 12 caractères, "
        "par exemple quatre mots sans rapport entre eux."
    )


def check(password: str, email: str) -> None:
    """Raise `WeakPassword` where it is short, repeated, common, or made of the address."""
    plain = re.sub(r"[^a-z0-9]", "", password.lower())
    rest = plain
    for stem in (*COMMON, *re.split(r"[@.\-_]", email.lower())):
        if len(stem) >= 4:
            rest = rest.replace(stem, "")
    if len(password) < MINIMUM or len(set(plain)) < 5 or len(rest) < 5:
        raise WeakPassword
    own = re.sub(r"[^a-z0-9]", "", email.lower().split("@")[0])
    if len(own) >= 4 and own in plain:
        raise WeakPassword(_("Le mot de passe ne doit pas contenir votre adresse électronique."))


def verify(password_hash: str | None, password: str) -> bool:
    try:
        hasher.verify(password_hash or NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    return hasher.check_needs_rehash(password_hash)
