"""A pair is compared once: what was seen the first time is not done again each night."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.db import db
from app.fingerprint.operations import keep, note_compared
from app.fingerprint.queries import fingerprint_of, was_compared
from tests.factories import make_case, make_document
from workers.jobs import fingerprint_document

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def minutes(count: int) -> datetime:
    return NOON + timedelta(minutes=count)


def received(indexed: int, sent: int | None, compared: int | None, failure: str = ""):
    """A document, in minutes after noon: put into the index, sent, compared."""
    document = make_document(make_case())
    with clock.set_to(minutes(indexed)):
        keep(document, [{1}])
    if sent is None:
        document.case_id = document.case = None
    else:
        document.case.submitted_at = minutes(sent)
    if compared is not None:
        note_compared(fingerprint_of(document), minutes(compared), failure)
    db.session.flush()
    return document


@pytest.mark.parametrize(
    ("one", "other", "was"),
    [
        ((0, 1, 2), (10, 11, 12), True),  # one after the other
        ((0, 1, 12), (10, 11, 13), True),  # each saw the other, or the first saw the second
        ((0, 15, 2), (10, 14, 12), False),  # both were drafts while either was looked up
        ((0, 15, 2), (10, 11, 20), True),  # the second was looked up again, the first being sent
        ((0, 1, None), (10, 11, None), False),  # neither was looked up yet
        ((0, 1, None), (10, 11, 12), True),
        ((0, 1, 2, "broke"), (10, 11, 12, "broke"), False),  # a look-up that failed saw nothing
        ((0, None, 2), (10, 11, 12), False),  # a draft is nothing yet
    ],
)
def test_a_pair_was_compared_when_either_was_looked_up_after_the_other_was_sent(one, other, was):
    first, second = received(*one), received(*other)
    assert was_compared(first, second) is was
    assert was_compared(second, first) is was


def test_what_broke_in_the_middle_was_not_compared_until_it_is():
    """It is in the index from the start of the job; the failure comes after."""
    first, second = received(0, 1, 2), received(10, 11, None)
    with clock.set_to(minutes(12)):
        fingerprint_document.give_up(str(second.id), "TimeoutError()")
    assert fingerprint_of(second).failure
    assert not was_compared(first, second)
    note_compared(fingerprint_of(second), minutes(20))
    assert was_compared(first, second)


def test_what_is_not_in_the_index_was_never_compared():
    assert not was_compared(received(0, 1, 2), make_document(make_case()))
