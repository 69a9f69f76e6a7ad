"""What if: somebody absent, an agency lost, a demand doubled, a language taught. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.assignment.engine.world import Lot, Person
from app.forecast.outlook import Held, Outlook

INTO_FRENCH = "into_french"


@dataclass(frozen=True)
class Scenario:
    """Each part may be left out; together they add up."""

    absent: UUID | None = None
    absent_from: date | None = None
    absent_to: date | None = None  # last day away
    lost: UUID | None = None  # contractor
    doubled: str = ""  # language
    taught: UUID | None = None  # translator
    taught_language: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.is_absence or self.lost or self.doubled or self.is_teaching)

    @property
    def is_absence(self) -> bool:
        return bool(self.absent and self.absent_from and self.absent_to)

    @property
    def is_teaching(self) -> bool:
        return bool(self.taught and self.taught_language)


def imagine(outlook: Outlook, what: Scenario) -> Outlook:
    """The same days, otherwise. What a lost agency had goes back into the stock."""
    people = tuple(_person(person, outlook, what) for person in outlook.people)
    freed = [held for held in outlook.held if what.lost and _is_lost(held, what.lost)]
    return replace(
        outlook,
        people=people,
        lots=tuple(_without(outlook.lots, what.lost)) if what.lost else outlook.lots,
        held=tuple(held for held in outlook.held if held not in freed),
        stock=outlook.stock + tuple(held.task for held in freed),
        arrivals={
            pair: tuple(2 * n for n in counts) if pair[0] == what.doubled else counts
            for pair, counts in outlook.arrivals.items()
        },
    )


def _is_lost(held: Held, contractor: UUID) -> bool:
    return held.contractor_id == contractor and not held.is_returned


def _person(person: Person, outlook: Outlook, what: Scenario) -> Person:
    if what.absent_from and what.absent_to and person.user_id == what.absent:
        first, last = (what.absent_from - outlook.today).days, (what.absent_to - outlook.today).days
        person = replace(person, free=_away(person.free, first, last))
    if what.is_teaching and person.user_id == what.taught:
        learnt = what.taught_language, INTO_FRENCH
        speed = outlook.daily.get(person.user_id) or max(person.speeds.values(), default=0)
        if speed:
            person = replace(person, speeds={**person.speeds, learnt: speed})
    return person


def _away(free: tuple[float, ...], first: int, last: int) -> tuple[float, ...]:
    return tuple(0.0 if first <= day <= last else share for day, share in enumerate(free))


def _without(lots: Iterable[Lot], contractor: UUID) -> Iterable[Lot]:
    for lot in lots:
        left = tuple(h for h in lot.holders if h.contractor_id != contractor)
        yield replace(lot, holders=left)
