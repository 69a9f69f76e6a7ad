"""What the engine is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from pricing.quote import Tariff

Pair = tuple[str, str]  # language, direction
Line = tuple[str, str, str]  # language, direction, kind: a line of the price schedule


@dataclass(frozen=True)
class Settings:
    """Every free parameter of the decision; docs/assignment-model.md says what each does."""

    margin_days: float = 7.0  # the plan aims so many days before the end of the commitment
    review_days: float = 1.0  # from the translator's return to the delivery
    reach_days: int = 5  # inside work is planned so many calendar days ahead
    hand_days: float = 1.0  # working days of stock put in a translator's hands
    day_value: float = 0.3  # euros that a day of a case's age is worth
    margin_price: float = 4.0  # euros a day and a case, inside the margin
    rush_days: float = 5.0  # so near its end, a case goes into hands that are full
    rescue_days: float = 10.0  # so near, what no holder would return in time goes inside first
    patience_days: float = 4.0  # so old, a case planned inside waits no longer in the stock
    breach_price: float = 1000.0  # euros a case that would break the commitment
    reserve_price: float = 0.0002  # euros a word: keeps people of several languages for last
    trust: float = 0.8  # share of the expected arrivals that the plan counts on
    time_limit: float = 8.0  # seconds given to the solver


@dataclass(frozen=True)
class Task:
    """A case that nobody holds."""

    case_id: UUID
    language: str
    direction: str
    kind: str
    words: int
    pages: int
    days_left: float  # calendar days to the end of the commitment; negative: broken
    age_days: float
    is_sensitive: bool = False
    country: str | None = None
    tried: frozenset[UUID] = frozenset()  # people and contractors it came back from
    batch: str | None = None  # cases of the same model: one person

    @property
    def pair(self) -> Pair:
        return self.language, self.direction

    @property
    def line(self) -> Line:
        return self.language, self.direction, self.kind


@dataclass(frozen=True)
class Person:
    """A translator of the house. `free[d]`: share of a full day free on the d-th day from now."""

    user_id: UUID
    name: str
    speeds: Mapping[Pair, int]  # words a full day
    certifies: frozenset[Pair]  # may validate translations made elsewhere
    free: tuple[float, ...]  # absences, hours and days off already taken away
    days_in_hand: float = 0.0  # full days of work already held
    hand_limit: float = 5.0  # full days the person may hold at once
    held_batches: frozenset[str] = frozenset()
    leaves_in: float | None = None  # full days at work before a long absence, when one is near

    @property
    def is_reserve(self) -> bool:
        return len({language for language, _direction in self.speeds}) > 1

    def speed_for(self, task: Task) -> int:
        """0: may not do it."""
        if task.kind == "certification" and task.pair not in self.certifies:
            return 0
        return 0 if self.user_id in task.tried else self.speeds.get(task.pair, 0)


@dataclass(frozen=True)
class Holder:
    """A contractor that holds a lot; what it was given and how it is seen to deliver."""

    holder_id: UUID
    contractor_id: UUID
    name: str
    rank: int
    tariffs: Mapping[Line, Tariff]
    days: float  # from the offer to the return, as observed (else the contract's delay)
    quota: float = 0.0  # share of the lot, where the contract says rotation
    given: Decimal = Decimal("0.00")  # euros over the period
    words_left: float | None = None  # capacity as observed, less what it holds; None: unknown
    euros_left: Decimal | None = None  # its own ceiling
    linked_to: frozenset[str] = frozenset()  # countries of origin barred today


@dataclass(frozen=True)
class Lot:
    lot_id: UUID
    label: str  # "marché 2026-TRAD-01, lot 1"
    rule: str  # cascade, rotation
    covers: frozenset[Pair]
    holders: tuple[Holder, ...]  # by rank
    contract_id: UUID
    euros_left: Decimal  # under the contract's ceiling
    passes_when_full: bool = False  # the contract lets a full holder be passed over


@dataclass(frozen=True)
class World:
    today: date
    tasks: tuple[Task, ...]
    people: tuple[Person, ...] = ()
    lots: tuple[Lot, ...] = ()  # those asked first come first
    expected: Mapping[Pair, float] = field(default_factory=dict)  # words a calendar day
    settings: Settings = Settings()


@dataclass(frozen=True)
class Decision:
    """`is_now` False: it waits in the stock, for the reason said."""

    case_id: UUID
    reason: str
    is_now: bool = True
    translator_id: UUID | None = None
    holder_id: UUID | None = None
    cost: Decimal = Decimal("0.00")  # euros paid outside
    days: float | None = None  # from now to the return, as planned


@dataclass(frozen=True)
class Plan:
    decisions: tuple[Decision, ...]
    spare_words: Mapping[UUID, int]  # what each person could still take within the reach
    seconds: float = 0.0
    variables: int = 0
    rows: int = 0

    @property
    def now(self) -> list[Decision]:
        return [decision for decision in self.decisions if decision.is_now]

    @property
    def outside_cost(self) -> Decimal:
        return sum((d.cost for d in self.decisions if d.holder_id), Decimal("0.00"))
