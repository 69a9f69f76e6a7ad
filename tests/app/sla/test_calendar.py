"""The calendar feed: the translator's own dates, by a secret address, with nobody's name."""

import re
from datetime import UTC, datetime, timedelta

from app import clock
from app.cases.lifecycle import CaseStatus
from app.db import db
from app.sla.calendar import escaped, folded
from app.sla.models import CalendarFeed
from tests.factories import make_case
from tests.staffing import make_translator


def address(client) -> str:
    page = client.post("/calendar").text
    return re.search(r"/calendar/[\w-]+\.ics", page)[0]


def in_hand(translator, **facts):
    due = clock.now() + timedelta(days=3)
    facts = {"status": CaseStatus.ASSIGNED, "assignee_due_at": due} | facts
    return make_case(translator_id=translator.id, language="uk", words=120, **facts)


def test_the_feed_holds_what_its_translator_owes_and_no_one_elses(client, login):
    me, other = make_translator("uk"), make_translator("uk")
    mine, theirs = in_hand(me), in_hand(other)
    login(me)
    link = address(client)
    login(None)
    answer = client.get(link)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert mine.reference in answer.text
    assert theirs.reference not in answer.text
    assert me.name not in answer.text
    assert me.email not in answer.text
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert f"DTEND:{mine.assignee_due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in answer.text


def test_a_new_address_cuts_the_former_one_and_closing_cuts_all(client, login):
    login(make_translator("uk"))
    first, second = address(client), address(client)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.post("/calendar/close")
    assert client.get(second).status_code == 404


def test_the_secret_is_not_kept_and_dies_with_the_account(client, login):
    me = make_translator("uk")
    login(me)
    link = address(client)
    kept = db.session.query(CalendarFeed).one()
    assert kept.token_sha256 not in link
    me.is_active = False
    db.session.flush()
    assert client.get(link).status_code == 404


def test_a_delivered_case_leaves_the_feed(client, login):
    me = make_translator("uk")
    in_hand(me, status=CaseStatus.RETURNED)
    login(me)
    assert "VEVENT" not in client.get(address(client)).text


def test_lines_are_folded_at_75_octets_between_characters():
    line = "SUMMARY:" + "é" * 100
    rows = folded(line).split("\r\n")
    assert all(len(row.encode()) <= 75 for row in rows)
    assert rows[0] + "".join(row[1:] for row in rows[1:]) == line
    assert escaped("a,b;c\\") == r"a\,b\;c\\"
    assert datetime(2026, 1, 1, tzinfo=UTC) < clock.now()
