"""An order is checked against what is left: off, warned or blocked, as the year is configured."""

from datetime import date
from decimal import Decimal

import pytest

from app import clock
from app.accounts.models import Role
from app.assignment.moves import Destination, preview
from app.assignment.operations import decide, estimate, offer, withdraw
from app.audit.models import AuditEvent
from app.budget.availability import BudgetExhausted, room
from app.budget.models import AlertCause, BudgetControl
from app.budget.operations import EnvelopesTooLarge, amend, set_control
from app.budget.queries import alerts, version_in_force
from app.cases.lifecycle import CaseStatus
from app.db import commit, db
from tests.factories import make_case, make_user
from tests.staffing import make_holder, make_in_house_rate

YEAR = clock.today().year
JANUARY = date(YEAR, 1, 1)


@pytest.fixture
def officer():
    make_in_house_rate()
    return make_user(Role.FINANCE)


@pytest.fixture
def holder():
    return make_holder(price="0.1000")  # 120 words: 12 €


def voted(officer, amount: str, control: BudgetControl, **terms):
    amend(YEAR, Decimal(amount), JANUARY, "", officer, **terms)
    set_control(YEAR, control, officer)
    commit()


def test_a_blocked_order_writes_nothing_and_an_amended_budget_lets_it_pass(officer, holder):
    voted(officer, "20", BudgetControl.BLOCK)
    offer(make_case(), holder, make_user(), "À la main.")
    commit()
    case = make_case()
    with pytest.raises(BudgetExhausted, match="8,00"):
        offer(case, holder, make_user(), "À la main.")
    assert (case.status, case.committed) == (CaseStatus.READY, None)
    amend(YEAR, Decimal("24"), clock.today(), "BR 1", officer)
    commit()
    offer(case, holder, make_user(), "À la main.")
    assert case.committed == Decimal("12.00")
    assert room("uk", clock.today()).left == 0


def test_what_is_taken_back_can_be_ordered_again(officer, holder):
    voted(officer, "12", BudgetControl.BLOCK)
    boss, first = make_user(), make_case()
    offer(first, holder, boss, "À la main.")
    withdraw(first, boss)
    offer(make_case(), holder, boss, "À la main.")
    assert room("uk", clock.today()).left == 0


def test_the_rule_leaves_the_case_ready_and_estimated_and_says_why(officer, holder):
    voted(officer, "5", BudgetControl.BLOCK)
    case = make_case()
    estimate(case)
    choice = decide(case)
    assert not choice.is_possible
    assert "Budget épuisé" in choice.reason
    assert case.estimated == Decimal("12.00")
    assert "Budget épuisé" in preview(case, Destination("outside", holder=holder)).problem


def test_warned_the_order_passes_and_the_alert_is_given_once(officer, holder):
    voted(officer, "20", BudgetControl.WARN)
    for _ in range(3):
        offer(make_case(), holder, make_user(), "À la main.")
    commit()
    [alert] = alerts(YEAR)
    assert (alert.kind, alert.amount) == (AlertCause.EXCEEDED, Decimal("12.00"))
    assert db.session.query(AuditEvent).filter_by(action="budget.exceeded").count() == 2


def test_off_or_without_a_budget_nothing_is_checked(officer, holder):
    offer(make_case(), holder, make_user(), "À la main.")
    voted(officer, "1", BudgetControl.OFF)
    offer(make_case(), holder, make_user(), "À la main.")
    assert list(alerts(YEAR)) == []


def test_the_envelope_of_a_language_blocks_that_language_only(officer, holder):
    voted(officer, "1000", BudgetControl.BLOCK, envelopes={"uk": Decimal("15")})
    offer(make_case(), holder, make_user(), "À la main.")
    with pytest.raises(BudgetExhausted, match="3,00"):
        offer(make_case(), holder, make_user(), "À la main.")
    other = make_holder(language="ar")
    offer(make_case(language="ar"), other, make_user(), "À la main.")
    with pytest.raises(EnvelopesTooLarge):
        amend(YEAR, Decimal("10"), JANUARY, "", officer, envelopes={"uk": Decimal("11")})


def test_a_version_counts_from_the_day_it_is_adopted(officer):
    amend(2031, Decimal("100"), date(2030, 12, 1), "", officer, payment_credits=Decimal("90"))
    amend(2031, Decimal("150"), date(2031, 3, 15), "", officer)
    assert version_in_force(2031, date(2031, 3, 14)).amount == 100
    assert version_in_force(2031, date(2031, 3, 14)).credits == 90
    assert version_in_force(2031, date(2031, 3, 15)).credits == 150
    assert version_in_force(2031, date(2030, 11, 30)) is None


def test_finance_sets_the_control_and_envelopes_on_the_page(officer, login):
    client = login(officer)
    data = {"year": YEAR, "amount": "1000", "payment_credits": "900", "adopted_on": JANUARY}
    assert client.post("/budget", data=data | {"envelope_uk": "400"}).status_code == 422  # no uk
    make_holder()
    answer = client.post("/budget", data=data | {"envelope_uk": "400,50"})
    assert answer.status_code == 303
    assert (
        client.post("/budget/control", data={"year": YEAR, "control": "block"}).status_code == 303
    )
    page = client.get(f"/budget?year={YEAR}").text
    assert "400,50" in page
    assert "900,00" in page
    assert (
        client.post("/budget/control", data={"year": 2030, "control": "block"}).status_code == 422
    )
