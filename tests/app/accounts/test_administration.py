"""Accounts of others: the administrator's work, and a manager's within her own fund."""

import pytest

from app.accounts.models import Institution, Role, User
from app.db import db
from app.mail import OutgoingMail
from tests.factories import make_contractor, make_institution, make_user

SIRET = "18003502400082"


@pytest.fixture
def admin(login):
    return login(make_user(Role.ADMINISTRATOR, name="Zoé Admin"))


def invited(role: str, **place: str) -> dict[str, str]:
    empty = {"institution_id": "", "contractor_id": ""}
    return {"name": "Ève", "email": "Eve@example.com", "role": role, **empty, **place}


def found(email: str) -> User | None:
    return db.session.query(User).filter_by(email=email).one_or_none()


def test_an_invitation_makes_an_account_that_only_its_link_opens(admin):
    place = make_institution().id
    data = invited("agent", institution_id=str(place))
    assert admin.post("/users", data=data).status_code == 303
    user = found("eve@example.com")
    assert user.institution_id == place
    assert user.password_hash is None
    [letter] = db.session.query(OutgoingMail).all()
    assert "/password/link/" in letter.body
    assert admin.post("/users", data=data).status_code == 409


@pytest.mark.parametrize(
    ("role", "place"), [("agent", ""), ("coordinator", "institution_id"), ("contractor", "")]
)
def test_a_profile_goes_with_its_kind_of_organisation(admin, role, place):
    data = invited(role, **({place: str(make_institution().id)} if place else {}))
    assert admin.post("/users", data=data).status_code == 422
    assert found("eve@example.com") is None


def test_accounts_are_searched_filtered_and_paged(admin):
    fund = make_institution()
    for rank in range(51):
        make_user(Role.AGENT, name=f"Agent {rank:02}", institution_id=fund.id)
    first = admin.get(f"/users?institution={fund.id}").get_data(as_text=True)
    assert "Agent 49" in first
    assert "Agent 50" not in first
    assert "Agent 50" in admin.get(f"/users?institution={fund.id}&page=2").get_data(as_text=True)
    assert "Agent 50" in admin.get("/users?q=agent+50").get_data(as_text=True)
    assert "Agent 00" not in admin.get("/users?role=finance").get_data(as_text=True)


def test_a_lost_telephone_is_reset_and_a_role_changes_within_its_side(admin):
    user = make_user(Role.AGENT, totp_secret="x")
    user_id = user.id
    admin.post(f"/users/{user_id}", data={"what": "second_factor"})
    assert db.session.get(User, user_id).totp_secret is None
    admin.post(f"/users/{user_id}", data={"what": "role", "role": "institution_manager"})
    assert db.session.get(User, user_id).role is Role.INSTITUTION_MANAGER
    for role in ("administrator", "nonsense"):
        answer = admin.post(f"/users/{user_id}", data={"what": "role", "role": role})
        assert answer.status_code == 422
    assert db.session.get(User, user_id).role is Role.INSTITUTION_MANAGER


def test_nobody_closes_or_changes_their_own_account(admin):
    me = db.session.query(User).filter_by(name="Zoé Admin").one().id
    assert admin.post(f"/users/{me}", data={"what": "deactivate"}).status_code == 422
    answer = admin.post(f"/users/{me}", data={"what": "role", "role": "finance"})
    assert answer.status_code == 422
    assert db.session.get(User, me).is_active


def test_a_siret_is_checked(admin):
    fund_id = make_institution().id
    url = f"/institutions/{fund_id}"
    assert admin.post(url, data={"siret": "18003502400083", "is_active": "y"}).status_code == 422
    assert admin.post(url, data={"siret": SIRET, "is_active": "y"}).status_code == 303
    assert db.session.get(Institution, fund_id).siret == SIRET


def test_contractors_are_listed_with_their_accounts(admin):
    agency = make_contractor("Agence du Lac")
    make_user(Role.CONTRACTOR, contractor_id=agency.id)
    page = admin.get("/contractors").get_data(as_text=True)
    assert "Agence du Lac" in page


def test_a_manager_invites_and_closes_within_her_own_fund_only(login):
    manager, stranger = make_user(Role.INSTITUTION_MANAGER), make_user(Role.AGENT)
    colleague = make_user(Role.AGENT, institution_id=manager.institution_id)
    colleague_id, stranger_id, manager_id = colleague.id, stranger.id, manager.id
    fund_id = manager.institution_id
    client = login(manager)
    data = {"name": "Ève", "email": "eve@example.com", "role": "agent"}
    assert client.post("/staff", data=data).status_code == 303
    assert found("eve@example.com").institution_id == fund_id
    assert client.post(f"/staff/{colleague_id}", data={"what": "deactivate"}).status_code == 303
    assert not db.session.get(User, colleague_id).is_active
    assert client.post(f"/staff/{stranger_id}", data={"what": "deactivate"}).status_code == 404
    assert db.session.get(User, stranger_id).is_active
    client.post(f"/staff/{manager_id}", data={"what": "deactivate"})
    assert db.session.get(User, manager_id).is_active


def test_a_manager_cannot_invite_to_the_body(login):
    client = login(make_user(Role.INSTITUTION_MANAGER))
    data = {"name": "Ève", "email": "eve@example.com", "role": "administrator"}
    assert client.post("/staff", data=data).status_code == 422
    assert found("eve@example.com") is None
