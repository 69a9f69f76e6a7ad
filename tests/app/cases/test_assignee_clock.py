"""The assignee's own clock: its days, what the body loses, what is given back once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.assignment import operations as assignment
from app.assignment.rules import contractor_due_at, internal_due_at
from app.cases import operations as cases
from app.cases import rules
from app.cases.lifecycle import CaseAction, CaseStatus
from app.cases.models import CaseKind
from app.cases.rules import PARIS, after_open, open_time, put_off
from app.contracts.models import DelayCalendar
from app.contracts.queries import in_house_rate
from app.workdays import EVERY_DAY, FRANCE, calendar_of, is_known, is_open
from tests.factories import make_case, make_language, make_user
from tests.staffing import make_holder, make_in_house_rate, make_lot, make_translator

INSTANTS = st.integers(0, 12 * 365 * 86_400).map(
    lambda seconds: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=40))
CALENDARS = st.sampled_from([EVERY_DAY, FRANCE, "ES", "DZ"])
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


@pytest.mark.no_database
class TestArithmetic:
    @settings(deadline=None)  # the first call reads a country's holidays
    @given(INSTANTS, INSTANTS, LENGTHS)
    def test_with_every_day_it_is_plain_addition(self, due, start, lost):
        assert put_off(due, start, start + lost, calendar_of(EVERY_DAY)) == due + lost

    @settings(deadline=None)  # the first call reads a country's holidays
    @given(INSTANTS, INSTANTS, LENGTHS, CALENDARS)
    @example(paris(2026, 3, 28), paris(2026, 3, 26), timedelta(days=5), FRANCE)  # spring
    @example(paris(2026, 10, 24), paris(2026, 10, 22), timedelta(days=5), FRANCE)  # autumn
    @example(paris(2027, 1, 1), paris(2026, 12, 30), timedelta(days=5), FRANCE)  # year's end
    def test_open_time_lost_is_given_back_to_the_second(self, due, start, lost, calendar):
        is_open = calendar_of(calendar)
        moved = put_off(due, start, start + lost, is_open)
        assert moved >= due
        assert open_time(due, moved, is_open) == open_time(start, start + lost, is_open)

    @settings(deadline=None)  # the first call reads a country's holidays
    @given(INSTANTS, st.timedeltas(timedelta(seconds=1), timedelta(days=20)), CALENDARS)
    def test_a_moved_deadline_falls_in_open_time_or_at_its_end(self, start, length, calendar):
        is_open = calendar_of(calendar)
        end = after_open(start, length, is_open)
        assert is_open((end - timedelta(microseconds=1)).astimezone(PARIS).date())

    @settings(deadline=None)  # the first call reads a country's holidays
    @given(INSTANTS, INSTANTS, LENGTHS, LENGTHS, CALENDARS)
    def test_two_losses_one_after_the_other_are_their_sum(self, due, start, one, two, calendar):
        is_open, middle = calendar_of(calendar), start + one
        whole = put_off(due, start, middle + two, is_open)
        assert put_off(put_off(due, start, middle, is_open), middle, middle + two, is_open) == whole

    @settings(deadline=None)  # the first call reads a country's holidays
    @given(INSTANTS, st.integers(1, 30), CALENDARS)
    def test_a_delay_ends_at_a_midnight_after_as_many_days_of_its_calendar(
        self, start, days, calendar
    ):
        end = contractor_due_at(start, days, calendar).astimezone(PARIS)
        first, last = start.astimezone(PARIS).date(), end.date() - timedelta(days=1)
        counted = [first + timedelta(days=n + 1) for n in range((last - first).days)]
        assert end.time() == time(0)
        assert sum(map(calendar_of(calendar), counted)) == days
        assert calendar_of(calendar)(last)

    def test_holidays_are_those_of_the_country(self):
        assert not is_open(date(2026, 7, 14), FRANCE)
        assert is_open(date(2026, 7, 14), "DE")
        assert not is_open(date(2026, 10, 3), "DE")
        assert is_known("ES")
        assert not is_known("XX")

    def test_the_weekend_is_that_of_the_country(self):
        friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
        assert not is_open(friday, "DZ")
        assert not is_open(friday + timedelta(days=1), "DZ")
        assert is_open(sunday, "DZ")
        assert is_open(friday, "MA")
        assert not is_open(sunday, "MA")

    def test_a_weekend_that_changed_is_known_on_both_sides(self):
        """The Emirates went from Friday and Saturday to Saturday and Sunday in 2022."""
        assert not is_open(date(2021, 11, 19), "AE")  # a Friday
        assert is_open(date(2021, 11, 21), "AE")
        assert is_open(date(2022, 11, 18), "AE")
        assert not is_open(date(2022, 11, 20), "AE")

    @pytest.mark.parametrize("country", ["DZ", "EG", "IL", "IR", "MA", "DE"])
    def test_a_contract_in_days_of_a_country_ends_on_one_of_its_days(self, country):
        thursday = datetime(2026, 11, 19, 10, tzinfo=UTC)
        last = contractor_due_at(thursday, 3, country).astimezone(PARIS).date() - timedelta(days=1)
        days = [date(2026, 11, 20) + timedelta(days=n) for n in range(last.day - 19)]
        assert days[-1] == last
        assert sum(is_open(day, country) for day in days) == 3
        assert is_open(last, country)

    def test_the_internal_target_is_six_working_days(self):
        before_christmas = datetime(2026, 12, 21, 9, tzinfo=UTC)  # a Monday; the 25th is off
        assert internal_due_at(before_christmas, before_christmas) == paris(2026, 12, 31)


def begun_inside() -> tuple:
    make_language()
    if in_house_rate(CaseKind.TRANSLATION, clock.today()) is None:
        make_in_house_rate()
    doer = make_translator("uk")
    case = make_case(due_at=clock.now() + timedelta(days=30))
    assignment.assign_inside(case, doer, None, "essai")
    cases.advance(case, CaseAction.START, doer)
    return case, doer


def test_what_the_second_reading_takes_never_counts_against_the_doer():
    with clock.set_to(FRIDAY):
        case, doer = begun_inside()
        owed = case.assignee_due_at
        cases.advance(case, CaseAction.RETURN, doer)
    assert case.returned_at == FRIDAY
    reviser = make_user(Role.REVISER)
    with clock.set_to(FRIDAY + timedelta(days=12)):
        cases.take_for_revision(case, reviser)
        cases.advance(case, CaseAction.SEND_BACK, reviser)
    lost = open_time(FRIDAY, FRIDAY + timedelta(days=12), is_open)
    assert open_time(owed, case.assignee_due_at, is_open) == lost
    assert case.assignee_due_at > FRIDAY + timedelta(days=12)
    assert case.returned_at is None


def test_a_pause_while_it_is_read_again_is_not_given_twice():
    with clock.set_to(FRIDAY):
        case, doer = begun_inside()
        owed = case.assignee_due_at
        cases.advance(case, CaseAction.RETURN, doer)
    reviser = make_user(Role.REVISER)
    with clock.set_to(FRIDAY + timedelta(days=3)):
        cases.ask_institution(case, reviser, "Le verso ?")
    with clock.set_to(FRIDAY + timedelta(days=7)):
        cases.answer(case, get_user(case.created_by_id), "Le voici.")
        assert case.assignee_due_at == owed
        cases.take_for_revision(case, reviser)
        cases.advance(case, CaseAction.SEND_BACK, reviser)
    lost = open_time(FRIDAY, FRIDAY + timedelta(days=7), is_open)
    assert open_time(owed, case.assignee_due_at, is_open) == lost


def test_a_pause_over_a_week_end_gives_back_working_days_only():
    with clock.set_to(FRIDAY):
        case, doer = begun_inside()
        owed = case.assignee_due_at
        cases.ask_institution(case, doer, "Lisible ?")
    with clock.set_to(FRIDAY + timedelta(days=3)):  # Monday, the same hour
        cases.answer(case, get_user(case.created_by_id), "Oui.")
    assert case.status is CaseStatus.IN_PROGRESS
    assert open_time(owed, case.assignee_due_at, is_open) == timedelta(days=1)


def test_the_contract_says_which_days_count():
    with clock.set_to(FRIDAY):
        make_in_house_rate()
        lot = make_lot(delay_calendar=DelayCalendar.CONTRACTOR, delay_country="ES", delay_days=5)
        holder = make_holder(lot)
        person = make_user(Role.CONTRACTOR, contractor_id=holder.contractor_id)
        case = make_case()
        order = assignment.offer(case, holder, None, "essai")
        assignment.accept_order(order, person)
    # Monday to Friday; the 7th is a holiday of both, the 8th of Spain alone, further on.
    assert order.due_at == paris(2026, 12, 5)
    assert (case.assignee_calendar, case.assignee_due_at) == ("ES", order.due_at)


def test_finance_changes_the_days_of_a_contract(login):
    lot = make_lot()
    client = login(make_user(Role.FINANCE))
    url = f"/contracts/{lot.contract_id}"
    terms = {"delay_days": "8", "delay_calendar": "contractor", "delay_country": "de"}
    assert client.post(f"{url}/delay", data=terms).status_code == 303
    assert lot.contract.calendar == "DE"
    assert "8 jours ouvrés du prestataire (Allemagne)" in client.get(url).text
    wrong = client.post(f"{url}/delay", data=terms | {"delay_country": "XX"})
    assert wrong.status_code == 422
    assert lot.contract.delay_country == "DE"


STEPS = st.lists(
    st.tuples(
        st.timedeltas(timedelta(minutes=1), timedelta(days=6)),
        st.sampled_from(["ask", "answer", "return", "send_back"]),
    ),
    max_size=8,
)


@settings(max_examples=20, deadline=None)
@given(STEPS)
@example([(timedelta(days=1), "return"), (timedelta(days=1), "ask"), (timedelta(days=2), "answer"),
          (timedelta(days=3), "send_back"), (timedelta(days=1), "ask")])  # fmt: skip
def test_whatever_happens_both_clocks_are_what_the_events_prove(steps):
    """The commitment loses the pauses; the doer's clock, pauses and readings, in its own days."""
    with clock.set_to(FRIDAY):
        case, doer = begun_inside()
        owed, reviser = case.assignee_due_at, make_user(Role.REVISER)
    pauses, lost, now = [], [], FRIDAY
    paused = returned = None
    for gap, step in steps:
        now += gap
        with clock.set_to(now):
            if step == "ask" and paused is None:
                cases.ask_institution(case, reviser, "Le verso ?")
                paused = now
            elif step == "answer" and paused:
                cases.answer(case, get_user(case.created_by_id), "Le voici.")
                pauses.append((paused, now))
                lost += [] if returned else [(paused, now)]
                paused = None
            elif step == "return" and case.status is CaseStatus.IN_PROGRESS:
                cases.advance(case, CaseAction.RETURN, doer)
                returned = now
            elif step == "send_back" and case.status is CaseStatus.RETURNED:
                cases.take_for_revision(case, reviser)
                cases.advance(case, CaseAction.SEND_BACK, reviser)
                lost.append((returned, now))
                returned = None
    if pauses:
        assert case.due_at == rules.due_at(case.submitted_at, pauses)
    given_back = sum((open_time(a, b, is_open) for a, b in lost), timedelta())
    assert open_time(owed, case.assignee_due_at, is_open) == given_back
