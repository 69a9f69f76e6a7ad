"""Found after the case was admitted: a person is asked all the same, once."""

import pytest

from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.clock import now
from app.db import commit
from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.operations import note
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.queries import found_for
from app.fingerprint.relation import Relation
from app.intake.queries import documents_of
from app.prescreen import review
from app.prescreen.review import Decision
from app.reuse import late, operations, queries
from tests.app.reuse.test_reuse import (  # noqa: F401 - fixtures
    _setting,
    coordinator,
    earlier,
    make_again,
    officer,
)
from tests.factories import make_user
from workers.sweeps import sweep_late_reuse


@pytest.fixture
def waiting(earlier):  # noqa: F811
    """Admitted before the earlier translation was there."""
    return make_again(earlier, earlier.created_by, status=CaseStatus.READY)


def test_a_case_that_waits_is_sent_to_a_person_once(waiting, officer):  # noqa: F811
    waiting.language = "uk"
    commit()
    sweep_late_reuse()
    assert waiting.status is CaseStatus.INTAKE_REVIEW
    assert queries.proposals_of(waiting)
    review.decide(waiting, officer, Decision("admit", "L'acte est autre.", language="uk"))
    commit()
    sweep_late_reuse()
    assert waiting.status is CaseStatus.READY
    [row] = found_for(documents_of(waiting))
    assert (row.status, row.reason) == (ReuseStatus.REFUSED, "L'acte est autre.")
    assert row.decided_by_id == officer.id


def test_nobody_is_asked_where_reuse_is_not_allowed(earlier):  # noqa: F811
    case = make_again(earlier, status=CaseStatus.READY)
    assert not late.ask(case)
    assert case.status is CaseStatus.READY


def test_an_identical_file_decided_in_the_review_is_counted(earlier, officer):  # noqa: F811
    case = make_again(earlier, earlier.created_by, Relation.IDENTICAL)
    operations.tell_intake(case)
    case.status = CaseStatus.INTAKE_REVIEW
    documents_of(case)[0].sha256 = documents_of(earlier)[0].sha256
    commit()
    review.decide(case, officer, Decision("reuse", reused=earlier))
    commit()
    late.settle(case)
    late.settle(case)  # a doubled hint counts nothing twice
    [row] = found_for(documents_of(case))
    assert (row.status, row.decided_by_id) == (ReuseStatus.ACCEPTED, officer.id)
    assert row.saved > 0


def test_who_translates_starts_from_what_was_found_too_late(earlier, waiting):  # noqa: F811
    waiting.status = CaseStatus.IN_PROGRESS
    commit()
    [row] = queries.bases_of(waiting)
    assert row.relation is Relation.SAME_ACT
    assert not late.ask(waiting)
    assert waiting.status is CaseStatus.IN_PROGRESS


def test_what_nobody_was_asked_about_lapses_when_its_case_ends(earlier, waiting, login):  # noqa: F811
    waiting.status = CaseStatus.IN_REVISION
    commit()
    sweep_late_reuse()
    [row] = found_for(documents_of(waiting))
    assert row.status is ReuseStatus.PROPOSED  # who translates may still start from it
    waiting.status, waiting.delivered_at, waiting.ended_at = CaseStatus.DELIVERED, now(), now()
    commit()
    sweep_late_reuse()
    assert (row.status, row.decided_by_id) == (ReuseStatus.LAPSED, None)
    page = login(make_user(Role.INTAKE_OFFICER))
    for address in ("/duplicates", "/reuse", "/reuse?status=lapsed"):
        assert waiting.reference in page.get(address).text
        assert "sans suite" in page.get(address).text
    assert waiting.reference not in page.get("/reuse?status=refused").text


def test_of_two_copies_the_one_that_did_not_serve_lapses(earlier, officer):  # noqa: F811
    case = make_again(earlier, earlier.created_by, Relation.IDENTICAL)
    other = make_again(earlier, earlier.created_by, status=CaseStatus.DELIVERED)
    [document], [copy] = documents_of(case), documents_of(other)
    assert note(document, copy, Verdict(Relation.SAME_ACT, 0.99, {}))
    operations.tell_intake(case)
    case.status = CaseStatus.INTAKE_REVIEW
    document.sha256 = documents_of(earlier)[0].sha256
    commit()
    review.decide(case, officer, Decision("reuse", reused=earlier))
    commit()
    late.settle(case)
    told = {row.earlier_id: row.status for row in found_for([document])}
    assert told[copy.id] is ReuseStatus.LAPSED
    assert case.id not in {found.id for found in queries.unsettled()}  # nothing is left to settle
