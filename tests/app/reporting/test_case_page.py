"""The one page of a case, cut to who reads it."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.assignment.operations import accept_order, offer
from app.audit import operations as audit
from app.audit.models import AccessKind
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.operations import advance, post_message
from app.cases.queries import get_case, messages_of
from app.db import commit
from app.reporting.case_file import allowed, gather
from tests.factories import make_case, make_document, make_institution, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def case():
    make_language()
    make_in_house_rate()
    fund = make_institution("CPAM du Jardin")
    return make_case(creator=make_user(Role.AGENT, name="Zoé Agent", institution_id=fund.id))


@pytest.fixture
def outside(case):
    """The case, ordered from an agency whose price nobody of the fund may learn."""
    holder = make_holder(price="0.7700")
    holder.contractor.name = "Agence Zanzibar"
    order = offer(case, holder, make_user(name="Chef Cuisinier"), "Choix de la coordination.")
    person = make_user(Role.CONTRACTOR, name="Paul Externe", contractor_id=holder.contractor_id)
    accept_order(order, person)
    document = make_document(case)
    audit.record_access(
        person, AccessKind.DOWNLOAD, document.sha256, address="10.0.0.1", purpose="order",
        case_id=case.id, document_id=document.id,
    )  # fmt: skip
    post_message(case, make_user(Role.INTAKE_OFFICER, name="Lucie Bureau"), "Bien reçu.")
    commit()
    return case


def text_of(client, case) -> str:
    answered = client.get(f"/cases/{case.id}")
    assert answered.status_code == 200
    return answered.get_data(as_text=True)


def test_the_coordination_reads_everything(login, outside):
    page = text_of(login(make_user()), outside)
    for words in ("Agence Zanzibar", "CPAM du Jardin", "92,40", "Choix de la coordination",
                  "Commande acceptée", "Paul Externe", "téléchargement"):  # fmt: skip
        assert words in page, words


def test_a_fund_reads_plain_words_no_name_no_contractor_no_price(login, outside):
    page = text_of(login(outside.created_by), outside)
    assert "Traduction commencée" in page
    assert "Zoé Agent" in page or "Demande déposée" in page
    assert "le service de traduction" in page
    assert "un prestataire de traduction" in page  # who opened the document
    for secret in (
        "Zanzibar",
        "Paul Externe",
        "Lucie Bureau",
        "Chef Cuisinier",
        "92,40",
        "10.0.0.1",
    ):
        assert secret not in page, secret


def test_finance_reads_costs_but_no_scan(login, outside):
    page = text_of(login(make_user(Role.FINANCE)), outside)
    assert "92,40" in page
    assert "/original" not in page


def test_opening_the_page_reads_the_messages_of_the_other_side_only(login, outside):
    case_id, agent = outside.id, outside.created_by
    login(make_user(Role.AUDITOR)).get(f"/cases/{case_id}")
    assert messages_of(get_case(case_id))[0].read_at is None
    login(agent).get(f"/cases/{case_id}")
    assert messages_of(get_case(case_id))[0].read_at is not None


def test_states_say_how_long_they_lasted(case):
    with clock.set_to(clock.now() + timedelta(days=3, hours=2)):
        advance(case, CaseAction.CANCEL, case.created_by)
        commit()
    boss = make_user()
    [item] = [i for i in gather(case, boss).timeline if "annulée" in i.title]
    assert item.detail == ""  # nothing before it on record
    other = make_case()
    advance(other, CaseAction.DOUBT, boss)
    commit()
    with clock.set_to(clock.now() + timedelta(days=3, hours=2)):
        advance(other, CaseAction.ADMIT, boss)
        commit()
    [item] = [i for i in gather(other, boss).timeline if "Admise" in i.title]
    assert item.detail == "après 3 jours"


def test_buttons_are_those_of_the_table_and_of_the_permissions(case):
    A = CaseAction
    agent, boss = case.created_by, make_user()
    assert allowed(case, agent) == {A.CANCEL}
    assert allowed(case, boss) == {A.ASK, A.ASSIGN}
    assert allowed(case, make_user(Role.AUDITOR)) == set()
    delivered = make_case(CaseStatus.DELIVERED, creator=agent)
    assert allowed(delivered, agent) == {A.REQUEST_CORRECTION}
    assert allowed(delivered, make_user(Role.AGENT)) == set()


def test_a_case_opened_by_nobody_says_so(login, case):
    assert "Personne n'a encore ouvert" in text_of(login(case.created_by), case)
