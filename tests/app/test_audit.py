"""The record shows any row that was altered or removed."""

from contextlib import suppress

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.audit.models import AccessKind, AuditEvent, DocumentAccess
from app.audit.queries import CHAINS, verify
from app.db import commit, db
from tests.factories import make_case, make_user


def write_events(count: int = 3) -> None:
    case, user = make_case(), make_user()
    for rank in range(count):
        audit.record("case.test", case, user, rank=rank)
    audit.record_access(
        user, AccessKind.VIEW, "f" * 64, address="127.0.0.1", purpose="revision", case_id=case.id
    )
    commit()


def as_superuser(statement: str) -> None:
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text(statement))
    db.session.execute(text("SET LOCAL session_replication_role = origin"))


def test_an_untouched_chain_is_intact():
    write_events()
    assert [verify(chain).intact for chain in CHAINS] == [True, True]
    assert verify("audit_event").rows == db.session.query(AuditEvent).count() > 0


def test_links_follow_each_other():
    write_events()
    rows = db.session.query(AuditEvent).order_by(AuditEvent.seq).all()
    assert [r.seq for r in rows] == list(range(1, len(rows) + 1))
    assert all(b.previous_hash == a.hash for a, b in zip(rows, rows[1:], strict=False))


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_event SET action = 'case.other' WHERE seq = 2", 2),
        ("UPDATE audit_event SET data = '{\"rank\": 9}' WHERE seq = 2", 2),
        ("UPDATE audit_event SET at = at + interval '1 millisecond' WHERE seq = 2", 2),
        ("DELETE FROM audit_event WHERE seq = 2", 3),
        ("DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)", None),
        ("DELETE FROM audit_event WHERE seq = 1", 2),
    ],
)
def test_tampering_by_the_database_s_owner_is_named(tampering, broken_at):
    write_events()
    last = verify("audit_event").rows
    as_superuser(tampering)
    verdict = verify("audit_event")
    assert not verdict.intact
    assert verdict.broken_at == (broken_at or last)


@pytest.mark.parametrize("table", ["audit_event", "document_access"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET at = now()", "DELETE FROM {0}", "TRUNCATE {0}"]
)
def test_the_application_cannot_change_the_record(table, statement):
    write_events()
    with pytest.raises(IntegrityError, match="never changed"), db.session.begin_nested():
        db.session.execute(text(statement.format(table)))


def test_an_access_has_its_instant_to_the_millisecond_or_better():
    write_events()
    [access] = db.session.query(DocumentAccess).all()
    assert access.at.tzinfo is not None
    assert (access.address, access.purpose) == ("127.0.0.1", "revision")


def test_what_is_rolled_back_leaves_no_trace():
    case = make_case()
    before = db.session.query(AuditEvent).count()
    audit.record("case.test", case, None)
    db.session.rollback()
    db.session.info.clear()
    commit()
    assert db.session.query(AuditEvent).count() == before


def test_a_thousand_records_of_one_moment_stay_in_their_order():
    write_events(count=2_500)  # more than one statement
    rows = db.session.query(AuditEvent).filter_by(action="case.test").order_by(AuditEvent.seq)
    assert [row.data["rank"] for row in rows] == list(range(2_500))
    assert verify("audit_event").intact


def test_what_was_removed_at_the_end_stays_in_sight_of_what_follows():
    write_events()
    last = verify("audit_event").rows
    as_superuser("DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)")
    write_events()
    verdict = verify("audit_event")
    assert (verdict.intact, verdict.broken_at) == (False, last + 1)


def test_a_part_that_is_taken_back_is_no_gap():
    write_events()
    with suppress(ZeroDivisionError), db.session.begin_nested():
        db.session.execute(
            insert(AuditEvent), [{"action": "case.lost", "subject_type": "platform"}] * 3
        )
        raise ZeroDivisionError
    write_events()
    assert verify("audit_event").intact
    assert not db.session.query(AuditEvent).filter_by(action="case.lost").count()
