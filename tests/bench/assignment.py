"""How long the whole stock takes to decide, and one new case between two plans.

`make bench-assignment [ARGS="--cases 5000"]` fills a private PostgreSQL with a stock spread over
the languages as 2023 was, and prints the machine's own pace beside.
"""

import argparse
import json
import random
import statistics
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app import clock
from app.accounts.models import Role
from app.assignment import plan_operations as plans
from app.cases import rules
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import commit, db, new_id
from tests.bench.engines import additions, application, say, show, timed
from tests.conftest import CORPUS
from tests.factories import make_user
from tests.staffing import make_holder, make_in_house_rate, make_lot, make_translator

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SOLVED, PLACED = 10.0, 0.050  # seconds
SINGLES = 60
YEAR = CORPUS.parent / "data" / "year2023.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    options = parser.parse_args()
    with application("bench_assignment"), clock.set_to(NOW):
        measure(options.cases)


def measure(cases: int) -> None:
    say("baseline: ten million additions", timed(additions)[0])
    languages = staff()
    fill(cases, languages)
    seconds, decided = timed(lambda: plans.plan(NOW))
    say(f"{cases} open cases read, grouped, solved, spread", seconds, SOLVED)
    say("  of which the engine without the database", decided.seconds)
    show("  columns, rows of the programme", f"{decided.variables}, {decided.rows}")
    applying, applied = timed(lambda: apply(decided))
    say(f"applied in one transaction: {len(applied.given)} cases", applying)
    each = sorted(timed(lambda row=row: place(row))[0] for row in fill(SINGLES, languages))
    say("one new case placed and committed, median", statistics.median(each))
    say("one new case, ninety-five in a hundred under", each[int(SINGLES * 0.95)], PLACED)


def apply(decided):
    applied = plans.apply(decided, NOW)
    commit()
    return applied


def place(case_id) -> None:
    plans.place(db.session.get(Case, case_id))
    commit()


def staff() -> dict[str, tuple[int, float]]:
    """The languages with their weight and words a document; who translates them in and out."""
    random.seed(5)
    make_in_house_rate()
    rows = [row for row in json.loads(YEAR.read_text())["languages"] if row["translated"]]
    for row in rows:
        lot = make_lot(row["code"])
        lot.contract.maximum = Decimal("5000000.00")
        for rank in (1, 2):
            price = str(row["external_price_per_word_eur"])
            make_holder(lot, rank, price=price, language=row["code"])
    inside = [row["code"] for row in rows if row["internal"]]
    for rank in range(40):
        also = random.sample(inside, random.choice((0, 0, 1, 2)))
        make_translator(*dict.fromkeys([inside[rank % len(inside)], *also]), daily_words=900)
    return {row["code"]: (row["translated"], row["words_per_document"]) for row in rows}


def fill(cases: int, languages: dict[str, tuple[int, float]]) -> list:
    agent = make_user(Role.AGENT)
    codes, weights = list(languages), [weight for weight, _words in languages.values()]
    ids = []
    for rank in range(cases):
        code = random.choices(codes, weights)[0]
        submitted_at = NOW - timedelta(days=random.uniform(0, 14))
        row = Case(
            id=new_id(),
            reference=f"26-{str(new_id().int)[-9:]}-B",
            institution_id=agent.institution_id,
            created_by_id=agent.id,
            status=CaseStatus.READY,
            submitted_at=submitted_at,
            due_at=rules.due_at(submitted_at),
            language=code,
            words=max(20, int(random.expovariate(1 / languages[code][1]))),
            pages=1,
            is_sensitive=rank % 50 == 0,
        )
        ids.append(row.id)
        db.session.add(row)
    commit()
    return ids


if __name__ == "__main__":
    main()
