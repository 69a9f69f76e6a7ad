"""The decision on plain facts: what any plan must hold, and what good ones do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from app.assignment.engine import Holder, Lot, Person, Task, World, decide_all
from pricing.quote import Tariff

pytestmark = pytest.mark.no_database
UK, RU = ("uk", "into_french"), ("ru", "into_french")
WEEKDAYS = tuple(0.0 if d % 7 in (5, 6) else 1.0 for d in range(30))


def ident(number: int) -> UUID:
    return UUID(int=number)


def task(number: int, pair=UK, words=100, **facts) -> Task:
    facts = {"days_left": 21.0, "age_days": 0.0} | facts
    return Task(ident(number), pair[0], pair[1], "translation", words, 1, **facts)


def person(number: int, *pairs, speed=1000, **facts) -> Person:
    speeds = dict.fromkeys(pairs or (UK,), speed)
    facts = {"free": WEEKDAYS} | facts
    return Person(ident(10_000 + number), f"T{number}", speeds, frozenset(), **facts)


def holder(rank: int, price="0.1000", **facts) -> Holder:
    tariffs = {(*pair, "translation"): Tariff("word", Decimal(price)) for pair in (UK, RU)}
    facts = {"days": 10.0} | facts
    return Holder(ident(20_000 + rank), ident(30_000 + rank), f"H{rank}", rank, tariffs, **facts)


def lot(*holders, rule="cascade", **facts) -> Lot:
    facts = {"euros_left": Decimal("100000")} | facts
    return Lot(ident(40_000), "lot 1", rule, frozenset({UK, RU}), holders, ident(50_000), **facts)


def world(tasks, people=(), lots=(), **facts) -> World:
    return World(date(2026, 3, 2), tuple(tasks), tuple(people), tuple(lots), **facts)


def by_case(plan):
    return {decision.case_id: decision for decision in plan.decisions}


def test_inside_first_because_it_costs_nothing_more() -> None:
    plan = decide_all(world([task(1)], [person(1)], [lot(holder(1))]))
    assert by_case(plan)[ident(1)].translator_id == ident(10_001)
    assert plan.outside_cost == 0


def test_what_the_house_cannot_do_in_its_reach_goes_to_rank_one_with_the_reason() -> None:
    plan = decide_all(
        world(
            [task(n, words=500) for n in range(60)],
            [person(1)],
            [lot(holder(1), holder(2, "0.01"))],
        )
    )
    out = [d for d in plan.decisions if d.holder_id]
    assert 40 <= len(out) <= 50  # eight working days of 1,000 words inside, the rest out
    assert {d.holder_id for d in out} == {ident(20_001)}  # rank two is ten times cheaper: no matter
    assert "rang 1" in out[0].reason
    assert "cascade" in out[0].reason


def test_a_refusal_passes_to_the_next_rank_and_says_so() -> None:
    tried = frozenset({ident(30_001)})
    plan = decide_all(world([task(1, tried=tried)], [], [lot(holder(1), holder(2))]))
    decision = by_case(plan)[ident(1)]
    assert decision.holder_id == ident(20_002)
    assert "rang 1 déjà sollicité" in decision.reason


def test_sensitive_cases_never_leave_even_when_late() -> None:
    plan = decide_all(world([task(1, is_sensitive=True, days_left=-3.0)], [], [lot(holder(1))]))
    decision = by_case(plan)[ident(1)]
    assert not decision.is_now
    assert decision.holder_id is None
    assert "sensible" in decision.reason


def test_a_contractor_linked_to_the_country_is_passed_over() -> None:
    lots = [lot(holder(1, linked_to=frozenset({"UA"})), holder(2))]
    plan = decide_all(world([task(1, country="UA"), task(2, country="PL")], [], lots))
    assert by_case(plan)[ident(1)].holder_id == ident(20_002)
    assert by_case(plan)[ident(2)].holder_id == ident(20_001)


def test_a_ceiling_is_never_passed() -> None:
    plan = decide_all(
        world([task(n) for n in range(30)], [], [lot(holder(1), euros_left=Decimal("155"))])
    )
    assert plan.outside_cost == Decimal("150.00")
    assert sum(not d.is_now for d in plan.decisions) == 15


def test_rotation_follows_the_quotas() -> None:
    lots = [lot(holder(1, quota=0.5), holder(2, quota=0.3), holder(3, quota=0.2), rule="rotation")]
    plan = decide_all(world([task(n) for n in range(100)], [], lots))
    counts = [sum(d.holder_id == ident(20_000 + r) for d in plan.decisions) for r in (1, 2, 3)]
    assert counts == [50, 30, 20]


def test_a_full_holder_is_passed_only_where_the_contract_says() -> None:
    tasks = [task(n) for n in range(10)]
    strict = decide_all(world(tasks, [], [lot(holder(1, words_left=300), holder(2))]))
    assert {d.holder_id for d in strict.decisions} == {ident(20_001)}
    lots = [lot(holder(1, words_left=300), holder(2), passes_when_full=True)]
    plan = decide_all(world(tasks, [], lots))
    assert sum(d.holder_id == ident(20_001) for d in plan.decisions) == 3
    assert sum(d.holder_id == ident(20_002) for d in plan.decisions) == 7


def test_a_holder_with_room_left_takes_a_paper_longer_than_it_but_no_second() -> None:
    """Else what is longer than anybody's room would be offered to nobody, for ever."""
    lots = [lot(holder(1, words_left=300), holder(2), passes_when_full=True)]
    tasks = [task(1, words=900, days_left=14.0), task(2, words=900)]
    decided = by_case(decide_all(world(tasks, [], lots)))
    assert decided[ident(1)].holder_id == ident(20_001)
    assert decided[ident(2)].holder_id == ident(20_002)


def test_a_batch_goes_to_one_person() -> None:
    tasks = [task(n, batch="m" if n < 4 else None) for n in range(20)]
    plan = decide_all(world(tasks, [person(1), person(2), person(3)], [lot(holder(1))]))
    assert len({by_case(plan)[ident(n)].translator_id for n in range(4)}) == 1


def test_the_reserve_is_kept_for_what_only_it_can_do() -> None:
    people = [person(1, UK), person(2, UK, RU)]
    tasks = [task(n, UK) for n in range(20)] + [task(100 + n, RU) for n in range(20)]
    plan = decide_all(world(tasks, people))
    ukrainian = {by_case(plan)[ident(n)].translator_id for n in range(20)}
    assert ukrainian == {ident(10_001)}
    assert {by_case(plan)[ident(100 + n)].translator_id for n in range(20)} == {ident(10_002)}


def test_the_reserve_helps_when_the_language_overflows() -> None:
    people = [person(1, UK), person(2, UK, RU)]
    plan = decide_all(world([task(n, UK, 400) for n in range(35)], people, [lot(holder(1))]))
    assert sum(d.translator_id == ident(10_002) for d in plan.decisions) >= 10


def test_who_is_away_gets_nothing() -> None:
    away = person(1, free=(0.0,) * 30)
    plan = decide_all(world([task(1)], [away], [lot(holder(1))]))
    assert by_case(plan)[ident(1)].holder_id


def test_an_urgent_case_passes_before_older_ones_that_can_wait() -> None:
    tasks = [task(n, words=500, days_left=20.0) for n in range(20)] + [task(99, days_left=4.0)]
    plan = decide_all(world(tasks, [person(1)]))
    assert by_case(plan)[ident(99)].is_now
    assert by_case(plan)[ident(99)].days < 2


def test_hands_are_not_filled_over_their_limit() -> None:
    plan = decide_all(world([task(n) for n in range(60)], [person(1, days_in_hand=0.5)]))
    assert 4 <= len(plan.now) <= 6  # half a day of 1,000 words is left of the one


def test_what_is_about_to_breach_goes_into_full_hands() -> None:
    tasks = [task(1, days_left=3.0), task(2, days_left=18.0)]
    plan = decide_all(world(tasks, [person(1, days_in_hand=1.0)]))
    assert [d.case_id for d in plan.now] == [ident(1)]


def test_short_papers_stay_inside_where_not_all_can() -> None:
    tasks = [task(n, words=400) for n in range(20)] + [task(n, words=90) for n in range(20, 40)]
    plan = decide_all(world(tasks, [person(1, speed=600)], [lot(holder(1))]))
    out = {d.case_id for d in plan.decisions if d.holder_id}
    assert out
    assert out <= {ident(n) for n in range(20)}  # as many words, fewer people who wait


def test_a_paper_longer_than_a_day_s_work_is_begun_all_the_same() -> None:
    tried = frozenset({ident(30_001)})
    tasks = [task(1, words=240, days_left=-20.0, tried=tried)]
    plan = decide_all(world(tasks, [person(1, speed=40)], [lot(holder(1))]))
    assert [d.translator_id for d in plan.now] == [ident(10_001)]


def any_world(seed: int) -> World:
    luck = Random(seed)
    tasks = [
        task(
            n, luck.choice((UK, RU)), luck.randint(1, 900), days_left=luck.uniform(-2, 21),
            is_sensitive=luck.random() < 0.1, country=luck.choice(("UA", "RU", None)),
            tried=frozenset({ident(30_001)}) if luck.random() < 0.2 else frozenset(),
            batch=luck.choice(("a", "b", None)),
        )
        for n in range(luck.randint(1, 120))
    ]  # fmt: skip
    people = [
        person(n, *luck.sample((UK, RU), luck.randint(1, 2)), days_in_hand=luck.uniform(0, 3))
        for n in range(luck.randint(0, 4))
    ]
    lots = [
        lot(
            holder(1, quota=0.6), holder(2, quota=0.4, linked_to=frozenset({"RU"})),
            rule=luck.choice(("cascade", "rotation")),
            euros_left=Decimal(luck.choice((200, 5000))), passes_when_full=luck.random() < 0.5,
        )
    ]  # fmt: skip
    return world(tasks, people, lots, expected={UK: luck.uniform(0, 2000)})


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_ever_breaks_a_rule(seed: int) -> None:
    seen = any_world(seed)
    plan = decide_all(seen)
    tasks = {t.case_id: t for t in seen.tasks}
    assert sorted(d.case_id for d in plan.decisions) == sorted(tasks)
    assert plan.outside_cost <= seen.lots[0].euros_left
    people = {p.user_id: p for p in seen.people}
    for decision in plan.decisions:
        row = tasks[decision.case_id]
        assert decision.reason
        if decision.holder_id:
            chosen = next(h for h in seen.lots[0].holders if h.holder_id == decision.holder_id)
            assert not row.is_sensitive
            assert row.country not in chosen.linked_to
            assert chosen.contractor_id not in row.tried
        if decision.translator_id:
            assert people[decision.translator_id].speed_for(row) > 0


def test_the_same_facts_give_the_same_plan() -> None:
    seen = any_world(7)
    again = replace(seen, tasks=tuple(reversed(seen.tasks)))
    assert {(d.case_id, d.translator_id, d.holder_id) for d in decide_all(seen).decisions} == {
        (d.case_id, d.translator_id, d.holder_id) for d in decide_all(again).decisions
    }
