"""Alerts ring once for each deadline, never during a pause; the digest carries no name."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.db import commit, db
from app.mail import OutgoingMail
from app.sla.models import AlertKind, DeadlineAlert
from app.sla.notices import tell_coordinators
from app.sla.operations import watch
from app.sla.queries import counts
from tests.factories import make_case, make_language, make_user


@pytest.fixture(autouse=True)
def _languages():
    make_language()


def due_in(status=CaseStatus.READY, **delta):
    return make_case(status, due_at=clock.now() + timedelta(**delta))


def test_an_alert_is_given_three_days_before_and_at_breach_once_each():
    soon, late, far = due_in(days=2), due_in(hours=-1), due_in(days=5)
    first, second = watch(clock.now()), watch(clock.now())
    assert (first[AlertKind.DUE_SOON], first[AlertKind.BREACHED]) == (1, 1)
    assert not any(second.values())
    rows = {(a.case_id, a.kind) for a in db.session.query(DeadlineAlert)}
    assert rows == {(soon.id, AlertKind.DUE_SOON), (late.id, AlertKind.BREACHED)}
    assert far.id not in {case_id for case_id, _ in rows}


def test_a_case_that_was_soon_due_is_told_again_when_it_breaches():
    case = due_in(days=2)
    watch(clock.now())
    with clock.set_to(case.due_at + timedelta(seconds=1)):
        assert watch(clock.now())[AlertKind.BREACHED] == 1


def test_a_deadline_put_forward_by_a_pause_rings_again():
    case = due_in(days=2)
    watch(clock.now())
    case.due_at += timedelta(hours=5)
    commit()
    assert watch(clock.now())[AlertKind.DUE_SOON] == 1


def test_paused_and_ended_cases_never_ring():
    due_in(CaseStatus.AWAITING_INSTITUTION, hours=-1)
    due_in(CaseStatus.DELIVERED, hours=-1)
    assert not any(watch(clock.now()).values())
    assert counts(clock.now()).total == 0


def test_an_assignee_is_late_on_a_clock_of_its_own():
    held = due_in(CaseStatus.IN_PROGRESS, days=10)
    held.assignee_due_at = clock.now() - timedelta(minutes=1)
    done = due_in(CaseStatus.RETURNED, days=10)
    done.assignee_due_at = held.assignee_due_at
    commit()
    assert watch(clock.now())[AlertKind.ASSIGNEE_LATE] == 1
    assert counts(clock.now()).assignee_late == 1


def test_coordinators_get_one_digest_with_counts_and_a_link(sent):
    boss, _agent = make_user(Role.COORDINATOR), make_user(Role.AGENT)
    case = due_in(hours=-1)
    assert tell_coordinators(watch(clock.now())) == 1
    commit()
    [mail] = db.session.query(OutgoingMail)
    assert mail.user_id == boss.id
    assert "http" in mail.body
    assert "1" in mail.body
    assert case.reference not in mail.body
    assert tell_coordinators(watch(clock.now())) == 0
    assert ("workers.jobs.send_mail.run", str(mail.id)) in sent


def test_the_digest_can_be_turned_off():
    make_user(Role.COORDINATOR, muted_mails="deadlines")
    due_in(hours=-1)
    assert tell_coordinators(watch(clock.now())) == 0
