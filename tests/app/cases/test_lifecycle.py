"""The table of DOMAIN.md, as a machine and as people meet it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.accounts.models import Role
from app.audit.queries import events_of
from app.cases.lifecycle import (
    ENDED,
    MACHINE,
    PARTIES,
    ROWS,
    TRANSITIONS,
    CaseAction,
    CaseStatus,
    target,
)
from app.cases.operations import advance, answer, ask_institution, cancel, open_case
from app.cases.queries import pauses_of
from app.db import commit
from app.errors import Forbidden
from app.lifecycle import InvalidTransition, next_status
from tests.factories import make_case, make_user

pytestmark = pytest.mark.usefixtures("sent")


@pytest.mark.no_database
@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("action", CaseAction)
def test_every_pair_is_decided(status, action):
    if (status, action) in TRANSITIONS:
        assert next_status(TRANSITIONS, status, action) in CaseStatus
    else:
        with pytest.raises(InvalidTransition):
            next_status(TRANSITIONS, status, action)


@pytest.mark.no_database
def test_parties_are_roles_and_no_row_is_written_twice():
    known = {role.value for role in Role} | {MACHINE}
    assert all(parties <= known and parties for parties in PARTIES.values())
    assert len(ROWS) == len(TRANSITIONS)


@pytest.mark.no_database
def test_every_state_is_reached_and_only_ends_lead_nowhere():
    reached = set(TRANSITIONS.values()) | {CaseStatus.SUBMITTED}
    assert reached == set(CaseStatus)
    leaving = {before for before, _ in TRANSITIONS}
    assert set(CaseStatus) - leaving == ENDED - {CaseStatus.DELIVERED}


@pytest.mark.no_database
@given(st.lists(st.sampled_from(CaseAction), max_size=40))
def test_no_walk_leaves_an_ended_case_that_was_never_delivered(actions):
    status, left = CaseStatus.SUBMITTED, None
    for action in actions:
        if (status, action) not in TRANSITIONS:
            continue
        before = status
        status = target(TRANSITIONS[status, action], action, left)
        left = before if status is CaseStatus.AWAITING_INSTITUTION else None
        assert before not in ENDED or before is CaseStatus.DELIVERED


@pytest.mark.parametrize("role", Role)
def test_a_role_does_what_the_table_grants_and_no_more(role):
    actor = make_user(role)
    for before, action, _, parties in ROWS:
        case = make_case(before)
        if role in parties:
            advance(case, action, actor)
            continue
        with pytest.raises(Forbidden):
            advance(case, action, actor)
        assert case.status is before


def test_a_pause_moves_both_clocks_by_its_length_and_goes_back_where_it_began():
    agent, translator = make_user(Role.AGENT), make_user(Role.TRANSLATOR)
    monday = clock.now().replace(month=6, day=1, hour=9)
    with clock.set_to(monday):
        case = make_case(CaseStatus.IN_PROGRESS, agent, assignee_due_at=monday)
        before = case.due_at
        ask_institution(case, translator, "Le verso manque.")
    assert case.status is CaseStatus.AWAITING_INSTITUTION
    with clock.set_to(monday.replace(day=4)):
        answer(case, agent, "Voici le verso.")
    assert case.status is CaseStatus.IN_PROGRESS
    assert (case.due_at - before).days == 3
    assert case.assignee_due_at == monday.replace(day=4)
    [pause] = pauses_of(case)
    assert (pause.started_at, pause.ended_at) == (monday, monday.replace(day=4))


def test_every_move_is_an_event_with_its_actor():
    agent = make_user(Role.AGENT)
    case = open_case(agent, language="uk", institution_reference="DUPONT")
    cancel(case, agent, "Déposé par erreur.")
    commit()
    events = events_of("case_file", case.id)
    assert [e.action for e in events] == ["case.submit", "case.cancel"]
    assert {e.actor_id for e in events} == {agent.id}
    assert events[1].data["before"] == "submitted"
    assert "DUPONT" not in str([e.data for e in events])


def test_becoming_ready_hints_at_assignment_after_commit_only(sent):
    case = make_case(CaseStatus.PRESCREENING)
    advance(case, CaseAction.CLEAR, None)
    assert sent == []
    commit()
    assert sent == [("workers.jobs.assign_case.run", str(case.id))]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rank=st.integers(0, 999_999))
def test_one_mistyped_character_of_a_reference_is_seen(rank):
    from stdnum.iso7064 import mod_37_36

    digits = f"26{rank:06d}"
    whole = digits + mod_37_36.calc_check_digit(digits)
    for place in range(len(whole)):
        wrong = whole[:place] + ("7" if whole[place] != "7" else "3") + whole[place + 1 :]
        assert not mod_37_36.is_valid(wrong)


@pytest.mark.no_database
def test_the_documentation_is_the_table():
    from app.cases.documentation import PAGE, page

    assert PAGE.read_text() == page()
