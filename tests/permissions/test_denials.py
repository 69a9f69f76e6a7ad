"""The denials that matter most, each said by hand and not by the table."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app import clock
from app.accounts.models import Role
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import PurchaseOrder
from app.audit.models import DocumentAccess
from app.cases.lifecycle import CaseStatus
from app.db import db
from tests.factories import make_case, make_contractor, make_document, make_page, make_user, saved
from tests.staffing import make_holder, make_translator


@pytest.fixture
def paper():
    """(case, document) of a fund, translated inside."""
    case = make_case(CaseStatus.IN_PROGRESS, translator_id=make_translator("uk").id)
    document = make_document(case)
    make_page(document.id)
    return case, document


def doors_of(case, document) -> list[str]:
    return [
        f"/cases/{case.id}",
        f"/documents/{document.id}/original",
        f"/documents/{document.id}/pages/1/upright",
        f"/documents/{document.id}/pages/1/thumbnail",
        f"/deposits/{document.deposit_id}",
    ]


def refused(client, urls: list[str]) -> bool:
    return all(client.get(url).status_code == 404 for url in urls)


@pytest.mark.parametrize("role", [Role.AGENT, Role.INSTITUTION_MANAGER])
def test_another_fund_is_told_that_nothing_exists(login, paper, role):
    urls = doors_of(*paper)
    assert refused(login(make_user(role)), urls)
    assert db.session.query(DocumentAccess).count() == 0


def test_another_fund_cannot_tell_a_case_that_exists_from_one_that_does_not(login, paper):
    client = login(make_user(Role.AGENT))
    case_id, nothing = str(paper[0].id), "00000000-0000-0000-0000-000000000000"
    same = {"X-Request-ID": "one-request"}  # the page shows it
    there = client.get(f"/cases/{case_id}", headers=same).get_data(as_text=True)
    nowhere = client.get(f"/cases/{nothing}", headers=same).get_data(as_text=True)
    assert there.replace(case_id, nothing) == nowhere


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.FINANCE])
def test_who_keeps_the_accounts_or_the_record_never_reads_a_paper(login, paper, role):
    assert refused(login(make_user(role)), doors_of(*paper)[1:])


def test_a_translator_reads_the_cases_given_to_them_only(login, paper):
    assert refused(login(make_translator("uk")), doors_of(*paper))


def test_a_contractor_sees_neither_another_agencys_order_nor_inside_work(login, paper):
    case = make_case(CaseStatus.ASSIGNED)
    holder = make_holder(contractor=make_contractor())
    later = clock.now() + timedelta(days=3)
    order = saved(
        PurchaseOrder(
            number="C26-000009-X",
            case_id=case.id,
            lot_holder_id=holder.id,
            contractor_id=holder.contractor_id,
            status=OrderStatus.OFFERED,
            answer_by=later,
            due_at=later,
            amount=Decimal("9.00"),
            lines=[],
            reason="rank",
        )
    )
    urls = [f"/orders/{order.id}", f"/orders/{order.id}/return", *doors_of(*paper)]
    order_id = order.id
    client = login(make_user(Role.CONTRACTOR))
    assert refused(client, urls)
    assert client.post(f"/orders/{order_id}/accept").status_code == 404
    assert db.session.get(PurchaseOrder, order_id).status is OrderStatus.OFFERED


def test_a_reviser_never_seals_their_own_translation(login):
    reviser = make_translator("uk", role=Role.REVISER)
    case = make_case(CaseStatus.IN_REVISION, translator_id=reviser.id, reviser_id=reviser.id)
    case_id = case.id
    client = login(reviser)
    assert client.get(f"/revisions/{case_id}").status_code == 404
    assert client.post(f"/revisions/{case_id}/certify").status_code == 404


def test_an_auditor_changes_nothing_and_finance_assigns_nothing(login, paper):
    case_id = paper[0].id
    auditor = login(make_user(Role.AUDITOR))
    for url in (f"/cases/{case_id}/messages", f"/cases/{case_id}/cancel", f"/review/{case_id}"):
        assert auditor.post(url, data={"body": "x"}).status_code == 404
    assert login(make_user(Role.FINANCE)).post("/assignment").status_code == 403
