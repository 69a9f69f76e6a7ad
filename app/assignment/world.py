"""The engine's view of the rows: stock, people, lots, as they stand at an instant."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

import holidays

from app import clock
from app.assignment import plan_queries, queries, rules
from app.assignment.board_queries import absences_from, skills_by_user
from app.assignment.engine.world import Holder, Lot, Person, Settings, Task, World
from app.assignment.models import Absence, SkillLevel, TranslatorProfile, TranslatorSkill
from app.cases.models import Case
from app.contracts.models import FrameworkContract, LotHolder, OriginLink, Price
from app.contracts.models import Lot as LotRow
from app.contracts.queries import lots_in_force, origin_links
from pricing.quote import Tariff

FULL_DAY = 420  # minutes
WEEK = (FULL_DAY,) * 5 + (0, 0)
LONG_ABSENCE, SOON = 3, 14  # calendar days: of the absence, until it begins
OPENS, CLOSES = time(9), time(17)  # what is left of today is counted in these hours


def world_at(now: datetime, settings: Settings | None = None) -> World:
    settings = settings or Settings()
    rows = plan_queries.stock()
    roots, held = batches()
    return World(
        today=_day(now),
        tasks=tuple(tasks_of(rows, now, roots)),
        people=tuple(people_at(now, settings.reach_days, held)),
        lots=tuple(lots_at(now)),
        expected=plan_queries.words_expected(now),
        settings=settings,
    )


def _day(now: datetime) -> date:
    return now.astimezone(clock.PARIS).date()


def tasks_of(rows: Sequence[Case], now: datetime, roots: dict[UUID, str]) -> Iterable[Task]:
    tried = queries.tried_among(rows) if rows else {}
    for row in rows:
        yield Task(
            case_id=row.id,
            language=row.language or "",
            direction=str(row.direction),
            kind=str(row.kind),
            words=row.words,
            pages=row.pages,
            days_left=(row.due_at - now) / timedelta(days=1),
            age_days=(now - row.submitted_at) / timedelta(days=1),
            is_sensitive=row.is_sensitive,
            country=row.country,
            tried=frozenset(tried[row.id]),
            batch=roots.get(row.id),
        )


def batches() -> tuple[dict[UUID, str], dict[UUID, set[str]]]:
    """By case, the batch it belongs to; by translator, the batches of which they hold a case."""
    above: dict[UUID, UUID] = {}

    def root(case_id: UUID) -> UUID:
        while above.setdefault(case_id, case_id) != case_id:
            case_id = above[case_id]
        return case_id

    pairs = plan_queries.same_model_pairs()
    for one, _whose, two, _other in pairs:
        first, second = sorted((root(one), root(two)))
        above[second] = first
    held: dict[UUID, set[str]] = {}
    for one, whose, two, other in pairs:
        for case_id, translator_id in ((one, whose), (two, other)):
            if translator_id:
                held.setdefault(translator_id, set()).add(str(root(case_id)))
    return {case_id: str(root(case_id)) for case_id in list(above)}, held


def people_at(now: datetime, reach_days: int, held: dict[UUID, set[str]]) -> Iterable[Person]:
    today = _day(now)
    skills, away = skills_by_user(), absences_from(today)
    loads = {user_id: words for user_id, words, _cases in queries.loads_now()}
    for profile in plan_queries.profiles():
        mine = skills.get(profile.user_id, [])
        daily = max(profile.daily_words, 1)
        yield Person(
            user_id=profile.user_id,
            name=profile.user.name,
            speeds={_pair(skill): skill.daily_words or profile.daily_words for skill in mine},
            certifies=frozenset(_pair(s) for s in mine if s.level is not SkillLevel.TRANSLATE),
            free=free_days(profile, away.get(profile.user_id, []), now, reach_days),
            days_in_hand=loads.get(profile.user_id, 0) / daily,
            hand_limit=profile.horizon_days,
            held_batches=frozenset(held.get(profile.user_id, ())),
            leaves_in=leaves_in(profile, away.get(profile.user_id, []), now),
        )


def _pair(skill: TranslatorSkill) -> tuple[str, str]:
    return skill.language, str(skill.direction)


@cache
def closed_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def free_days(
    profile: TranslatorProfile, away: Sequence[Absence], now: datetime, reach_days: int
) -> tuple[float, ...]:
    """Share of a full day at work, from today to the end of the reach."""
    today, week = _day(now), profile.minutes or WEEK
    shares = [
        0.0 if is_off(today + timedelta(days=d), away)
        else week[(today + timedelta(days=d)).weekday()] / FULL_DAY
        for d in range(reach_days + 1)
    ]  # fmt: skip
    shares[0] *= left_of_today(now)
    return tuple(shares)


def leaves_in(profile: TranslatorProfile, away: Sequence[Absence], now: datetime) -> float | None:
    """Full days at work before an absence of some days that begins soon; None when none does."""
    today = _day(now)
    near = [
        (a.starts_on - today).days
        for a in away
        if (a.ends_on - a.starts_on).days + 1 >= LONG_ABSENCE and a.starts_on > today
    ]
    if not near or min(near) > SOON:
        return None
    return sum(free_days(profile, away, now, min(near) - 1))


def is_off(day: date, away: Sequence[Absence]) -> bool:
    return day in closed_days(day.year) or any(a.starts_on <= day <= a.ends_on for a in away)


def left_of_today(now: datetime) -> float:
    here = now.astimezone(clock.PARIS)
    hours = here.hour + here.minute / 60
    return min(1.0, max(0.0, (CLOSES.hour - hours) / (CLOSES.hour - OPENS.hour)))


def lots_at(now: datetime, language: str | None = None) -> Iterable[Lot]:
    """Ceilings are those of whole contracts, whichever lots are looked at."""
    today, rows = _day(now), lots_in_force(_day(now), language)
    ids = [holder.id for row in rows for holder in row.holders]
    given, held = plan_queries.euros_given(ids), plan_queries.words_held(ids)
    paces, links = plan_queries.days_observed(now, ids), origin_links(today)
    spent = plan_queries.euros_by_contract([row.contract_id for row in rows])
    for row in rows:
        contract = row.contract
        yield Lot(
            lot_id=row.id,
            label=f"marché {contract.number}, lot {row.number}",
            rule=str(contract.allocation_rule),
            covers=frozenset((each.language, str(each.direction)) for each in row.languages),
            holders=tuple(_holders(row, today, given, held, paces, links)),
            contract_id=contract.id,
            euros_left=max(contract.maximum - spent.get(contract.id, Decimal(0)), Decimal(0)),
            passes_when_full=contract.passes_when_full,
        )


def _holders(
    lot: LotRow,
    today: date,
    given: dict[UUID, Decimal],
    held: dict[UUID, int],
    paces: dict[UUID, float],
    links: Sequence[OriginLink],
) -> Iterable[Holder]:
    usual = _calendar_days(lot.contract, today)
    for row in lot.holders:
        if not row.contractor.is_active:
            continue
        euros = given.get(row.id, Decimal(0))
        yield Holder(
            holder_id=row.id,
            contractor_id=row.contractor_id,
            name=row.contractor.name,
            rank=row.rank,
            tariffs=tariffs_of(row.prices, today),
            days=paces.get(row.id) or usual,
            quota=float(row.quota),
            given=euros,
            words_left=_room(row, held),
            euros_left=None if row.maximum is None else max(row.maximum - euros, Decimal(0)),
            linked_to=frozenset(x.country for x in links if x.contractor_id == row.contractor_id),
        )


def _calendar_days(contract: FrameworkContract, today: date) -> float:
    """The contract's delay as it would run from today, whichever days it counts."""
    end = rules.contractor_due_at(clock.start_of(today), contract.delay_days, contract.calendar)
    return float((end.astimezone(clock.PARIS).date() - today).days - 1)


def _room(row: LotHolder, held: dict[UUID, int]) -> float | None:
    """Words it can still take and return within the contract's delay (five days in seven)."""
    if row.daily_words is None:
        return None
    return max(0.0, row.daily_words * row.lot.contract.delay_days * 5 / 7 - held.get(row.id, 0))


def tariffs_of(prices: Sequence[Price], on: date) -> dict[tuple[str, str, str], Tariff]:
    return {
        (p.language, str(p.direction), str(p.kind)): Tariff(p.unit.value, p.amount, p.minimum)
        for p in prices
        if (p.period.lower is None or p.period.lower <= on)
        and (p.period.upper is None or on < p.period.upper)
    }
