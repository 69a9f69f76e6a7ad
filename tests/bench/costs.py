"""Costs over a million cases: the sums kept by day, beside the query over every entry.

`make bench-costs [ARGS="--cases 1000000"]` fills a private PostgreSQL by COPY (ten years, 43
languages, four figures a case, one in twenty taken back and ordered anew), sums the movements
with the product's own roll-up, proves that everything reconciles, then times both queries.
"""

import argparse
import io
import random
import statistics
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from app.accounts.models import Role
from app.budget.cost_queries import Asked, By, costs, total
from app.budget.models import CostStage
from app.budget.reconciliation import contradictions, roll_costs
from app.db import commit, db, new_id
from tests.bench.engines import application, say, timed
from tests.bench.invoices import LANGUAGES
from tests.conftest import ROOT
from tests.factories import make_contractor, make_institution, make_user

FIRST, DAYS = date(2017, 1, 2), 3650
FUNDS, AGENCIES, RUNS = 200, 4, 7
DECADE = (FIRST, FIRST + timedelta(days=DAYS + 60))
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
NAIVE = """
    SELECT c.language, count(*), sum(c.words), sum(e.amount) FROM (
        SELECT case_id, amount, min(at) OVER (PARTITION BY case_id) AS first_at,
               row_number() OVER (PARTITION BY case_id ORDER BY at DESC, id DESC) AS rank
          FROM cost_entry WHERE stage = :stage) e
      JOIN case_file c ON c.id = e.case_id
     WHERE e.rank = 1 AND e.first_at >= :start AND e.first_at < :end
     GROUP BY c.language"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    options = parser.parse_args()
    with application("bench_costs"):
        measure(options.cases)


def measure(cases: int) -> None:
    say("filled by COPY", timed(lambda: fill(cases))[0])
    say(f"movements of {cases} cases summed by day", timed(lambda: (roll_costs(), commit()))[0])
    db.session.execute(text("ANALYZE"))
    commit()
    say("every euro proved against its rows", timed(prove)[0])
    tables = ("case_file", "cost_entry", "cost_movement", "cost_day", "cost_month")
    count = "SELECT count(*) FROM {}"
    rows = {t: db.session.scalar(text(count.format(t))) for t in tables}
    print("rows:", ", ".join(f"{name} {count:,}" for name, count in rows.items()))
    print(f"{'':52s} {'median':>10s} {'worst':>10s}   of {RUNS} runs, wall time")
    for title, days in (("the ten years", DECADE), ("one year", YEAR)):
        asked = Asked(*days, CostStage.ACCEPTED)
        compare(f"cost by language, {title}, naive", lambda d=days: naive(*d))
        for by in (By.LANGUAGE, By.INSTITUTION, By.BRANCH, By.CONTRACTOR, By.CONTRACT, By.MONTH):
            compare(f"cost by {by}, {title}", lambda b=by, a=asked: costs(b, a))
    agree()


def agree() -> None:
    """Over the whole, both count each case once by its last figure: they must say the same."""
    asked = Asked(*DECADE, CostStage.COMMITTED)
    fresh = {row.key: row.amount for row in costs(By.LANGUAGE, asked)}
    old = {row[0]: row[3] for row in naive(*DECADE, CostStage.COMMITTED) if row[3]}
    print(f"both say {total(asked)} € committed:", "agree" if fresh == old else "DISAGREE")


def naive(start: date, end: date, stage: CostStage = CostStage.ACCEPTED) -> list:
    given = {"stage": stage, "start": start, "end": end + timedelta(days=1)}
    return list(db.session.execute(text(NAIVE), given))


def prove() -> None:
    found = contradictions()
    assert not any(found.values()), found


def compare(title: str, work: Callable[[], object]) -> None:
    work()  # the pages that it reads are in memory, as they are in use
    took = [timed(work)[0] * 1000 for _ in range(RUNS)]
    print(f"{title:52s} {statistics.median(took):7.0f} ms {max(took):7.0f} ms", flush=True)


def fill(cases: int) -> None:
    """Cases and their entries as text, through COPY; then what the trigger would have written."""
    rng = random.Random(7)
    agent = make_user(Role.AGENT)
    funds = [make_institution().id for _ in range(FUNDS)]
    agencies = [make_contractor().id for _ in range(AGENCIES)]
    weights = [1 / (rank + 1) for rank in range(len(LANGUAGES))]
    drawn = rng.choices(LANGUAGES, weights, k=cases)
    files, entries = io.StringIO(), io.StringIO()
    for rank, language in enumerate(drawn):
        day = FIRST + timedelta(days=rank * DAYS // cases)
        at = datetime(day.year, day.month, day.day, 8, rank % 60, tzinfo=UTC)
        identity, words = new_id(), rng.randrange(60, 400)
        agency = None if rng.random() < 0.35 else rng.choice(agencies)
        euros = f"{words * 0.11:.2f}"
        files.write(
            _case(identity, rank, funds[rank % FUNDS], agent.id, language, words, at, euros)
        )
        for line in _entries(rng, identity, words, agency, agencies, at, euros):
            entries.write(line)
    raw = db.session.connection().connection.driver_connection
    with raw.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the trigger, once, below
        _copy(cursor, f"case_file ({', '.join(CASE)})", files)
        _copy(
            cursor,
            "cost_entry (id, at, case_id, stage, amount, cause, contractor_id, lines)",
            entries,
        )
        cursor.execute(_as_migrated())
        cursor.execute("INSERT INTO cost_pending SELECT id FROM cost_movement")
    commit()


def _as_migrated() -> str:
    """The statement by which the migration fills the movements of an old database."""
    from importlib.util import module_from_spec, spec_from_file_location

    path = ROOT / "migrations" / "versions" / "0100_cost_movements.py"
    spec = spec_from_file_location("cost_movements", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    terms = {"counted": module.COUNTED.format(e="e"), "contract": module.CONTRACT.format(e="e")}
    return module.FILL.format(**terms)


CASE = (
    "id", "reference", "institution_id", "created_by_id", "institution_reference", "kind",
    "direction", "language", "pages", "words", "is_sensitive", "status", "status_at",
    "end_reason", "submitted_at", "due_at", "delivered_at", "ended_at",
    "estimated", "committed", "accepted", "paid",
)  # fmt: skip


def _case(identity: UUID, rank: int, fund: UUID, agent: UUID, language: str, words: int,
          at: datetime, euros: str) -> str:  # fmt: skip
    end = at + timedelta(days=9)
    cells = (identity, f"B{rank:09d}", fund, agent, "", "translation", "into_french", language,
             1, words, "f", "delivered", end, "", at, at + timedelta(days=22), end, end,
             euros, euros, euros, euros)  # fmt: skip
    return "\t".join(map(str, cells)) + "\n"


def _entries(rng, identity, words, agency, agencies, at, euros):
    line = f'[{{"label": "unit_price", "unit": "word", "quantity": {words}, "net": "{euros}"}}]'

    def entry(days: int, stage: str, amount: str, cause: str, who, lines: str) -> str:
        when = at + timedelta(days=days)
        cells = (new_id(), when, identity, stage, amount, cause, who or "\\N", lines)
        return "\t".join(map(str, cells)) + "\n"

    yield entry(0, "estimated", euros, "submission", None, line)
    if agency and rng.random() < 0.05:
        yield entry(0, "committed", euros, "order", rng.choice(agencies), line)
        yield entry(1, "committed", "0.00", "declined", None, "[]")
    yield entry(1, "committed", euros, "order" if agency else "in_house", agency, line)
    yield entry(9, "accepted", euros, "return_accepted", agency, line)
    if agency:
        yield entry(40, "paid", euros, "bill_settled", agency, line)
    else:
        yield entry(40, "paid", euros, "in_house", None, line)


def _copy(cursor, target: str, lines: io.StringIO) -> None:
    lines.seek(0)
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        while block := lines.read(1 << 20):
            copy.write(block)


if __name__ == "__main__":
    main()
