"""A deposit: files are kept, described, grouped, sent once; what is sent changes no more."""

import io

import pytest
from PIL import Image

from app import storage
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.db import commit
from app.intake import draft, operations, queries
from app.intake.lifecycle import DocumentAction, DocumentStatus
from app.intake.refusals import UnsupportedFile
from app.lifecycle import InvalidTransition
from tests.factories import make_language, make_user


def jpeg(seed: int = 60) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 400), seed).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def agent():
    return make_user(Role.AGENT)


@pytest.fixture
def deposit(agent):
    return operations.open_draft(agent)


def receive(deposit, agent, data: bytes | None = None, name="acte.jpg", virus_scan=False):
    stream = io.BytesIO(data or jpeg())
    document = operations.receive(deposit, agent, stream, name, virus_scan=virus_scan)
    commit()
    return document


def test_a_file_is_kept_as_received_under_its_fingerprint(deposit, agent, sent):
    data = jpeg()
    document = receive(deposit, agent, data, r"C:\scans\acte de naissance.jpg")
    assert storage.read(document.sha256) == data
    assert (document.mime, document.page_count, document.size) == ("image/jpeg", 1, len(data))
    assert document.filename == "acte de naissance.jpg"
    assert document.status is DocumentStatus.CLEAN
    assert sent == [("workers.jobs.prescreen_document.run", str(document.id))]


def test_with_a_scanner_a_file_waits_unread(deposit, agent, sent):
    document = receive(deposit, agent, virus_scan=True)
    assert document.status is DocumentStatus.AWAITING_SCAN
    assert sent == [("workers.jobs.scan_document.run", str(document.id))]


def test_the_type_is_that_of_the_bytes(deposit, agent):
    with pytest.raises(UnsupportedFile) as refusal:
        receive(deposit, agent, b"MZ" + b"\0" * 4000, "acte.pdf")
    assert refusal.value.code == "wrong_type"
    assert queries.documents_of_deposit(deposit) == []


def test_a_closed_page_loses_nothing(deposit, agent):
    document = receive(deposit, agent)
    assert operations.open_draft(agent) == deposit
    assert queries.documents_of_deposit(deposit) == [document]
    operations.send(deposit, agent)
    assert operations.open_draft(agent) != deposit


def test_each_file_is_a_case_and_recto_verso_are_one(deposit, agent):
    make_language("uk")
    recto, verso, other = (receive(deposit, agent, jpeg(n)) for n in (10, 20, 30))
    draft.join_previous(verso)
    draft.say_language(recto, "uk")
    draft.describe(
        recto,
        reference=" NIR-12 ",
        kind=CaseKind.CERTIFICATION,
        direction=Direction.FROM_FRENCH,
        is_sensitive=True,
    )
    first, second = operations.send(deposit, agent)
    assert queries.documents_of(first) == [recto, verso]
    assert queries.documents_of(second) == [other]
    assert (first.institution_reference, first.language) == ("NIR-12", "uk")
    assert (first.kind, first.direction) == (CaseKind.CERTIFICATION, Direction.FROM_FRENCH)
    assert (first.is_sensitive, second.is_sensitive) == (True, False)
    assert first.status is second.status is CaseStatus.PRESCREENING
    assert deposit.number.startswith("D")
    assert deposit.sent_at


def test_a_group_moves_whole_and_a_split_file_goes_back_where_it_stood(deposit, agent):
    one, two, three = (receive(deposit, agent, jpeg(n)) for n in (10, 20, 30))
    draft.join_previous(three)
    draft.join_previous(two)
    assert {one.group, two.group, three.group} == {one.group}
    draft.split(two)
    assert [d.id for d in queries.documents_of_deposit(deposit)] == [one.id, three.id, two.id]
    assert len({one.group, two.group}) == 2
    assert three.group == one.group


def test_the_first_file_has_nothing_before_it(deposit, agent):
    one = receive(deposit, agent)
    before = one.group
    draft.join_previous(one)
    assert one.group == before


def test_a_removed_file_is_not_sent_and_comes_back_on_demand(deposit, agent):
    kept, removed = receive(deposit, agent, jpeg(10)), receive(deposit, agent, jpeg(20))
    draft.remove(removed, agent)
    assert queries.documents_of_deposit(deposit) == [kept]
    draft.restore(removed, agent)
    draft.remove(kept, agent)
    [case] = operations.send(deposit, agent)
    assert queries.documents_of(case) == [removed]
    assert kept.case_id is None


def test_an_empty_deposit_is_not_sent(deposit, agent):
    with pytest.raises(operations.NothingToSend):
        operations.send(deposit, agent)
    assert deposit.number is None


@pytest.mark.parametrize("change", ["describe", "join", "split", "remove", "receive", "send"])
def test_what_is_sent_changes_no_more(deposit, agent, change):
    document = receive(deposit, agent)
    operations.send(deposit, agent)
    commit()
    changes = {
        "describe": lambda: draft.say_language(document, None),
        "join": lambda: draft.join_previous(document),
        "split": lambda: draft.split(document),
        "remove": lambda: draft.remove(document, agent),
        "receive": lambda: receive(deposit, agent),
        "send": lambda: operations.send(deposit, agent),
    }
    with pytest.raises(operations.AlreadySent):
        changes[change]()


def test_a_document_is_read_once(deposit, agent):
    document = receive(deposit, agent)
    operations.advance(document, DocumentAction.READ)
    with pytest.raises(InvalidTransition):
        operations.advance(document, DocumentAction.READ)
