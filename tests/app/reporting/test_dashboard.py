"""The coordinator's screen: every number is the count of the list it links to."""

import re
from datetime import timedelta
from html import unescape

import pytest

from app import clock
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.cases.models import CasePause
from app.db import commit, db
from app.reporting import dashboard_queries as figures
from tests.factories import make_case, make_contractor, make_language, make_user
from tests.staffing import make_in_house_rate, make_translator


@pytest.fixture
def stock():
    make_language()
    make_language("ar", "arabe", scripts=["Arab"])
    make_in_house_rate()
    now = clock.now()
    for days, language in ((20, "uk"), (10, "uk"), (5, "ar"), (2, "uk"), (-1, "ar"), (-3, "uk")):
        make_case(language=language, due_at=now + timedelta(days=days))
    make_case(CaseStatus.AWAITING_INSTITUTION, language="ar", due_at=now - timedelta(days=1))
    make_case(CaseStatus.DELIVERED, submitted_at=now - timedelta(days=4))
    make_translator()
    return now


def test_every_number_in_the_page_is_the_length_of_its_list(login, stock):
    client = login(make_user())
    page = client.get("/dashboard").get_data(as_text=True)
    cells = re.findall(r'<td class="num"><a href="(/cases\?[^"]+)">(\d+)</a>', page)
    tiles = re.findall(
        r'<a class="tile" href="(/cases[^"]*)">\s*<div class="tile-value[^"]*">(\d+)</div>', page
    )
    assert len(cells) >= 8
    assert len(tiles) >= 4
    for url, number in cells + tiles:
        if "translator=" in url:  # words, not cases
            continue
        listed = client.get(unescape(url) + ("&" if "?" in url else "?") + "format=csv")
        rows = listed.get_data(as_text=True).strip().splitlines()[1:]
        assert len(rows) == int(number), url


def test_stock_by_language_against_the_21_days(stock):
    rows = {row.language: row.counts for row in figures.stock_by_language(stock)}
    assert rows == {"uk": [1, 1, 1, 1, 0], "ar": [0, 0, 1, 1, 1]}


def test_days_exclude_pauses_and_tell_inside_from_outside():
    make_language()
    now, agency = clock.now(), make_contractor()
    start = now - timedelta(days=20)
    fast = make_case(
        CaseStatus.DELIVERED, submitted_at=start, delivered_at=start + timedelta(days=4)
    )
    slow = make_case(
        CaseStatus.DELIVERED, submitted_at=start, delivered_at=start + timedelta(days=12)
    )
    db.session.add(
        CasePause(
            case_id=slow.id,
            started_at=start + timedelta(days=1),
            ended_at=start + timedelta(days=5),
            question="",
        )
    )
    # a correction asked for after the delivery does not shorten what the delivery took
    db.session.add(
        CasePause(
            case_id=fast.id,
            started_at=start + timedelta(days=4),
            ended_at=start + timedelta(days=9),
            question="",
        )
    )
    make_case(
        CaseStatus.DELIVERED,
        submitted_at=start,
        delivered_at=start + timedelta(days=18),
        contractor_id=agency.id,
    )
    commit()
    delays = figures.delays(now - timedelta(days=30))
    assert (delays["inside"].cases, round(delays["inside"].mean, 6)) == (2, 6.0)
    assert round(delays["outside"].median, 6) == 18.0
    assert (delays["all"].cases, round(delays["all"].median, 6)) == (3, 8.0)
    assert delays["all"].within == 3


def test_flows_count_days_in_paris():
    make_language()
    late = clock.start_of(clock.today()) - timedelta(minutes=1)
    make_case(submitted_at=late)
    make_case()
    from app.cases.models import Case

    first = clock.today() - timedelta(days=1)
    assert [n for _, n in figures.by_day(Case.submitted_at, first, clock.today())] == [1, 1]


def test_the_last_whole_day_of_a_commitment_is_its_day(stock):
    make_case(submitted_at=clock.now() - timedelta(days=16))  # ends at midnight, five days on
    coming = dict(figures.due_by_day(clock.now(), 10))
    assert coming[clock.today() + timedelta(days=5)] >= 1


def test_what_nobody_takes_shows_with_its_reason(login):
    make_language()
    with clock.set_to(clock.now() - timedelta(hours=1)):
        case = make_case()
    page = login(make_user()).get("/dashboard").get_data(as_text=True)
    assert case.reference in page
    assert "Aucun traducteur interne pour cette langue" in page


def test_the_alerts_page_and_the_bell(login, stock):
    client = login(make_user())
    assert "3 alertes de délai" in client.get("/cases").get_data(as_text=True)
    assert "Engagement de 21 jours dépassé" in client.get("/alerts").get_data(as_text=True)


def test_only_the_coordination_has_it(login):
    for role in set(Role) - {Role.COORDINATOR}:
        client = login(make_user(role))
        assert client.get("/dashboard").status_code == client.get("/alerts").status_code == 403
