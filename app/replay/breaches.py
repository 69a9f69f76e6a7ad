"""Each case delivered after its commitment: what made it late, and whether a decision could help.

Avoidable: with what was known then, another decision would have kept the commitment.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.assignment.lifecycle import OrderStatus
from app.assignment.models import Assignment, PurchaseOrder
from app.assignment.recalls import RECALL_DAYS
from app.assignment.rules import days_before
from app.cases.models import Case
from app.clock import PARIS
from app.replay import queries
from app.replay.parameters import TEAM

LONG = timedelta(days=4)  # in the stock before anybody is asked: a long week-end is shorter
INSIDE = {code for shares in TEAM.values() for code in shares}


@dataclass(frozen=True)
class Story:
    case: Case
    orders: Sequence[PurchaseOrder]  # in the order of the offers
    inside: Sequence[Assignment]

    @property
    def last_call(self) -> datetime:
        """When the coordination looks at who is late, for the last time that leaves time."""
        return days_before(self.case.due_at, RECALL_DAYS)

    @property
    def first_given(self) -> datetime:
        return min(
            [order.offered_at for order in self.orders] + [a.assigned_at for a in self.inside]
        )


def explained() -> list[dict[str, object]]:
    cases = queries.late()
    orders, inside = defaultdict(list), defaultdict(list)
    for order in queries.orders_of([case.id for case in cases]):
        orders[order.case_id].append(order)
    for given in queries.given_inside([case.id for case in cases]):
        inside[given.case_id].append(given)
    return [_line(Story(case, orders[case.id], inside[case.id])) for case in cases]


def avoidable(lines: Sequence[dict[str, object]]) -> int:
    return sum(bool(line["avoidable"]) for line in lines)


def by_cause(lines: Sequence[dict[str, object]]) -> dict[str, int]:
    return dict(Counter(str(line["cause"]) for line in lines))


def _line(story: Story) -> dict[str, object]:
    case = story.case
    cause, avoidable, why = _cause(story)
    late = (case.delivered_at or case.due_at) - case.due_at
    return {
        "reference": case.reference,
        "language": case.language,
        "days_late": round(late / timedelta(days=1), 1),
        "cause": cause,
        "avoidable": avoidable,
        "why": why,
    }


def _cause(story: Story) -> tuple[str, bool, str]:
    waited = story.first_given - story.case.submitted_at
    if waited > LONG:
        return "waited", True, f"given out {_days(waited)} after the deposit"
    if story.inside and story.orders:
        return _taken_back(story)
    if story.inside:
        return "inside", True, "done inside, after its commitment"
    last = story.orders[-1]
    refused = sum(order.status is not OrderStatus.FULFILLED for order in story.orders)
    after = f", after {refused} refusal or recall" if refused else ""
    owed = (last.fulfilled_at or last.due_at) - last.due_at
    if owed <= timedelta(0):
        return "refused", False, f"returned within the contract's delay{after}"
    why = f"rank {last.holder.rank} returned {_days(owed)} after the contract's date{after}"
    if story.case.language not in INSIDE:
        return "holder_late", False, f"{why}: nobody inside has the language"
    asked = story.last_call
    if last.due_at > asked:
        return "holder_late", False, f"{why}: it was not late yet when there was time to redo it"
    if not queries.is_somebody_present(story.case, asked.astimezone(PARIS).date()):
        return "holder_late", False, f"{why}: whoever has the language inside was away"
    return "holder_late", True, f"{why}: it could have been taken back and done inside"


def _taken_back(story: Story) -> tuple[str, bool, str]:
    """The holder was past its date; the house finished it, too late all the same.

    Avoidable where the order was late already while there was time, however slow the house was.
    """
    given, owed = story.inside[-1].assigned_at, story.orders[-1].due_at
    why = (
        f"the holder was late {_days(story.case.due_at - owed)} before the end, "
        f"the house had it {_days(story.case.due_at - given)} before"
    )
    return "taken_back", owed <= story.last_call, why


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):.1f} days"
