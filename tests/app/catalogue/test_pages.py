"""Languages offered and dated rules of exemption, as the administrator keeps them."""

from datetime import date

import pytest

from app.accounts.models import Role
from app.catalogue.models import ExemptionReason, ExemptionRule, Language
from app.catalogue.queries import exemption_in_force, is_offered
from app.db import db
from tests.factories import make_language, make_user

CIEC = ExemptionReason.MULTILINGUAL_CIEC


@pytest.fixture
def admin(login):
    return login(make_user(Role.ADMINISTRATOR))


def rule(**changed) -> dict[str, str]:
    return {
        "reason": "multilingual_ciec",
        "countries": "it, pt",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "source": "Convention nº 16",
        "certainty": "ask",
        **changed,
    }


def test_a_language_leaves_the_offer_and_comes_back(admin):
    make_language("uk")
    admin.post("/catalogue/languages/uk", data={"what": "withdraw"})
    assert not is_offered("uk")
    admin.post("/catalogue/languages/uk", data={"what": "offer"})
    assert is_offered("uk")
    assert db.session.get(Language, "uk").name_fr in admin.get("/catalogue").get_data(as_text=True)


def test_a_rule_applies_to_its_countries_from_its_day_on(admin):
    assert admin.post("/catalogue", data=rule()).status_code == 303
    assert exemption_in_force(CIEC, "IT", date(2026, 6, 1))
    assert exemption_in_force(CIEC, "DE", date(2026, 6, 1)) is None
    assert exemption_in_force(CIEC, "IT", date(2025, 12, 31)) is None
    page = admin.get("/catalogue").get_data(as_text=True)
    assert "Convention nº 16" in page
    assert "à confirmer" in page


@pytest.mark.parametrize(
    "changed", [{"countries": "XX"}, {"valid_to": "2025-01-01"}, {"source": ""}, {"reason": "no"}]
)
def test_a_rule_that_makes_no_sense_is_refused(admin, changed):
    assert admin.post("/catalogue", data=rule(**changed)).status_code == 422
    assert db.session.query(ExemptionRule).count() == 0


def test_two_rules_never_cover_the_same_day_and_country(admin):
    admin.post("/catalogue", data=rule())
    assert admin.post("/catalogue", data=rule(countries="PT")).status_code == 422
    assert admin.post("/catalogue", data=rule(countries="")).status_code == 422
    assert admin.post("/catalogue", data=rule(countries="TR")).status_code == 303


def test_an_ended_rule_stays_in_the_table(admin):
    admin.post("/catalogue", data=rule())
    rule_id = db.session.query(ExemptionRule.id).scalar()
    url = f"/catalogue/rules/{rule_id}/end"
    assert admin.post(url, data={"last_day": "2026-03-31"}).status_code == 303
    assert exemption_in_force(CIEC, "IT", date(2026, 3, 31))
    assert exemption_in_force(CIEC, "IT", date(2026, 4, 1)) is None
    assert admin.post(url, data={"last_day": "2020-01-01"}).status_code == 422
