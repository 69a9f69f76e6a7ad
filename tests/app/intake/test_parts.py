"""Several acts in one file: a request for each, the file as received kept beside them."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from app import storage
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.db import commit
from app.intake import draft, operations, parts, queries, rendering
from app.intake.lifecycle import DocumentStatus
from tests.factories import make_user

SHADES = (40, 120, 200)


def scan(kind: str) -> bytes:
    out = io.BytesIO()
    pages = [Image.new("L", (300, 400), shade) for shade in SHADES]
    pages[0].save(out, kind, save_all=True, append_images=pages[1:])
    return out.getvalue()


def shades(document) -> list[int]:
    with storage.local_copy(document.sha256) as path:
        return [round(image.convert("L").getpixel((150, 200))) for image in rendering.render(path)]


@pytest.fixture
def agent():
    return make_user(Role.AGENT)


@pytest.fixture(params=["TIFF", "PDF"])
def document(agent, request):
    deposit = operations.open_draft(agent)
    stream = io.BytesIO(scan(request.param))
    found = operations.receive(deposit, agent, stream, "dossier", virus_scan=False)
    draft.describe(
        found, reference="N-7", kind=found.kind, direction=found.direction, is_sensitive=True
    )
    commit()
    return found


def test_each_part_is_a_file_of_its_own_pages_and_opens_its_own_case(document, agent, sent):
    sent.clear()
    first, second = parts.part(document, [(1, 1), (2, 3)], agent)
    commit()
    assert shades(first) == pytest.approx([40], abs=2)
    assert shades(second) == pytest.approx([120, 200], abs=2)
    assert (second.part_first, second.part_last, second.page_count) == (2, 3, 2)
    assert second.mime == document.mime
    assert [job for job, _ in sent] == ["workers.jobs.prescreen_document.run"] * 2
    assert first.status is DocumentStatus.CLEAN
    cases = operations.send(document.deposit, agent)
    assert len(cases) == 2
    assert {case.institution_reference for case in cases} == {"N-7"}
    assert all(case.is_sensitive for case in cases)


def test_the_file_as_received_is_kept_and_comes_back_as_one_act(document, agent):
    received = storage.read(document.sha256)
    first, _ = parts.part(document, [(1, 2), (3, 3)], agent)
    commit()
    assert document not in queries.documents_of_deposit(document.deposit)
    whole = parts.rejoin(first, agent)
    commit()
    assert queries.documents_of_deposit(document.deposit) == [whole] == [document]
    assert whole.is_one_act
    assert storage.read(whole.sha256) == received


@pytest.mark.parametrize(
    "ranges", [[], [(1, 3)], [(1, 1), (3, 3)], [(1, 2), (2, 3)], [(2, 3), (1, 1)], [(1, 1), (2, 4)]]
)
def test_every_page_goes_to_one_part(document, agent, ranges):
    with pytest.raises(parts.NotParted):
        parts.part(document, ranges, agent)
    assert queries.documents_of_deposit(document.deposit) == [document]


def test_parted_twice_is_refused(document, agent):
    parts.part(document, [(1, 1), (2, 3)], agent)
    with pytest.raises(parts.NotParted):
        parts.part(document, [(1, 1), (2, 3)], agent)


def test_what_is_sent_is_parted_no_more(document, agent):
    operations.send(document.deposit, agent)
    with pytest.raises(operations.AlreadySent):
        parts.part(document, [(1, 1), (2, 3)], agent)


def test_an_officer_parts_a_file_that_was_sent_and_each_act_keeps_its_delay(document, agent):
    (case,) = operations.send(document.deposit, agent)
    officer = make_user(Role.INTAKE_OFFICER)
    case.due_at += timedelta(days=2)  # a question to the fund had stopped the clock
    (other,) = parts.part_sent(document, [(1, 1), (2, 3)], officer)
    commit()
    (first,) = queries.documents_of(case)
    (second,) = queries.documents_of(other)
    assert shades(first) == pytest.approx([40], abs=2)
    assert shades(second) == pytest.approx([120, 200], abs=2)
    assert other.status is CaseStatus.PRESCREENING
    assert (other.due_at, other.submitted_at) == (case.due_at, case.submitted_at)
    assert (other.institution_id, other.created_by_id) == (case.institution_id, agent.id)
    assert (other.institution_reference, other.is_sensitive) == ("N-7", True)
    assert other.reference != case.reference
    with pytest.raises(parts.NotParted):  # of two clicks the second finds it done
        parts.part_sent(document, [(1, 1), (2, 3)], officer)
