"""Verification codes: short, unambiguous aloud, impossible to guess."""

import secrets

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0, 1
GROUPS, SIZE = 3, 4  # 32^12: about 10^18


def new_code() -> str:
    """For example KX7M-2QRA-9TBC."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * SIZE)]
    return "-".join("".join(letters[i : i + SIZE]) for i in range(0, len(letters), SIZE))


def tidy(typed: str) -> str:
    """The code as printed, however it was typed."""
    plain = "".join(c for c in typed.upper() if c in ALPHABET)
    return "-".join(plain[i : i + SIZE] for i in range(0, len(plain), SIZE))
