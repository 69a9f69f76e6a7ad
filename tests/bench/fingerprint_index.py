"""Candidates among thousands and millions of pages, in PostgreSQL: time, and recall kept.

A set's own captures are put in: one of each act is in the index, the others look for it. Around
them stand synthetic pages whose keys are spread as those of real ones: a third belong to a page
alone (numbers, names together), a third are names and places, frequent ones far more than rare
ones, a third come from printed forms and offices and are shared by thousands. Those last are what
hurts: nothing is closed beforehand, so each look-up meets them and must drop them.
"""

import time
from collections import defaultdict

import psycopg
from psycopg.rows import tuple_row

from app.fingerprint.index import CANDIDATES, CLOSED, FIND
from app.fingerprint.keys import KEYS_A_PAGE, chosen, keys_of
from tests.bench.captures import Readings

SIZES = (5_000, 50_000)
OWN = 100_000_000  # numbers of the set's documents start here
ALONE, NAMES, FORMS = 8, 8, 8  # keys of a page of each kind
NAMES_KNOWN, FORMS_KNOWN, SKEW = 2_000_000, 20_000, 2.5
FILL = """
    INSERT INTO fingerprint_key (key, number)
    SELECT hashint8extended(
        CASE WHEN k < {alone} THEN n * 64::bigint + k
             WHEN k < {alone} + {names} THEN -1 - floor({names_known} * power(random(), {skew}))
             ELSE -1 - {names_known} - floor({forms_known} * power(random(), {skew}))
        END::bigint, 7)::bit(32)::integer, n
    FROM generate_series({first}, {last}) AS n, generate_series(0, {last_key}) AS k
"""


def report(readings: Readings, most: int, url: str) -> None:
    own, queries = _documents(readings)
    print(f"\ncandidates ({len(queries)} look-ups, {KEYS_A_PAGE} keys a page, {CANDIDATES} kept)")
    print(f"{'pages':>10} {'found':>12} {'median ms':>10} {'p95 ms':>8} {'filled in s':>12}")
    with psycopg.connect(_plain(url), autocommit=True, row_factory=tuple_row) as base:
        _prepare(base)
        filled = 0
        for size in sorted({*(s for s in SIZES if s < most), most}):
            seconds = _grow(base, filled, size, own)
            filled = size
            found, times = _ask(base, queries)
            middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
            share = f"{found} of {len(queries)}"
            print(
                f"{size:>10,} {share:>12} {middle:>10.1f} {high:>8.1f} {seconds:>12.0f}", flush=True
            )


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def _documents(
    readings: Readings,
) -> tuple[dict[int, list[int]], list[tuple[int, list[int]]]]:
    """Keys of the first legible capture of each act; of each other one, and what it looks for."""
    acts: dict[str, list[set[int]]] = defaultdict(list)
    for row in readings.rows("truth.jsonl"):
        if row["legible"]:
            text = readings.read(row["file"]).text
            pages = [keys_of(page.split("\n")) for page in text.split("\n\f\n")]
            acts[row["act_id"]].append(pages)  # type: ignore[arg-type]
    own, queries = {}, []
    for rank, taken in enumerate(acts.values()):
        first, *others = taken
        own[OWN + rank] = sorted({key for page in first for key in chosen(page)})
        queries += [(OWN + rank, sorted(set().union(*other))) for other in others]
    return own, queries


def _prepare(base: psycopg.Connection) -> None:
    base.execute("DROP SCHEMA IF EXISTS bench CASCADE")
    base.execute("CREATE SCHEMA bench")
    base.execute("SET search_path TO bench")
    base.execute("SET maintenance_work_mem = '1GB'")
    base.execute("SET jit = off")
    base.execute("CREATE UNLOGGED TABLE fingerprint_key (key integer, number integer)")
    base.execute(
        "CREATE UNLOGGED TABLE fingerprint (number integer PRIMARY KEY, document_id integer)"
    )


def _grow(base: psycopg.Connection, first: int, last: int, own: dict[int, list[int]]) -> float:
    """Add pages first + 1 … last; the index is built after them, as a restore would."""
    before = time.monotonic()
    base.execute("DROP INDEX IF EXISTS pk_fingerprint_key")
    shape = {
        "alone": ALONE, "names": NAMES, "names_known": NAMES_KNOWN, "forms_known": FORMS_KNOWN,
        "skew": SKEW, "first": first + 1, "last": last, "last_key": ALONE + NAMES + FORMS - 1,
    }  # fmt: skip
    base.execute(FILL.format(**shape))  # type: ignore[arg-type]
    base.execute(
        "INSERT INTO fingerprint SELECT n, n FROM generate_series(%s::int, %s::int) AS n",
        (first + 1, last),
    )
    if not first:
        with base.cursor() as cursor:
            rows = [(key, number) for number, keys in own.items() for key in keys]
            cursor.executemany("INSERT INTO fingerprint_key VALUES (%s, %s)", rows)
            cursor.executemany("INSERT INTO fingerprint VALUES (%s, %s)", [(n, n) for n in own])
    base.execute("CREATE INDEX pk_fingerprint_key ON fingerprint_key (key, number)")
    base.execute("VACUUM (ANALYZE) fingerprint_key")
    base.execute("ANALYZE fingerprint")
    return time.monotonic() - before


def _ask(base: psycopg.Connection, queries: list[tuple[int, list[int]]]) -> tuple[int, list[float]]:
    """Each look-up twice: the second time counts, its pages being in memory as in daily use."""
    statement = str(FIND).replace(":keys", "%(keys)s").replace(":closed", "%(closed)s")
    statement = statement.replace(":own", "%(own)s").replace(":most", "%(most)s")
    found, times = 0, []
    for _ in range(2):
        found, times = 0, []
        for wanted, keys in queries:
            values = {"keys": keys, "closed": CLOSED, "own": 0, "most": CANDIDATES}
            before = time.monotonic()
            rows = base.execute(statement, values).fetchall()  # type: ignore[arg-type]
            times.append((time.monotonic() - before) * 1000)
            found += wanted in [row[0] for row in rows]
    return found, sorted(times)
