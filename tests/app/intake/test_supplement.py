"""A fund answers a question with a new scan: the bad one makes room, the case goes on."""

import io

import pytest

from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.cases.operations import ask_institution
from app.db import commit, db
from app.intake.models import Document
from app.intake.queries import documents_of
from tests.app.intake.test_deposit import jpeg
from tests.factories import make_case, make_document, make_user


@pytest.fixture
def agent():
    return make_user(Role.AGENT)


@pytest.fixture
def asked(agent):
    case = make_case(CaseStatus.INTAKE_REVIEW, agent)
    make_document(case, declared_language="uk")
    ask_institution(case, make_user(Role.INTAKE_OFFICER), "Illisible : numérisez de nouveau.")
    commit()
    return case


def bring(page, case, data: bytes, replaces: object = ""):
    form = {"file": (io.BytesIO(data), "neuf.jpg"), "replaces": str(replaces)}
    return page.post(f"/cases/{case.id}/documents", data=form)


def test_a_new_scan_takes_the_place_of_the_bad_one(login, agent, asked, sent):
    [bad] = documents_of(asked)
    page = login(agent)
    assert "Illisible : numérisez de nouveau." in page.get(f"/cases/{asked.id}/documents").text
    assert bring(page, asked, jpeg(), bad.id).status_code == 303
    db.session.expire_all()
    [new] = documents_of(asked)
    assert (new.filename, new.declared_language, bad.removed_at is None) == (
        "neuf.jpg", "uk", False,
    )  # fmt: skip
    assert asked.status is CaseStatus.INTAKE_REVIEW
    assert ("workers.jobs.prescreen_document.run", str(new.id)) in sent


def test_a_new_scan_may_come_beside_the_others(login, agent, asked):
    bring(login(agent), asked, jpeg())
    assert len(documents_of(asked)) == 2


def test_a_bad_file_is_refused_and_the_case_goes_on_waiting(login, agent, asked):
    answer = bring(login(agent), asked, b"MZ\0\0")
    assert answer.status_code == 422
    assert "Ce type de fichier" in answer.text
    db.session.refresh(asked)
    assert asked.is_paused
    assert db.session.query(Document).count() == 1


def test_nothing_is_added_that_was_not_asked_for(login, agent):
    case = make_case(CaseStatus.IN_PROGRESS, agent)
    make_document(case)
    assert bring(login(agent), case, jpeg()).status_code == 409


def test_another_fund_adds_nothing(login, asked):
    assert bring(login(make_user(Role.AGENT)), asked, jpeg()).status_code == 404
