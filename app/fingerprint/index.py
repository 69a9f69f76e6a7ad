"""The index of keys: add a document to it, find those that may show the same, keep it lean.

A printed form, a frequent name, a registry office: their keys would bring half of the archive. A
look-up therefore reads at most `CLOSED` rows of a key and drops keys that have more, so its cost
does not grow with the archive; every night keys that became common leave the table.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Integer

from app.db import db
from app.fingerprint.keys import chosen
from app.fingerprint.models import CommonKey, Fingerprint, FingerprintKey

CLOSED = 200  # documents that share a key, from which it tells nothing
CANDIDATES = 8  # documents that are compared, likeliest first

# Rare keys weigh more: what two pages alone share is worth what two hundred share, two hundredfold.
FIND = text("""
    SELECT f.document_id, hits.shared, hits.weight FROM (
        SELECT number, count(*) AS shared, sum(1.0 / cardinality(numbers)) AS weight
        FROM (
            SELECT ARRAY(
                SELECT k.number FROM fingerprint_key k WHERE k.key = wanted.key LIMIT :closed + 1
            ) AS numbers
            FROM unnest(CAST(:keys AS integer[])) AS wanted(key)
        ) AS lists, unnest(numbers) AS number
        WHERE cardinality(numbers) <= :closed AND number <> :own
        GROUP BY number ORDER BY weight DESC, number DESC LIMIT :most
    ) AS hits JOIN fingerprint f ON f.number = hits.number
    ORDER BY hits.weight DESC, f.number DESC
""").bindparams(bindparam("keys", type_=ARRAY(Integer)))


def common_among(keys: Iterable[int]) -> set[int]:
    wanted = list(keys)
    return set(db.session.scalars(select(CommonKey.key).where(CommonKey.key.in_(wanted))))


def candidates(keys: Iterable[int], own: int = 0, most: int = CANDIDATES) -> list[UUID]:
    """Documents that share the rarest keys, likeliest first."""
    rows = db.session.execute(
        FIND, {"keys": list(keys), "own": own, "closed": CLOSED, "most": most}
    )
    return [row.document_id for row in rows]


def add(fingerprint: Fingerprint, pages: Sequence[set[int]]) -> None:
    """Keep what tells of each page's keys; done twice it changes nothing."""
    common = common_among(set().union(*pages))
    kept = {key for keys in pages for key in chosen(keys, common)}
    if kept:
        rows = [{"key": key, "number": fingerprint.number} for key in kept]
        db.session.execute(upsert(FingerprintKey).values(rows).on_conflict_do_nothing())


def close_common() -> int:
    """Move keys that became common out of the index; answers how many."""
    found = select(FingerprintKey.key).group_by(FingerprintKey.key).having(func.count() > CLOSED)
    keys = list(db.session.scalars(found))
    if keys:
        rows = [{"key": key} for key in keys]
        db.session.execute(upsert(CommonKey).values(rows).on_conflict_do_nothing())
        db.session.execute(delete(FingerprintKey).where(FingerprintKey.key.in_(keys)))
    return len(keys)
