"""Rules of escalation: dated, once a case, told by counts to those who did not turn it off."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.db import commit, db
from app.mail import OutgoingMail
from app.sla import escalation_operations as operations
from app.sla.escalation_notices import tell
from app.sla.models import Escalation, EscalationRule, Trigger
from tests.factories import make_case, make_language, make_user
from tests.staffing import make_translator
from workers.jobs import raise_escalations


@pytest.fixture(autouse=True)
def _languages():
    make_language()


def rule(status=CaseStatus.READY, days=2, role=Role.COORDINATOR, **terms) -> EscalationRule:
    terms = {"by_mail": True, "on_screen": True, "starts_on": clock.today()} | terms
    trigger = Trigger.IN_STATE if status else Trigger.BEFORE_DUE
    return operations.add_rule(None, trigger=trigger, status=status, days=days, role=role, **terms)


def waiting(days: float, status=CaseStatus.READY, **facts):
    return make_case(status, status_at=clock.now() - timedelta(days=days), **facts)


def raised() -> int:
    return sum(len(each.cases) for each in operations.escalate(clock.now()))


def test_a_case_rings_once_for_a_rule_and_again_for_the_next():
    rule(days=2)
    rule(days=4, role=Role.REVISER)
    case, young = waiting(2.1), waiting(1.9)
    assert (raised(), raised()) == (1, 0)
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert raised() == 2  # the young one for the first rule, the old one for the second
    assert {row.case_id for row in db.session.query(Escalation)} == {case.id, young.id}


def test_a_rule_acts_within_its_dates_only():
    today = clock.today()
    rule(starts_on=today + timedelta(days=1))
    rule(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    waiting(5)
    assert raised() == 0
    ended = rule()
    operations.end_rule(ended, today, make_user(Role.ADMINISTRATOR))
    assert raised() == 1
    with clock.set_to(clock.now() + timedelta(days=1)):
        waiting(5)
        assert raised() == 2  # the first rule has begun, the third is over


def test_before_the_end_of_the_commitment_unless_its_clock_stands_still():
    rule(None, days=5)
    make_case(due_at=clock.now() + timedelta(days=4))
    make_case(due_at=clock.now() + timedelta(days=6))
    make_case(CaseStatus.AWAITING_INSTITUTION, due_at=clock.now() + timedelta(days=1))
    make_case(CaseStatus.DELIVERED, due_at=clock.now() + timedelta(days=1))
    assert raised() == 1


def test_one_mail_a_person_with_counts_and_no_name(sent):
    boss, other = make_user(Role.COORDINATOR), make_user(Role.COORDINATOR, muted_mails="escalation")
    rule(days=2)
    rule(days=3)
    case = waiting(5)
    assert tell(operations.escalate(clock.now())) == 1
    [letter] = db.session.query(OutgoingMail)
    assert letter.user_id == boss.id != other.id
    assert "depuis plus de 2 jours : 1" in letter.body
    assert "/escalations" in letter.body
    assert case.reference not in letter.body
    assert tell(operations.escalate(clock.now())) == 0


def test_a_translator_is_told_of_their_own_cases(login):
    me, other = make_translator("uk"), make_translator("uk")
    rule(CaseStatus.ASSIGNED, days=2, role=Role.TRANSLATOR)
    mine = waiting(3, CaseStatus.ASSIGNED, translator_id=me.id)
    theirs = waiting(3, CaseStatus.ASSIGNED, translator_id=other.id)
    assert tell(operations.escalate(clock.now())) == 2
    page = login(me).get("/escalations").text
    assert mine.reference in page
    assert theirs.reference not in page


def test_a_rule_that_mails_nobody_shows_and_one_that_only_mails_does_not(login):
    boss = make_user(Role.COORDINATOR)
    rule(days=2, by_mail=False)
    rule(CaseStatus.RETURNED, days=2, on_screen=False)
    shown, mailed = waiting(3), waiting(3, CaseStatus.RETURNED)
    assert tell(operations.escalate(clock.now())) == 1
    page = login(boss).get("/escalations").text
    assert shown.reference in page
    assert mailed.reference not in page
    assert "1 relance" in login(boss).get("/cases").text


def test_what_moved_on_is_no_longer_in_force(login):
    rule()
    case = waiting(3)
    operations.escalate(clock.now())
    case.status = CaseStatus.ASSIGNED
    commit()
    assert "Rien n'attend trop longtemps" in login(make_user()).get("/escalations").text


def test_the_administrator_adds_and_ends_rules_and_a_job_raises_at_once(login, sent):
    client = login(make_user(Role.ADMINISTRATOR))
    terms = {"trigger": "in_state", "status": "ready", "days": "2", "role": "coordinator",
             "on_screen": "y", "starts_on": clock.today().isoformat()}  # fmt: skip
    assert client.post("/escalation-rules", data=terms).status_code == 303
    assert ("workers.jobs.raise_escalations.run",) in sent
    [kept] = db.session.query(EscalationRule)
    assert (kept.days, kept.by_mail, kept.on_screen) == (2, False, True)
    for wrong in ({"status": ""}, {"on_screen": ""}, {"days": "0"}, {"ends_on": "2001-01-01"}):
        data = {k: v for k, v in (terms | wrong).items() if v}
        assert client.post("/escalation-rules", data=data).status_code == 422, wrong
    client.post(f"/escalation-rules/{kept.id}/end", data={"last_day": clock.today().isoformat()})
    assert kept.ends_on == clock.today()
    assert db.session.query(EscalationRule).count() == 1


def test_the_job_twice_is_one_alert(run_jobs_here):
    rule()
    waiting(3)
    raise_escalations.run()
    raise_escalations.run()
    assert db.session.query(Escalation).count() == 1


def test_others_have_no_such_page(login):
    for role in (Role.AGENT, Role.CONTRACTOR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR):
        assert login(make_user(role)).get("/escalations").status_code == 403
    assert login(make_user(Role.COORDINATOR)).get("/escalation-rules").status_code == 403
