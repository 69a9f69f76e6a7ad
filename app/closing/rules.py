"""Months and seals: pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

FIRST = "0" * 64  # the seal before the first


@dataclass(frozen=True)
class Heading:
    """What a seal says besides its lines."""

    month: date
    previous_seal: str
    first_signed_by: str
    first_signed_at: datetime
    second_signed_by: str
    second_signed_at: datetime
    acknowledged: Mapping[str, object]


@dataclass(frozen=True)
class Sealed:
    seal: str
    lines: int


def seal(heading: Heading, lines: Iterable[str], totals: Mapping[str, str]) -> Sealed:
    """SHA-256 over the heading, the ordered lines and the totals, a line feed after each."""
    digest, count = sha256(), 0
    digest.update(_heading(heading))
    for line in lines:
        digest.update(line.encode() + b"\n")
        count += 1
    digest.update(json.dumps([count, dict(totals)], sort_keys=True).encode())
    return Sealed(digest.hexdigest(), count)


def _heading(heading: Heading) -> bytes:
    said = [
        heading.month.isoformat(),
        heading.previous_seal,
        heading.first_signed_by,
        _instant(heading.first_signed_at),
        heading.second_signed_by,
        _instant(heading.second_signed_at),
        dict(heading.acknowledged),
    ]
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _instant(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


def month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def read_month(text: str) -> date:
    """2026-10; raises `ValueError`."""
    if len(text) != 7:
        raise ValueError(text)
    return date.fromisoformat(f"{text}-01")
