"""What is said and decided on a case, through its page."""

import pytest

from app.accounts.models import Role
from app.accounts.queries import get_user
from app.cases.lifecycle import CaseStatus
from app.cases.queries import get_case, messages_of
from app.db import db
from app.mail import OutgoingMail
from tests.factories import make_case, make_language, make_user


@pytest.fixture(autouse=True)
def _languages():
    make_language()


def mails() -> list[OutgoingMail]:
    return db.session.query(OutgoingMail).all()


def test_a_message_is_kept_and_the_other_side_told_without_its_text(login):
    case, officer = make_case(), make_user(Role.INTAKE_OFFICER)
    case_id, agent_id = case.id, case.created_by_id
    answer = login(officer).post(
        f"/cases/{case_id}/messages", data={"body": "Le nom est-il Oléna ?"}
    )
    assert answer.status_code == 303
    assert [m.body for m in messages_of(get_case(case_id))] == ["Le nom est-il Oléna ?"]
    [mail] = mails()
    assert mail.user_id == agent_id
    assert "Oléna" not in mail.body + mail.subject
    assert f"/cases/{case_id}" in mail.body


def test_an_answer_goes_to_who_wrote_last(login):
    case, officer = make_case(), make_user(Role.INTAKE_OFFICER)
    make_user(Role.INTAKE_OFFICER)
    case_id, agent = case.id, case.created_by
    login(officer).post(f"/cases/{case_id}/messages", data={"body": "Le verso ?"})
    login(agent).post(f"/cases/{case_id}/messages", data={"body": "Il n'y en a pas."})
    assert mails()[-1].user_id == officer.id


def test_asking_pauses_and_answering_resumes(login):
    case = make_case()
    case_id, agent = case.id, case.created_by
    login(make_user(Role.INTAKE_OFFICER)).post(f"/cases/{case_id}/ask", data={"body": "Le verso ?"})
    assert get_case(case_id).status is CaseStatus.AWAITING_INSTITUTION
    page = login(agent).get(f"/cases/{case_id}").get_data(as_text=True)
    assert "Le verso ?" in page
    assert f"/cases/{case_id}/answer" in page
    login(agent).post(f"/cases/{case_id}/answer", data={"body": "Le voici."})
    assert get_case(case_id).status is CaseStatus.READY


def test_cancelling_takes_a_reason_and_ends_the_case(login):
    case = make_case()
    case_id = case.id
    client = login(case.created_by)
    client.post(f"/cases/{case_id}/cancel", data={"body": ""})
    assert get_case(case_id).status is CaseStatus.READY
    client.post(f"/cases/{case_id}/cancel", data={"body": "Déposée deux fois."})
    assert get_case(case_id).status is CaseStatus.CANCELLED


def test_a_correction_is_asked_for_then_decided(login):
    case = make_case(CaseStatus.DELIVERED)
    case_id = case.id
    boss = make_user(Role.COORDINATOR)
    login(case.created_by).post(f"/cases/{case_id}/correction", data={"body": "Date fausse."})
    assert get_case(case_id).status is CaseStatus.CORRECTION_REQUESTED
    url = f"/cases/{case_id}/correction/decision"
    login(boss).post(url, data={"decision": "refuse", "body": ""})
    assert get_case(case_id).status is CaseStatus.CORRECTION_REQUESTED
    login(boss).post(url, data={"decision": "accept", "body": ""})
    assert get_case(case_id).status is CaseStatus.IN_PROGRESS


def test_another_fund_s_case_does_not_exist(login):
    case_id = make_case().id
    client = login(make_user(Role.AGENT))
    assert client.get(f"/cases/{case_id}").status_code == 404
    for path in ("messages", "ask", "answer", "cancel", "correction", "correction/decision"):
        assert client.post(f"/cases/{case_id}/{path}", data={"body": "x"}).status_code == 404
    assert get_case(case_id).status is CaseStatus.READY


def test_what_came_too_late_is_told_and_changes_nothing(login):
    case = make_case(CaseStatus.DELIVERED)
    case_id, agent_id = case.id, case.created_by_id
    answer = login(get_user(agent_id)).post(
        f"/cases/{case_id}/cancel", data={"body": "Plus utile."}
    )
    assert answer.status_code == 409
    assert get_case(case_id).status is CaseStatus.DELIVERED
