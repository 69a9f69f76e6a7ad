"""Twins are noted whoever sent them, and between two funds nothing of the other's is shown."""

import csv
import io

import pytest

from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.clock import now, today
from app.db import commit
from app.fingerprint.models import Relation
from app.fingerprint.operations import note_identical
from app.fingerprint.queries import duplicates_of, found_on
from tests.factories import (
    make_case,
    make_deposit,
    make_document,
    make_institution,
    make_page,
    make_user,
)

SAME = "d" * 64


@pytest.fixture
def secret():
    """A paper of another fund, with everything by which it could be known."""
    fund = make_institution("CPAM du Secret")
    agent = make_user(Role.AGENT, "Zoé Discrète", institution_id=fund.id)
    case = make_case(CaseStatus.DELIVERED, agent, institution_reference="SECRET-REF-9")
    return make_document(case, sha256=SAME, filename="acte-de-zoe.pdf")


@pytest.fixture
def agent():
    return make_user(Role.AGENT)


def make_twin(agent, **fields):
    case = make_case(CaseStatus.READY, agent)
    document = make_document(case, sha256=SAME, **fields)
    make_page(document.id)
    return document


def test_a_twin_is_noted_once_within_and_across_funds(secret, agent):
    first, second = make_twin(agent), make_twin(agent)
    assert [d.same_institution for d in note_identical(first)] == [False]
    assert {d.earlier_id for d in note_identical(second)} == {secret.id, first.id}
    assert note_identical(second) == []
    assert {d.relation for d in duplicates_of(second.case)} == {Relation.IDENTICAL}


def test_the_one_sent_first_is_the_earlier_one(agent):
    first, second = make_twin(agent), make_twin(agent)
    first.case.submitted_at = now()
    commit()
    assert note_identical(second) == []
    assert [d.earlier_id for d in note_identical(first)] == [second.id]


def test_an_agent_learns_only_a_date_of_another_fund_s_twin(login, secret, agent):
    draft = make_deposit(agent)
    document = make_document(deposit=draft, sha256=SAME)
    row = login(agent).get(f"/documents/{document.id}/row").text
    assert "Ce document a déjà été reçu le" in row
    assert_nothing_of(secret, row)


def test_an_agent_is_led_to_the_twin_of_her_own_fund(login, secret, agent):
    own = make_twin(agent)
    document = make_document(deposit=make_deposit(agent), sha256=SAME)
    row = login(agent).get(f"/documents/{document.id}/row").text
    assert own.case.reference in row
    assert_nothing_of(secret, row)


def test_no_screen_of_a_fund_shows_anything_of_the_other_s(login, secret, agent):
    own = make_twin(agent)
    note_identical(own)
    sent = make_deposit(agent, number="D26-000001-X", sent_at=now())
    own.deposit_id = sent.id
    draft = make_document(deposit=make_deposit(agent), sha256=SAME)
    commit()
    page = login(agent)
    for address in (
        "/cases",
        "/cases?scope=all",
        f"/cases/{own.case_id}",
        "/deposits",
        "/deposits/new",
        f"/deposits/{sent.id}",
        f"/documents/{draft.id}/row",
        f"/documents/{draft.id}/row?part=seen",
    ):
        answer = page.get(address)
        assert answer.status_code == 200, address
        assert_nothing_of(secret, answer.text)


def test_nothing_of_the_other_fund_opens(login, secret, agent):
    make_page(secret.id)
    make_twin(agent)
    page = login(agent)
    for address in (
        f"/cases/{secret.case_id}",
        f"/deposits/{secret.deposit_id}",
        f"/deposits/{secret.deposit_id}/receipt.pdf",
        f"/documents/{secret.id}/row",
        f"/documents/{secret.id}/original",
        f"/documents/{secret.id}/pages/1/upright",
    ):
        assert page.get(address).status_code == 404, address
    for address in ("describe", "group", "remove"):
        assert page.post(f"/documents/{secret.id}/{address}").status_code == 404, address
    assert page.get("/duplicates").status_code == 403


def assert_nothing_of(secret, text: str) -> None:
    case = secret.case
    for hidden in (
        "Secret",
        "Zoé",
        secret.filename,
        case.reference,
        case.institution_reference,
        str(case.id),
        str(secret.id),
        str(secret.deposit_id),
    ):
        assert hidden not in text


def test_the_daily_relation_lists_and_exports_the_pairs(login, secret, agent):
    own = make_twin(agent)
    note_identical(own)
    commit()
    page = login(make_user(Role.INTAKE_OFFICER))
    shown = page.get("/duplicates").text
    assert own.case.reference in shown
    assert secret.case.reference in shown
    [pair] = duplicates_of(own.case)
    assert f"/duplicates/{pair.id}" in shown  # leads to the overlay
    assert "100 %" in shown
    text = page.get("/duplicates?format=csv").data.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Demande"] == own.case.reference
    assert row["Déjà vue"] == secret.case.reference
    assert row["Encre retrouvée (%)"].startswith("100")
    assert own.case.reference not in page.get("/duplicates?day=2020-01-01").text


def test_what_was_removed_before_it_was_sent_is_no_duplicate(agent, secret):
    document = make_document(deposit=make_deposit(agent), sha256=SAME)
    note_identical(document)
    document.removed_at = now()
    commit()
    assert found_on(today()) == []
