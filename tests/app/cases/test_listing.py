"""The list of cases: each role's own, filters from the URL, pages by key, exports."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import Role
from app.cases import listing
from app.cases.forms import filters_from
from app.cases.lifecycle import CaseStatus
from app.cases.listing import Filters, Scope, Sort, page
from app.cases.operations import ask_institution, post_message
from app.db import commit
from tests.factories import make_case, make_institution, make_language, make_user


@pytest.fixture(autouse=True)
def _languages():
    make_language()
    make_language("ar", "arabe", scripts=["Arab"])


def references(user, **wanted) -> list[str]:
    return [c.reference for c in page(user, Filters(**wanted), clock.now()).rows]


def test_pages_by_key_show_every_case_once_in_order():
    boss, start = make_user(), clock.now()
    made = [make_case(submitted_at=start - timedelta(hours=n // 3)) for n in range(115)]
    for sort in Sort:
        seen, after = [], None
        while True:
            found = page(boss, Filters(sort=sort), clock.now(), after)
            seen += [c.id for c in found.rows]
            if not (after := found.next_key):
                break
        assert len(seen) == len(set(seen)) == len(made)
    newest = page(boss, Filters(sort=Sort.NEWEST), clock.now()).rows
    assert newest[0].submitted_at >= newest[-1].submitted_at


def test_a_key_that_does_not_read_is_the_first_page():
    make_case()
    assert len(page(make_user(), Filters(), clock.now(), "nonsense").rows) == 1


def test_each_filter_keeps_what_it_says():
    boss = make_user()
    fund = make_institution()
    agent = make_user(Role.AGENT, institution_id=fund.id)
    late = make_case(due_at=clock.now() - timedelta(hours=1), language="ar")
    soon = make_case(due_at=clock.now() + timedelta(days=2), creator=agent)
    paused = make_case(CaseStatus.AWAITING_INSTITUTION, due_at=clock.now() - timedelta(hours=1))
    done = make_case(CaseStatus.DELIVERED)
    assert references(boss, late=True) == [late.reference]
    assert references(boss, language="ar") == [late.reference]
    assert references(boss, institution=fund.id) == [soon.reference]
    assert references(boss, status=CaseStatus.AWAITING_INSTITUTION) == [paused.reference]
    assert references(boss, due_within=3, due_after=0) == [soon.reference]
    assert references(boss, scope=Scope.ENDED) == [done.reference]
    assert set(references(boss, scope=Scope.ALL)) == {
        c.reference for c in (late, soon, paused, done)
    }
    today = clock.today()
    assert references(boss, scope=Scope.ALL, submitted_from=today + timedelta(days=1)) == []
    last_day = (soon.due_at.astimezone(clock.PARIS) - timedelta(seconds=1)).date()
    assert soon.reference in references(boss, due_on=last_day)


def test_search_finds_a_reference_or_the_fund_s_own_even_when_it_has_ended():
    boss = make_user()
    done = make_case(CaseStatus.DELIVERED, institution_reference="dossier-77")
    make_case()
    assert references(boss, q=done.reference[:9].lower().upper()) == [done.reference]
    assert references(boss, q="DOSSIER-7") == [done.reference]
    assert references(boss, q="100%") == []


def test_a_fund_never_sees_another_s_whatever_it_asks():
    mine, other = make_case(), make_case()
    agent = mine.created_by
    assert references(agent) == [mine.reference]
    assert references(agent, institution=other.institution_id) == []
    assert references(agent, q=other.reference) == []


def test_a_translator_sees_their_own():
    someone = make_user(Role.TRANSLATOR)
    mine = make_case(CaseStatus.IN_PROGRESS, translator_id=someone.id)
    make_case()
    assert references(someone) == [mine.reference]


@pytest.mark.parametrize(
    ("role", "status", "waits"),
    [
        (Role.INTAKE_OFFICER, CaseStatus.INTAKE_REVIEW, True),
        (Role.INTAKE_OFFICER, CaseStatus.READY, False),
        (Role.COORDINATOR, CaseStatus.READY, True),
        (Role.COORDINATOR, CaseStatus.CORRECTION_REQUESTED, True),
        (Role.REVISER, CaseStatus.RETURNED, True),
        (Role.REVISER, CaseStatus.IN_PROGRESS, False),
        (Role.FINANCE, CaseStatus.READY, False),
    ],
)
def test_what_waits_for_whom(role, status, waits):
    case = make_case(status)
    assert references(make_user(role), waiting=True) == ([case.reference] if waits else [])


def test_a_question_and_an_unread_message_wait_for_the_fund(sent):
    asked, written, quiet = make_case(), make_case(), make_case()
    officer = make_user(Role.INTAKE_OFFICER)
    for case in (asked, written, quiet):
        case.institution_id = asked.institution_id
    ask_institution(asked, officer, "Avez-vous le verso ?")
    post_message(written, officer, "Bien reçu.")
    commit()
    found = references(asked.created_by, waiting=True)
    assert set(found) == {asked.reference, written.reference}
    unread = listing.unread_among([asked, written, quiet], by_institution=True)
    assert unread == {asked.id, written.id}


def test_filters_survive_the_url_and_nonsense_is_left_out():
    wanted = Filters(status=CaseStatus.READY, late=True, due_within=3, sort=Sort.NEWEST)
    assert filters_from(wanted.as_args()) == wanted
    assert filters_from({"status": "x", "due_within": "y", "institution": "z"}) == Filters()


def test_the_page_answers_each_role(login):
    make_case()
    for role in Role:
        if role in (Role.CONTRACTOR, Role.ADMINISTRATOR):
            continue
        page = login(make_user(role)).get("/cases")
        assert page.status_code == 200, role
    assert login(make_user(Role.CONTRACTOR)).get("/cases").status_code == 403


def test_the_list_of_a_fund_names_no_contractor_no_other_fund_and_no_price(login):
    fund = make_institution("CPAM de Secret")
    case, mine = make_case(), make_case()
    case.institution_id = fund.id
    commit()
    client = login(mine.created_by)
    for url in ("/cases", f"/cases?institution={fund.id}", "/cases?format=csv&scope=all"):
        body = client.get(url).get_data(as_text=True)
        assert "Secret" not in body, url
        assert case.reference not in body
    assert "Engagé" not in client.get("/cases?format=csv").get_data(as_text=True)


def test_exports_hold_what_the_filters_keep(login):
    case, other = make_case(language="ar", institution_reference="=1+1"), make_case()
    client = login(make_user())
    body = client.get("/cases?format=csv&language=ar").get_data(as_text=True)
    assert case.reference in body
    assert other.reference not in body
    assert ";=1+1" not in body  # a spreadsheet must not run it
    sheet = client.get("/cases?format=xlsx")
    assert sheet.data[:2] == b"PK"
    assert "demandes.xlsx" in sheet.headers["Content-Disposition"]
