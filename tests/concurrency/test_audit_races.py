"""Two who write the record at the same moment follow each other in one chain."""

from app.audit import operations as audit
from app.audit.models import AuditEvent
from app.audit.queries import verify
from app.db import commit, db
from tests.concurrency.conftest import WON

EACH, ROUNDS = 40, 5


def test_many_records_by_many_hands_make_one_chain(race):
    def write(name):
        def work(ready):
            ready()
            for turn in range(ROUNDS):
                for rank in range(EACH):
                    audit.record(f"case.{name}", None, None, turn=turn, rank=rank)
                commit()

        return work

    assert race(write("one"), write("two"), write("three")) == [WON] * 3
    assert db.session.query(AuditEvent).count() == 3 * EACH * ROUNDS
    assert verify("audit_event").intact
    for name in ("one", "two", "three"):
        rows = db.session.query(AuditEvent).filter_by(action=f"case.{name}")
        written = [(row.data["turn"], row.data["rank"]) for row in rows.order_by(AuditEvent.seq)]
        assert written == sorted(written)
