"""Orders placed at once: the last euros are given once, and sums lose nothing to a roll-up."""

from datetime import date
from decimal import Decimal

import pytest

from app import clock
from app.accounts.queries import get_user
from app.assignment.operations import offer
from app.budget.availability import BudgetExhausted, room
from app.budget.cost_queries import Asked, total
from app.budget.models import BudgetControl, CostStage
from app.budget.operations import amend, record_cost, set_control
from app.budget.reconciliation import contradictions, roll_costs
from app.cases.queries import get_case
from app.contracts.queries import get_holder
from app.db import commit
from pricing.quote import Quantity, Tariff, quote
from tests.factories import make_case, make_user
from tests.staffing import make_holder

WON = "won"


@pytest.fixture
def year():
    return clock.today().year


def test_two_orders_cannot_both_take_the_last_euros(race, year):
    boss, holder = make_user(), make_holder(price="0.1000")
    amend(year, Decimal("30"), date(year, 1, 1), "", boss)  # two orders of 12 €, not three
    set_control(year, BudgetControl.BLOCK, boss)
    commit()
    ids, holder_id, boss_id = [make_case().id for _ in range(4)], holder.id, boss.id

    def on(case_id):
        def work(ready):
            case, who, by = get_case(case_id), get_holder(holder_id), get_user(boss_id)
            ready()
            offer(case, who, by, "À la main.")
            commit()

        return work

    outcomes = race(*map(on, ids))
    assert sorted(map(str, outcomes)) == sorted(map(str, [WON, WON, *[BudgetExhausted] * 2]))
    assert room("uk", clock.today()).left == Decimal("6.00")
    assert contradictions() == dict.fromkeys(contradictions(), 0)


def test_figures_written_and_summed_at_once_reconcile(race, year):
    ids = [make_case().id for _ in range(3)]
    figure = quote(Tariff("word", Decimal("0.1000")), Quantity(100, 1))

    def write(ready):
        ready()
        for _ in range(5):
            for case_id in ids:  # the same cases, in one order
                record_cost(get_case(case_id), CostStage.COMMITTED, figure, "order")
                commit()

    def roll(ready):
        ready()
        for _ in range(15):
            roll_costs()
            commit()

    assert race(write, write, roll, roll) == [WON] * 4
    assert contradictions() == dict.fromkeys(contradictions(), 0)
    whole = Asked(date(year, 1, 1), date(year, 12, 31), CostStage.COMMITTED)
    assert total(whole) == Decimal("30.00")
