"""Files that come several at once, a button pressed twice, two officers on one doubt."""

import io

import pytest

from app.accounts.models import Role
from app.accounts.queries import get_user
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.cases.queries import get_case
from app.db import commit, db
from app.intake import operations
from app.intake.lifecycle import DocumentAction, DocumentStatus
from app.intake.models import Deposit, Document
from app.intake.queries import get_deposit, get_document
from app.lifecycle import InvalidTransition
from app.prescreen import review
from app.prescreen.models import IntakeDecision
from app.prescreen.review import Decision
from tests.app.intake.test_deposit import jpeg
from tests.factories import make_case, make_deposit, make_document, make_language, make_user

WON = "won"


@pytest.fixture
def agent(session):
    return make_user(Role.AGENT)


def test_files_that_come_at_once_are_cases_of_their_own(race, agent):
    agent_id, deposit_id = agent.id, make_deposit(agent).id

    def bring(seed):
        def work(ready):
            deposit, who = get_deposit(deposit_id), get_user(agent_id)
            ready()
            stream = io.BytesIO(jpeg(seed))
            operations.receive(deposit, who, stream, "a.jpg", virus_scan=False)
            commit()

        return work

    assert race(*map(bring, range(10, 50, 10))) == [WON] * 4
    assert sorted(d.group for d in db.session.query(Document)) == [1, 2, 3, 4]


def test_a_deposit_is_sent_once(race, agent):
    agent_id, deposit = agent.id, make_deposit(agent)
    deposit_id = deposit.id
    for _ in range(3):
        make_document(deposit=deposit, status=DocumentStatus.CLEAN)

    def send(ready):
        deposit, who = get_deposit(deposit_id), get_user(agent_id)
        ready()
        operations.send(deposit, who)
        commit()

    outcomes = race(send, send, send)
    assert sorted(map(str, outcomes)) == sorted(
        map(str, [WON, operations.AlreadySent, operations.AlreadySent])
    )
    assert db.session.query(Case).count() == 3
    assert get_deposit(deposit_id).number


def test_a_file_is_in_the_deposit_that_is_sent_or_refused(race, agent):
    agent_id, deposit = agent.id, make_deposit(agent)
    deposit_id = deposit.id
    make_document(deposit=deposit, status=DocumentStatus.CLEAN)

    def send(ready):
        deposit, who = get_deposit(deposit_id), get_user(agent_id)
        ready()
        operations.send(deposit, who)
        commit()

    def bring(ready):
        deposit, who = get_deposit(deposit_id), get_user(agent_id)
        ready()
        operations.receive(deposit, who, io.BytesIO(jpeg()), "a.jpg", virus_scan=False)
        commit()

    sent, brought = race(send, bring)
    assert sent == WON
    assert brought in (WON, operations.AlreadySent)
    db.session.expire_all()
    assert all(document.case_id for document in db.session.query(Document))


def test_two_windows_share_one_draft(race, agent):
    agent_id = agent.id

    def open_page(ready):
        who = get_user(agent_id)
        ready()
        operations.open_draft(who)
        commit()

    assert race(open_page, open_page, open_page) == [WON] * 3
    assert db.session.query(Deposit).count() == 1


def test_a_document_is_read_once_and_meets_its_case(race, agent):
    """The machine finishes while the agent sends: the case is not left without its reading."""
    agent_id, deposit = agent.id, make_deposit(agent)
    deposit_id, document_id = deposit.id, make_document(
        deposit=deposit, status=DocumentStatus.CLEAN
    ).id  # fmt: skip

    def read(ready):
        document = get_document(document_id)
        ready()
        operations.advance(document, DocumentAction.READ)
        commit()

    def send(ready):
        deposit, who = get_deposit(deposit_id), get_user(agent_id)
        ready()
        operations.send(deposit, who)
        commit()

    outcomes = race(read, read, send)
    assert sorted(map(str, outcomes[:2])) == sorted(map(str, [WON, InvalidTransition]))
    assert outcomes[2] == WON
    document = get_document(document_id)
    db.session.refresh(document)
    assert (document.status, bool(document.case_id)) == (DocumentStatus.READ, True)


def test_of_two_officers_one_decides(race):
    make_language("uk")
    case = make_case(CaseStatus.INTAKE_REVIEW)
    case_id = case.id
    make_document(case)
    officers = [make_user(Role.INTAKE_OFFICER).id for _ in range(3)]

    def by(officer_id, choice):
        def work(ready):
            case, officer = get_case(case_id), get_user(officer_id)
            ready()
            review.decide(case, officer, Decision(choice, "Vu."))
            commit()

        return work

    choices = ("admit", "reject", "ask")
    outcomes = race(*(by(*pair) for pair in zip(officers, choices, strict=True)))
    assert outcomes.count(WON) == 1
    assert outcomes.count(InvalidTransition) == 2
    [decision] = db.session.query(IntakeDecision)
    assert decision.decided == choices[outcomes.index(WON)]
