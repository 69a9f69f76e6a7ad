"""Who would do what, and when, over the coming weeks: a rolling fluid model. Pure.

The earliest commitment first: each case goes to the person who would have it done soonest, if
that is within the reach of the engine's plan; else outside, to the holder whose turn the contract
says it is; else to whoever has it done first. Requests to come are served the same way, a day's
requests of a language at once, shares of people allowed. It follows the engine's order of values
(the commitment, then the euros, then the age) without its solver: it answers in a second, and
says what the coming month looks like, not whom a case is given to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from app.assignment.engine.world import Holder, Lot, Person, Task
from app.forecast.outlook import BEYOND, HORIZON, Held, Outlook
from pricing.quote import Quantity, quote

COMMITMENT = 21.5  # days from a deposit at noon to the end of the 21st day after it
NEVER = float("inf")
WORKING = 7 / 5  # calendar days to a working day
TINY = 1e-9


@dataclass(frozen=True)
class Placed:
    """A case, or a day's requests of a language; days are counted from now."""

    task: Task
    cases: float
    back: float  # translation returned; `NEVER`: nobody can
    cost: float = 0.0  # euros excl. VAT that would be ordered outside
    place: str = "nobody"  # inside, outside, returned, nobody
    who: UUID | None = None  # translator or holder
    is_coming: bool = False

    def is_late(self, review_days: float) -> bool:
        return self._end(review_days) > self.task.days_left

    def age(self, review_days: float) -> float:
        """Days from the deposit to the delivery; what nobody takes counts to its commitment."""
        end = self._end(review_days)
        return self.task.age_days + (max(self.task.days_left, 0.0) if end == NEVER else end)

    def _end(self, review_days: float) -> float:
        return self.back + review_days


Offer = tuple[Lot, Holder, float, float]  # when it is back, euros


class Calendar:
    """What is left of each person's days."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self.people = people
        self.left = [list(person.free) for person in people]
        self.first = [0] * len(people)
        self.rank = {person.user_id: rank for rank, person in enumerate(people)}

    def would_end(self, rank: int, days: float, start: int) -> float:
        """When `days` of this person's work begun at `start` are done: the end of that day."""
        left, day = self.left[rank], max(start, self._first(rank))
        while day < len(left):
            days -= left[day]
            day += 1
            if days <= TINY:
                return float(day)
        return NEVER

    def take(self, rank: int, days: float, start: int, limit: int) -> tuple[float, float]:
        """(days taken before `limit`, when they are done)."""
        left, day, taken, end = self.left[rank], max(start, self._first(rank)), 0.0, NEVER
        while day < min(limit, len(left)) and days - taken > TINY:
            share = min(left[day], days - taken)
            if share > 0:
                left[day] -= share
                taken, end = taken + share, float(day + 1)
            day += 1
        return taken, end

    def _first(self, rank: int) -> int:
        left, day = self.left[rank], self.first[rank]
        while day < len(left) and left[day] <= TINY:
            day += 1
        self.first[rank] = day
        return day


class Agencies:
    """Holders as queues: what each has, what its contract has left."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.queue: dict[UUID, float] = {}  # holder: words waiting there
        self.given: dict[UUID, float] = {}  # holder: euros
        self.euros = {lot.contract_id: float(lot.euros_left) for lot in outlook.lots}
        for held in outlook.held:
            if held.holder_id and not held.is_returned:
                self._load(held.holder_id, held.task.words)

    def offer(self, task: Task, cases: float, start: float) -> Offer | None:
        """(lot, holder, when it is back, euros) by the contract's rule, or nothing."""
        if task.is_sensitive:
            return None
        for lot in self.outlook.lots:
            holder = self._turn(lot, task, start) if task.pair in lot.covers else None
            if holder is None:
                continue
            tariff = holder.tariffs.get(task.line)
            if tariff is None:
                return None
            one = quote(tariff, Quantity(words=task.words, pages=max(task.pages, 1))).net
            cost = float(one) * cases
            if cost <= self.euros[lot.contract_id]:
                return lot, holder, self._back(holder, start), cost
        return None

    def _turn(self, lot: Lot, task: Task, start: float) -> Holder | None:
        able = [h for h in lot.holders if h.contractor_id not in task.tried]
        able = [h for h in able if task.country is None or task.country not in h.linked_to]
        if lot.rule == "rotation" and able:
            return min(able, key=lambda h: (self._share(h), h.rank))
        if lot.passes_when_full:
            return next((h for h in able if self._wait(h, start) <= 0), able[0] if able else None)
        return able[0] if able else None

    def _share(self, holder: Holder) -> float:
        return (float(holder.given) + self.given.get(holder.holder_id, 0.0)) / (
            holder.quota or 1e-6
        )

    def _wait(self, holder: Holder, start: float) -> float:
        """Days before what is asked at `start` is begun: what a full house still has to do."""
        rate = self.outlook.rates.get(holder.holder_id)
        if not rate:
            return 0.0
        ready = self.queue.get(holder.holder_id, 0.0) / rate * WORKING - holder.days
        return max(0.0, ready - start)

    def _back(self, holder: Holder, start: float) -> float:
        return start + self._wait(holder, start) + holder.days

    def give(self, lot: Lot, holder: Holder, words: float, euros: float) -> None:
        self._load(holder.holder_id, words)
        self.given[holder.holder_id] = self.given.get(holder.holder_id, 0.0) + euros
        self.euros[lot.contract_id] -= euros

    def _load(self, holder_id: UUID, words: float) -> None:
        self.queue[holder_id] = self.queue.get(holder_id, 0.0) + words


def unfold(outlook: Outlook) -> list[Placed]:
    """Every open case and every request to come, each with when it would be back."""
    calendar, agencies = Calendar(outlook.people), Agencies(outlook)
    placed = list(_in_hand(outlook, calendar))
    queue = [(task, 1.0, 0) for task in outlook.stock]
    queue += list(_to_come(outlook))
    for task, cases, start in sorted(queue, key=lambda row: (row[0].days_left, row[2])):
        placed += _place(outlook, calendar, agencies, task, cases, start)
    return placed


def _in_hand(outlook: Outlook, calendar: Calendar) -> Iterator[Placed]:
    """What is held stays where it is: those whose date comes first are done first."""
    for held in sorted(outlook.held, key=lambda h: h.task.days_left):
        yield _held(held, calendar)


def _held(held: Held, calendar: Calendar) -> Placed:
    if held.is_returned:
        return Placed(held.task, 1.0, 0.0, place="returned")
    if held.holder_id or held.contractor_id:
        back = held.back if held.back is not None else NEVER
        return Placed(held.task, 1.0, back, place="outside", who=held.holder_id)
    rank = calendar.rank.get(held.translator_id) if held.translator_id else None
    speed = rank is not None and calendar.people[rank].speeds.get(held.task.pair, 0)
    if rank is None or not speed:
        return Placed(held.task, 1.0, NEVER, place="inside", who=held.translator_id)
    _taken, end = calendar.take(rank, held.task.words / speed, 0, HORIZON + BEYOND)
    return Placed(held.task, 1.0, max(end, 0.0), place="inside", who=held.translator_id)


def _to_come(outlook: Outlook) -> Iterator[tuple[Task, float, int]]:
    for pair, counts in sorted(outlook.arrivals.items()):
        words = max(round(outlook.words.get(pair, 0.0)), 1)
        for day, cases in enumerate(counts):
            if cases > TINY:
                task = Task(
                    UUID(int=0), pair[0], pair[1], "translation", words, 1,
                    days_left=day + COMMITMENT, age_days=-float(day),
                )  # fmt: skip
                yield task, cases, day + round(outlook.intake_days)


def _place(
    outlook: Outlook, calendar: Calendar, agencies: Agencies, task: Task, cases: float, start: int
) -> list[Placed]:
    """One case whole; a day's requests in as many shares as there are hands for them."""
    found: list[Placed] = []
    left = cases
    while left > TINY:
        share = _one_share(outlook, calendar, agencies, task, left, start)
        found.append(replace(share, is_coming=task.case_id.int == 0))
        left -= share.cases
    return found


def _one_share(
    outlook: Outlook, calendar: Calendar, agencies: Agencies, task: Task, cases: float, start: int
) -> Placed:
    words = max(task.words, 1)
    unit = words if task.case_id.int else min(cases, 1.0) * words
    rank, end = _soonest(calendar, task, unit, start)
    offer = agencies.offer(task, cases, start)
    due = task.days_left - outlook.review_days
    if rank is not None and _stays(end, offer, start + outlook.reach_days, due):
        speed = calendar.people[rank].speed_for(task)
        limit = start + outlook.reach_days if end <= start + outlook.reach_days else int(end)
        taken, end = calendar.take(rank, cases * words / speed, start, limit)
        done = min(cases, max(taken * speed / words, TINY * 2))
        if task.case_id.int or cases - done < 0.01:
            done = cases
        return Placed(task, done, end, place="inside", who=calendar.people[rank].user_id)
    if offer:
        lot, holder, back, euros = offer
        agencies.give(lot, holder, cases * words, euros)
        return Placed(task, cases, back, euros, "outside", holder.holder_id)
    return Placed(task, cases, NEVER)


def _stays(end: float, offer: Offer | None, reach: float, due: float) -> bool:
    """Inside when that is near enough, or when going out would not be better."""
    if end == NEVER:
        return False
    if offer is None:
        return True
    return end <= min(reach, due) or (offer[2] > due and end <= offer[2])


def _soonest(calendar: Calendar, task: Task, words: float, start: int) -> tuple[int | None, float]:
    best: tuple[float, bool, int] | None = None
    for rank, person in enumerate(calendar.people):
        if speed := person.speed_for(task):
            end = calendar.would_end(rank, words / speed, start)
            if end < NEVER and (best is None or (end, person.is_reserve, rank) < best):
                best = (end, person.is_reserve, rank)
    return (best[2], best[0]) if best else (None, NEVER)


def last_day_to_act(outlook: Outlook, task: Task, agencies: Agencies) -> float | None:
    """The last day (from now) on which the commitment can still be kept by the quickest way.

    Even if all else were put aside: somebody's whole days, or an agency's usual delay. None when
    no way exists; negative when it has already gone by.
    """
    due = task.days_left - outlook.review_days
    ways = [_latest_start(p, task.words / speed, due) for p in outlook.people
            if (speed := p.speed_for(task))]  # fmt: skip
    if offer := agencies.offer(task, 1.0, 0.0):
        ways.append(due - offer[1].days)
    known = [way for way in ways if way is not None]
    return max(known) if known else None


def _latest_start(person: Person, days: float, due: float) -> float | None:
    day = min(int(due), len(person.free)) - 1
    while day >= 0:
        days -= person.free[day]
        if days <= TINY:
            return float(day)
        day -= 1
    return None
