"""What is known of the work and of those who do it, for the thirty days to come. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.assignment.engine.world import Lot, Pair, Person, Task

HORIZON = 30  # days of arrivals that are foreseen
BEYOND = 22  # what comes on the last of them still has its 21 days


@dataclass(frozen=True)
class Held:
    """An open case in somebody's hands; days are counted from now."""

    task: Task
    translator_id: UUID | None = None
    holder_id: UUID | None = None
    contractor_id: UUID | None = None
    back: float | None = None  # when an agency is expected to return it
    is_returned: bool = False  # only its second reading is left


@dataclass(frozen=True)
class Outlook:
    """`people[…].free` reaches `HORIZON + BEYOND` days; the work in hand is not taken off it."""

    today: date
    stock: tuple[Task, ...]
    held: tuple[Held, ...]
    people: tuple[Person, ...]
    lots: tuple[Lot, ...]
    rates: Mapping[UUID, int | None]  # holder: words a working day; None: no limit known
    arrivals: Mapping[Pair, tuple[float, ...]]  # requests on each of the coming days
    words: Mapping[Pair, float]  # of a request, on average
    daily: Mapping[UUID, int] = field(default_factory=dict)  # person: words a day, any language
    intake_days: float = 1.0  # from the deposit to the stock
    review_days: float = 1.0  # from the return to the delivery
    reach_days: int = 9  # an inside queue longer than this sends the rest outside
