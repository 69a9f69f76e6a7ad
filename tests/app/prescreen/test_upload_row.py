"""What an agent is shown of a file while the paper is still at hand, and settles in one click."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.db import commit, db
from app.intake import operations as intake
from app.intake import queries as papers
from app.prescreen import operations
from app.prescreen.reading import Act, PageReading, Reading, Reason
from tests.factories import make_language, make_user

READING = Reading(
    sha256="",
    mime="image/tiff",
    pages=(PageReading(1), PageReading(2)),
    language="ru",
    script="Cyrl",
    languages=("ru",),
    words=80,
    words_by_language={"ru": 80},
    document_type="birth",
    country="RU",
    legible=True,
    legibility=0.9,
    legibility_reasons=(),
    needs_translation=True,
    reason=None,
    evidence=(),
    doubts=("several_acts",),
    acts=(Act(1, 1, "birth"), Act(2, 2, "marriage")),
)


@pytest.fixture
def agent():
    make_language("ru")
    make_language("uk")
    return make_user(Role.AGENT)


@pytest.fixture
def document(agent):
    pages = [Image.new("L", (300, 400), shade) for shade in (90, 180)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    out.seek(0)
    found = intake.receive(intake.open_draft(agent), agent, out, "dossier.tif", virus_scan=False)
    commit()
    return found


def read(document, **changes):
    operations.finish(document, replace(READING, **changes))
    commit()


def row(client, document) -> str:
    return client.get(f"/documents/{document.id}/row").text


def in_draft(agent):
    db.session.expire_all()
    return papers.documents_of_deposit(papers.draft_of(agent))


def test_several_acts_are_proposed_with_their_pages_and_taken_in_one_click(login, agent, document):
    read(document)
    page = login(agent)
    shown = row(page, document)
    assert "Page 1 · " in shown
    assert "Page 2 · " in shown
    page.post(f"/documents/{document.id}/parts", data={"what": "part"})
    first, second = in_draft(agent)
    assert (first.part_first, second.part_first) == (1, 2)
    assert "Page 2 du fichier déposé" in row(page, second)
    page.post(f"/documents/{second.id}/parts", data={"what": "rejoin"})
    assert in_draft(agent) == [document]
    assert "Une demande par acte" not in row(page, document)


def test_what_the_agent_says_is_one_act_is_no_doubt(login, agent, document):
    read(document)
    login(agent).post(f"/documents/{document.id}/parts", data={"what": "whole"})
    db.session.refresh(document)
    case = intake.send(document.deposit, agent)[0]
    operations.admit(case)
    assert case.status is CaseStatus.READY


def test_several_acts_that_nobody_settled_go_to_a_person(agent, document):
    read(document)
    case = intake.send(document.deposit, agent)[0]
    operations.admit(case)
    assert case.status is CaseStatus.INTAKE_REVIEW
    assert operations.doubts_of(case) == ["several_acts"]


def test_the_language_read_is_taken_in_one_click(login, agent, document):
    read(document, doubts=(), acts=(Act(1, 2, "birth"),))
    page = login(agent)
    page.post(f"/documents/{document.id}/describe", data={"language": "uk"})
    assert 'name="language" value="ru"' in row(page, document)
    page.post(f"/documents/{document.id}/describe", data={"language": "ru"})
    assert 'name="language" value="ru"' not in row(page, document)


def test_reasons_say_their_figure_and_the_side_that_is_cut(login, agent, document):
    reasons = (Reason("too_small", 90), Reason("cut_left"), Reason("handwritten", 0.4))
    read(document, legible=False, doubts=("illegible",), legibility_reasons=reasons)
    shown = row(login(agent), document)
    assert "environ 90 points par pouce" in shown
    assert "coupé à gauche" in shown
    assert "40 % du texte" in shown
