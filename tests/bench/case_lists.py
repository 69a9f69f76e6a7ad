"""How long the lists take with tens of thousands of open cases.

`python -m tests.bench.case_lists [--open 30000] [--ended 90000]`, with TEST_DATABASE_URL set: makes
a database of its own, fills it, prints medians and the plan of the list that opens the day.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql

from app import clock
from app.accounts.models import Role
from app.assignment.board_queries import Stock, stock_counts, stock_page
from app.assignment.operations import propose_each
from app.cases import listing, rules
from app.cases.lifecycle import CaseStatus
from app.cases.listing import Filters, Scope, Sort
from app.cases.models import Case
from app.db import commit, db, new_id
from app.reporting import dashboard_queries as figures
from app.sla.queries import counts
from tests.conftest import ROOT, fresh_database, make_app
from tests.factories import make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_translator

LANGUAGES = ("uk", "ar", "es", "pt", "it", "de", "ru", "tr", "pl", "ro")
OPEN = (CaseStatus.INTAKE_REVIEW, CaseStatus.READY, CaseStatus.RETURNED, CaseStatus.IN_REVISION)
ROUNDS = 9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=30_000)
    parser.add_argument("--ended", type=int, default=90_000)
    options = parser.parse_args()
    app = make_app(fresh_database("bench_lists"), Path(tempfile.mkdtemp()))
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        people = fill(options.open, options.ended)
        for name, call in measures(people):
            print(f"{name:44s} {median(call):7.1f} ms")
        print(plan(people["coordinator"]))


def fill(open_cases: int, ended: int) -> dict[str, Any]:
    random.seed(11)
    for code in LANGUAGES:
        make_language(code, code)
        make_translator(code)
        make_holder(language=code)
    make_in_house_rate()
    agents = [make_user(Role.AGENT) for _ in range(60)]
    whens = [random.uniform(0, 23) for _ in range(open_cases)]
    rows = [row(n, agents, random.choice(OPEN), when) for n, when in enumerate(whens)]
    rows += [row(open_cases + n, agents, CaseStatus.DELIVERED, 25 + n / 100) for n in range(ended)]
    for start in range(0, len(rows), 2000):
        db.session.execute(insert(Case.__table__), rows[start : start + 2000])
    commit()
    db.session.execute(text("ANALYZE"))
    commit()
    return {
        "coordinator": make_user(),
        "agent": agents[0],
        "reviser": make_user(Role.REVISER),
        "intake officer": make_user(Role.INTAKE_OFFICER),
    }


def row(rank: int, agents: list, status: CaseStatus, days_ago: float) -> dict[str, Any]:
    agent = random.choice(agents)
    submitted_at = clock.now() - timedelta(days=days_ago)
    ended_at = submitted_at + timedelta(days=8) if status is CaseStatus.DELIVERED else None
    return {
        "id": new_id(), "reference": f"26-{rank:06d}-X", "status": status, "kind": "translation",
        "institution_id": agent.institution_id, "created_by_id": agent.id,
        "institution_reference": f"D{rank}", "direction": "into_french",
        "language": random.choice(LANGUAGES), "document_type": "birth", "pages": 1, "words": 150,
        "is_sensitive": False, "status_at": submitted_at, "end_reason": "",
        "submitted_at": submitted_at, "due_at": rules.due_at(submitted_at),
        "delivered_at": ended_at, "ended_at": ended_at,
    }  # fmt: skip


def measures(people: dict[str, Any]) -> Iterator[tuple[str, Callable[[], object]]]:
    now, boss = clock.now(), people["coordinator"]
    deep = None
    for _ in range(200):
        deep = listing.page(boss, Filters(), now, deep).next_key
    yield "list, page 201", lambda: listing.page(boss, Filters(), now, deep)
    for who, user in people.items():
        yield f"list that opens, {who}", lambda user=user: listing.page(user, Filters(), now)
        wanted = Filters(waiting=True)
        yield f"what waits, {who}", lambda user=user, w=wanted: listing.page(user, w, now)
    for wanted in (
        Filters(status=CaseStatus.RETURNED), Filters(language="uk"), Filters(late=True),
        Filters(sort=Sort.OLDEST), Filters(scope=Scope.ALL), Filters(scope=Scope.ENDED),
        Filters(q="26-0120"), Filters(q="D1234"), Filters(due_within=3, due_after=0),
    ):  # fmt: skip
        yield f"list, {wanted.as_args()}", lambda w=wanted: listing.page(boss, w, now)
    yield "board, stock", lambda: stock_page(Stock.READY, now)
    yield "board, counts", lambda: stock_counts(now)
    ready = stock_page(Stock.READY, now).rows
    yield "board, proposals for fifty", lambda: propose_each(ready)
    yield "bell", lambda: counts(now)
    yield "dashboard, stock by language", lambda: figures.stock_by_language(now)
    yield "dashboard, delays", lambda: figures.delays(now - timedelta(days=30))


def median(call: Callable[[], object]) -> float:
    """Milliseconds, over some rounds, the first left out."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def plan(user) -> str:
    chosen = listing.matching(user, Filters(), clock.now()).order_by(Case.due_at, Case.id).limit(51)
    options = {"literal_binds": True}
    sql = chosen.compile(dialect=postgresql.dialect(), compile_kwargs=options).string
    explained = text("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql.replace(":", r"\:"))
    return "\n".join(line for (line,) in db.session.execute(explained))


if __name__ == "__main__":
    main()
