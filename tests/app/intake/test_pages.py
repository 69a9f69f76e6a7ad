"""The doors of intake through HTTP: hostile files, receipts, papers with their access record."""

import io

import pytest

from app import storage
from app.accounts.models import Role
from app.audit.models import AccessKind, DocumentAccess
from app.db import commit, db
from app.intake import operations, queries
from app.intake.lifecycle import DocumentStatus
from app.intake.limits import LIMITS
from app.intake.models import Deposit
from app.intake.refusals import SENTENCES
from tests.app.intake.test_deposit import jpeg, receive
from tests.conftest import REALDOCS
from tests.factories import make_case, make_document, make_language, make_page, make_user

SCRIPT = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json, text/html;q=0.5"}
ODD_FILES = sorted(path for path in (REALDOCS / "uploads").rglob("*") if path.is_file())


@pytest.fixture
def agent():
    return make_user(Role.AGENT)


@pytest.fixture
def page(login, agent):
    return login(agent)


@pytest.fixture
def deposit(agent):
    found = operations.open_draft(agent)
    commit()
    return found


def upload(page, deposit, data: bytes, name: str = "acte.jpg"):
    files = {"file": (io.BytesIO(data), name)}
    return page.post(f"/deposits/{deposit.id}/documents", data=files, headers=SCRIPT)


def test_there_are_odd_files_to_try():
    assert len(ODD_FILES) > 200


def test_no_odd_file_harms_and_each_refusal_says_why(page, deposit):
    """All of them through the real route, every fifth: the others are tried on the decoder."""
    said = {str(sentence) for sentence in SENTENCES.values()}
    taken = 0
    for path in ODD_FILES[::5]:
        answer = upload(page, deposit, path.read_bytes(), path.name)
        if answer.status_code == 201:
            taken += 1
            continue
        assert answer.status_code == 422, path.name
        assert answer.json["error"]["message"] in said, path.name
    assert upload(page, deposit, jpeg()).status_code == 201
    draft = db.session.get(Deposit, deposit.id)
    assert len(queries.documents_of_deposit(draft)) == taken + 1


def test_a_file_too_large_is_refused_before_it_is_read(page, deposit):
    answer = page.post(
        f"/deposits/{deposit.id}/documents",
        headers=SCRIPT,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(LIMITS.file_bytes * 2)},
    )
    assert answer.status_code == 422
    assert answer.json["error"]["message"] == str(SENTENCES["too_big"])


def test_files_stand_in_the_order_in_which_they_were_dropped(page, deposit):
    for position, name in (
        (3, "c.jpg"),
        (1, "a.jpg"),
        (2, "b.jpg"),
        (2, "twice.jpg"),
        (-5, "e.jpg"),
    ):
        form = {"file": (io.BytesIO(jpeg()), name), "position": str(position)}
        page.post(f"/deposits/{deposit.id}/documents", data=form, headers=SCRIPT)
    found = queries.documents_of_deposit(db.session.get(Deposit, deposit.id))
    assert [d.filename for d in found] == ["a.jpg", "b.jpg", "c.jpg", "twice.jpg", "e.jpg"]
    assert len({d.group for d in found}) == 5


def test_without_scripts_the_good_files_are_kept(page, deposit):
    files = [(io.BytesIO(jpeg(10)), "a.jpg"), (io.BytesIO(b"MZ\0\0"), "b.jpg"),
             (io.BytesIO(jpeg(20)), "c.jpg")]  # fmt: skip
    answer = page.post(
        f"/deposits/{deposit.id}/documents", data={"file": files}, follow_redirects=True
    )
    assert "b.jpg" in answer.text
    assert "Ce type de fichier" in answer.text
    draft = db.session.get(Deposit, deposit.id)
    assert [d.filename for d in queries.documents_of_deposit(draft)] == ["a.jpg", "c.jpg"]


def test_a_language_is_corrected_and_a_reference_given(page, deposit, agent):
    make_language("uk")
    document = receive(deposit, agent)
    where = f"/documents/{document.id}/describe"
    assert page.post(where, data={"language": "uk"}).status_code == 303
    page.post(where, data={"kind": "certification", "reference": "AB-1", "is_sensitive": "1"})
    db.session.refresh(document)
    assert (document.declared_language, document.institution_reference) == ("uk", "AB-1")
    assert (document.kind.value, document.is_sensitive) == ("certification", True)
    assert page.post(where, data={"language": "xx"}).status_code == 422
    assert page.post(where, data={"kind": "nonsense"}).status_code == 422


def test_a_row_tells_what_is_known_and_when_it_is_final(page, deposit, agent):
    document = receive(deposit, agent)
    row = page.get(f"/documents/{document.id}/row").text
    assert "data-final" not in row
    document.status, document.failure = DocumentStatus.FAILED, "unreadable"
    commit()
    row = page.get(f"/documents/{document.id}/row?part=seen").text
    assert "data-final" in row
    assert "Ce fichier est abîmé" in row
    assert "<select" not in row  # the forms are left alone while the machine's view refreshes


def test_a_double_click_ends_on_the_same_receipt(page, deposit, agent):
    receive(deposit, agent)
    first = page.post(f"/deposits/{deposit.id}/send")
    second = page.post(f"/deposits/{deposit.id}/send")
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    sent = db.session.get(Deposit, deposit.id)
    [case] = queries.cases_of_deposit(sent)
    receipt = page.get(first.location).text
    assert sent.number in receipt
    assert case.reference in receipt
    paper = page.get(f"/deposits/{deposit.id}/receipt.pdf")
    assert paper.data.startswith(b"%PDF-")
    assert sent.number in paper.headers["Content-Disposition"]


def test_a_draft_has_no_receipt(page, deposit):
    assert page.get(f"/deposits/{deposit.id}/receipt.pdf").status_code == 404


@pytest.fixture
def stored(agent):
    image = jpeg()
    sha256 = storage.put_bytes(image).sha256
    case = make_case(creator=agent)
    document = make_document(case, sha256=sha256)
    make_page(document.id, upright_sha256=sha256, thumbnail_sha256=sha256)
    return document, image


def test_a_page_is_shown_with_its_access_record(page, stored, agent):
    document, image = stored
    with page.get(f"/documents/{document.id}/pages/1/upright?purpose=upload") as answer:
        assert (answer.data, answer.mimetype) == (image, "image/jpeg")
    access = db.session.query(DocumentAccess).one()
    assert (access.user_id, access.kind, access.purpose) == (agent.id, AccessKind.VIEW, "upload")
    assert access.document_id == document.id


def test_the_original_leaves_sandboxed_and_without_its_name(page, stored):
    document, image = stored
    with page.get(f"/documents/{document.id}/original") as answer:
        assert answer.data == image
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert document.filename not in disposition
    assert db.session.query(DocumentAccess).one().kind is AccessKind.DOWNLOAD


@pytest.mark.parametrize("status", [DocumentStatus.AWAITING_SCAN, DocumentStatus.INFECTED])
@pytest.mark.parametrize("door", ["original", "pages/1/upright", "pages/1/thumbnail"])
def test_what_is_not_known_to_be_clean_is_never_served(page, stored, status, door):
    document, image = stored
    document.status = status
    commit()
    answer = page.get(f"/documents/{document.id}/{door}")
    assert answer.status_code == 409
    assert image not in answer.data
    assert db.session.query(DocumentAccess).count() == 0
