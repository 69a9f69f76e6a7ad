"""Which doubts stop a case, what is proposed, and in what order: pure rules."""

import pytest

from app.cases.lifecycle import INTAKE, PARTIES, CaseAction, CaseStatus
from app.prescreen import labels, rules

pytestmark = pytest.mark.no_database


def seen(*doubts: str, failed=False, infected=False, twin=False) -> rules.Seen:
    return rules.Seen(failed, infected, doubts, twin)


@pytest.mark.parametrize(
    ("papers", "offered", "expected"),
    [
        ([seen()], True, []),
        ([seen(), seen("illegible")], True, ["illegible"]),
        ([seen(failed=True)], False, ["page_failed"]),
        ([seen(infected=True), seen(failed=True)], False, ["infected", "page_failed"]),
        ([seen(twin=True), seen("language_differs")], True, ["duplicate", "language_differs"]),
        ([seen()], False, ["language_not_offered"]),
        ([seen("no_translation_needed")], False, ["no_translation_needed"]),
    ],
)
def test_doubts_of_a_case(papers, offered, expected):
    assert rules.doubts_of(papers, offered) == expected


@pytest.mark.parametrize("doubt", rules.ORDER)
def test_every_doubt_has_words_three_choices_and_a_proposal_among_them(doubt):
    choices = rules.choices_for([doubt])
    assert len(choices) == 3
    assert rules.proposal_for([doubt]) in choices
    assert doubt in labels.DOUBTS
    for choice in choices:
        assert all(map(str, labels.choice_text(choice, [doubt])))


@pytest.mark.parametrize("choice", {*rules.EVERY, *rules.LANGUAGE})
def test_every_choice_is_open_to_intake(choice):
    action = CaseAction(rules.action_of(choice))
    assert PARTIES[CaseStatus.INTAKE_REVIEW, action] & INTAKE


def test_without_a_declared_language_there_is_none_to_keep():
    assert "admit_as_declared" not in rules.choices_for(["language_unsure"], declared=False)


def test_reuse_is_offered_only_where_there_is_something_to_reuse():
    assert "reuse" not in rules.others_for(("admit", "ask", "reject"), reusable=False)
    assert "reuse" in rules.others_for(("admit", "ask", "reject"), reusable=True)
