"""After delivery: asked for, granted or refused; the time held by the fund does not count."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.cases.lifecycle import CaseStatus
from app.cases.operations import (
    EmptyMessage,
    ReasonMissing,
    accept_correction,
    cancel,
    mark_read,
    post_message,
    refuse_correction,
    request_correction,
)
from app.cases.queries import last_body_author, messages_of, unread_of
from app.db import commit
from app.errors import Forbidden
from tests.factories import make_case, make_language, make_user


@pytest.fixture
def case():
    make_language()
    return make_case(CaseStatus.DELIVERED, ended_at=clock.now(), delivered_at=clock.now())


def agent_of(case):
    return get_user(case.created_by_id)


def test_a_correction_reopens_the_case_with_the_days_that_were_left(case):
    left = case.due_at - case.ended_at
    with clock.set_to(clock.now() + timedelta(days=40)):
        request_correction(case, agent_of(case), "Le prénom de la mère est faux.")
        assert case.status is CaseStatus.CORRECTION_REQUESTED
        assert case.ended_at is None
        assert abs(case.due_at - clock.now() - left) < timedelta(seconds=1)


def test_a_correction_granted_goes_back_to_work_by_a_job(case, sent):
    request_correction(case, agent_of(case), "Date fausse.")
    accept_correction(case, make_user(Role.REVISER))
    commit()
    assert case.status is CaseStatus.IN_PROGRESS
    assert ("workers.jobs.reopen_case.run", str(case.id)) in sent


def test_a_correction_refused_is_explained_and_the_delivery_stands(case):
    delivered_at = case.delivered_at
    request_correction(case, agent_of(case), "Il manque un accent.")
    boss = make_user(Role.COORDINATOR)
    with pytest.raises(EmptyMessage):
        refuse_correction(case, boss, " ")
    refuse_correction(case, boss, "L'original n'en porte pas.")
    assert case.status is CaseStatus.DELIVERED
    assert case.delivered_at == delivered_at
    assert messages_of(case)[-1].body == "L'original n'en porte pas."


def test_only_the_fund_asks_and_only_coordination_or_revisers_decide(case):
    with pytest.raises(Forbidden):
        request_correction(case, make_user(Role.COORDINATOR), "Date fausse.")
    request_correction(case, agent_of(case), "Date fausse.")
    with pytest.raises(Forbidden):
        accept_correction(case, make_user(Role.INTAKE_OFFICER))


def test_a_message_is_unread_until_the_other_side_opens_it(case):
    agent, officer = agent_of(case), make_user(Role.INTAKE_OFFICER)
    post_message(case, officer, "Avez-vous le verso ?")
    assert len(unread_of(case, by_institution=True)) == 1
    mark_read(case, officer)
    assert len(unread_of(case, by_institution=True)) == 1
    mark_read(case, agent)
    assert unread_of(case, by_institution=True) == []
    assert last_body_author(case) == officer


def test_cancelling_takes_a_reason():
    make_language()
    case = make_case(CaseStatus.READY)
    with pytest.raises(ReasonMissing):
        cancel(case, agent_of(case), "")
    cancel(case, agent_of(case), "Déposée deux fois.")
    assert (case.status, case.end_reason) == (CaseStatus.CANCELLED, "Déposée deux fois.")


def test_a_case_that_comes_back_shows_what_is_left_not_when_it_was_first_delivered(login, case):
    with clock.set_to(clock.now() + timedelta(days=9)):
        request_correction(case, agent_of(case), "Date fausse.")
        page = login(make_user(Role.COORDINATOR)).get("/cases").text
        assert "en retard" not in page
        assert "en retard" not in login(make_user(Role.COORDINATOR)).get(f"/cases/{case.id}").text
