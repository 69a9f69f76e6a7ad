"""Decide over the whole stock, then apply it in one transaction."""

from app import clock
from app.assignment import plan_operations as plans
from app.assignment.engine import Unsolved
from app.assignment.notices import tell_of_offer, tell_translator
from app.assignment.queries import live_order
from app.cases.queries import get_case
from app.db import commit
from workers.runtime import job


def sweep_will_retry(reason: str) -> None:
    """The row says how far it went: the sweep closes it and plans anew."""


@job(give_up=sweep_will_retry)
def run() -> None:
    begun = plans.begin()
    commit()
    try:
        decided = plans.plan(clock.now())
    except Unsolved:
        plans.fail(begun)
        return
    applied = plans.apply(decided, clock.now(), begun)
    plans.finish(begun, decided, applied)
    for case_id in applied.given:
        case = get_case(case_id)
        if case.translator:
            tell_translator(case.translator)
        elif order := live_order(case):
            tell_of_offer(order)
