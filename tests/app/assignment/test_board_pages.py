"""The board moves batches with the cost shown first; profiles say who can take what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from markupsafe import escape

from app import clock
from app.accounts.models import Role
from app.assignment.models import Absence, TranslatorSkill
from app.assignment.operations import accept_order, assign_inside, decide, offer
from app.assignment.queries import all_candidates, live_assignment, live_order
from app.cases.lifecycle import CaseStatus
from app.cases.queries import get_case
from app.db import commit, db
from tests.factories import make_case, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_translator

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def boss():
    make_language()
    make_in_house_rate("0.2000")
    return make_user(Role.COORDINATOR)


def test_the_stock_says_why_nobody_takes_a_case(login, boss):
    case = make_case()
    page = login(boss).get("/assignment").get_data(as_text=True)
    assert case.reference in page
    assert "Aucun marché en cours ne couvre cette langue" in page


def test_cost_and_date_are_shown_before_anything_moves(login, boss):
    holder = make_holder(price="0.1000")
    ids = [make_case(words=100).id, make_case(words=200).id]
    form = {"case": ids, "to": f"outside:{holder.id}"}
    shown = login(boss).post("/assignment", data=form).get_data(as_text=True)
    assert "30,00" in shown
    assert str(escape(holder.contractor.name)) in shown
    assert [get_case(i).status for i in ids] == [CaseStatus.READY] * 2
    login(boss).post("/assignment", data=form | {"confirm": "1", "reason": "Pic d'activité."})
    moved = [get_case(i) for i in ids]
    assert [c.contractor_id for c in moved] == [holder.contractor_id] * 2
    assert sum(c.committed for c in moved) == Decimal("30.00")
    assert live_order(moved[0]).reason == "Pic d'activité."


def test_a_batch_moves_from_inside_to_outside_and_back(login, boss):
    translator, holder = make_translator(), make_holder()
    case = make_case(words=100)
    assign_inside(case, translator, boss, "À la main.")
    commit()
    case_id = case.id
    client = login(boss)
    client.post(
        "/assignment", data={"case": [case_id], "to": f"outside:{holder.id}", "confirm": "1"}
    )
    case = get_case(case_id)
    assert (case.translator_id, case.contractor_id) == (None, holder.contractor_id)
    assert case.committed == Decimal("10.00")
    to = f"inside:{translator.id}"
    client.post("/assignment", data={"case": [case_id], "to": to, "confirm": "1"})
    case = get_case(case_id)
    assert (case.translator_id, case.contractor_id) == (translator.id, None)
    assert live_order(case) is None
    assert case.committed == Decimal("20.00")


def test_the_board_names_the_late_orders_that_the_house_can_still_do(login, boss):
    holder, case = make_holder(), make_case(words=100)
    order = offer(case, holder, None, "Règle par défaut.")
    accept_order(order, make_user(Role.CONTRACTOR, contractor_id=holder.contractor_id))
    case.assignee_due_at = clock.now() - timedelta(hours=1)
    case.due_at = clock.now() + timedelta(days=3)
    commit()
    client = login(boss)
    late = "/assignment?stock=late"
    assert "à reprendre" not in client.get(late).get_data(as_text=True)  # nobody has the language
    make_translator()
    commit()
    assert "1 commande en retard peut encore" in client.get("/assignment").get_data(as_text=True)
    assert "à reprendre" in client.get(late).get_data(as_text=True)


def test_what_cannot_go_there_stays_and_the_rest_moves(login, boss):
    holder = make_holder()
    fine, sensitive = make_case(), make_case(is_sensitive=True)
    other = make_case(language=make_language("ar", "arabe").code)
    form = {"case": [fine.id, sensitive.id, other.id], "to": f"outside:{holder.id}"}
    page = login(boss).post("/assignment", data=form).get_data(as_text=True)
    assert "Laissées où elles sont" in page
    ids = [fine.id, sensitive.id, other.id]
    login(boss).post("/assignment", data=form | {"confirm": "1"})
    assert [get_case(i).status for i in ids] == [
        CaseStatus.ASSIGNED,
        CaseStatus.READY,
        CaseStatus.READY,
    ]


def test_the_platform_s_own_proposal_can_be_followed(login, boss):
    translator = make_translator()
    case_id = make_case().id
    login(boss).post("/assignment", data={"case": [case_id], "to": "rule", "confirm": "1"})
    case = get_case(case_id)
    assert case.translator_id == translator.id
    assert "capacité interne" in live_assignment(case).reason


def test_a_case_is_taken_back_from_its_page(login, boss):
    make_translator()
    case = make_case()
    decide(case)
    commit()
    case_id = case.id
    login(boss).post(f"/assignment/{case_id}/withdraw")
    assert (get_case(case_id).status, get_case(case_id).translator_id) == (CaseStatus.READY, None)


@pytest.mark.parametrize("to", ["", "inside:nothing", "elsewhere:1", "inside"])
def test_a_destination_that_does_not_read_moves_nothing(login, boss, to):
    case_id = make_case().id
    answered = login(boss).post("/assignment", data={"case": [case_id], "to": to, "confirm": "1"})
    assert answered.status_code in (404, 422)
    assert get_case(case_id).status is CaseStatus.READY


def test_only_the_coordination_has_the_board(login, boss):
    for role in (Role.TRANSLATOR, Role.CONTRACTOR, Role.AGENT, Role.FINANCE):
        client = login(make_user(role))
        assert client.get("/assignment").status_code == 403
        assert client.get("/translators").status_code == 403


def test_a_profile_is_edited_and_the_rule_follows(login, boss):
    who = make_user(Role.TRANSLATOR)
    client, url = login(boss), f"/translators/{who.id}"
    assert client.get(url).status_code == 200
    client.post(f"{url}/capacity", data={"daily_words": "1500", "horizon_days": "4"})
    client.post(
        f"{url}/skills", data={"language": "uk", "direction": "into_french", "level": "revise"}
    )
    today = clock.today().isoformat()
    client.post(f"{url}/absences", data={"starts_on": today, "ends_on": today})
    [one] = all_candidates(clock.today())
    assert (one.capacity, one.languages, one.is_away) == (6000, 1, True)
    assert "ukrainien" in client.get("/translators").get_data(as_text=True)
    [absence] = db.session.query(Absence)
    client.post(f"{url}/absences/remove", data={"absence": absence.id})
    client.post(f"{url}/skills/remove", data={"language": "uk", "direction": "into_french"})
    assert db.session.query(Absence).count() == db.session.query(TranslatorSkill).count() == 0


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("capacity", {"daily_words": "-5", "horizon_days": "4"}),
        ("capacity", {"daily_words": "x", "horizon_days": "4"}),
        ("skills", {"language": "xx", "direction": "into_french", "level": "revise"}),
        ("absences", {"starts_on": "2026-05-10", "ends_on": "2026-05-01"}),
    ],
)
def test_what_is_not_valid_changes_nothing(login, boss, path, data):
    who = make_user(Role.TRANSLATOR)
    assert login(boss).post(f"/translators/{who.id}/{path}", data=data).status_code == 303
    assert all_candidates(clock.today()) == []
    assert db.session.query(TranslatorSkill).count() == db.session.query(Absence).count() == 0


def test_only_translators_have_a_profile(login, boss):
    assert login(boss).get(f"/translators/{make_user(Role.AGENT).id}").status_code == 404
