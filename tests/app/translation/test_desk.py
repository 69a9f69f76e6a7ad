"""The desk through its pages: saved as typed, delivered whole, read by a second person."""

from io import BytesIO

import pytest

from app.accounts.models import Role
from app.audit.models import AccessKind, DocumentAccess
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.cases.queries import get_case
from app.catalogue.models import DocumentType
from app.certification.operations import certify
from app.certification.queries import certificate_of
from app.db import db
from app.prescreen.models import Reading
from app.translation import operations, queries
from app.translation.models import ReturnForm
from tests.app.certification.papers import BIRTH, make_held_case
from tests.app.certification.test_paper import docx
from tests.factories import make_case, make_document, make_user, saved

CHECKS = {"checks": list(operations.CHECKS)}


@pytest.fixture
def held():
    return make_held_case(document_type=DocumentType.BIRTH)


def test_what_is_typed_is_kept_even_half_done_and_across_forms(login, held):
    case, doer = held
    page = login(doer)
    said = page.post(f"/work/{case.id}/save", data={"act": "birth", "surname": "Ковальчук"})
    assert "Enregistré à" in said.text
    page.post(f"/work/{case.id}/save", data={"act": "other", "title": "Attestation"})
    assert "Ковальчук" in page.get(f"/work/{case.id}?act=birth").text
    assert "Attestation" in page.get(f"/work/{case.id}?act=other").text


def test_an_incomplete_form_is_not_delivered_and_loses_nothing(login, held):
    case, doer = held
    answer = login(doer).post(
        f"/work/{case.id}/deliver", data={"act": "birth", "surname": "Шевченко"}
    )
    assert answer.status_code == 303
    shown = login(doer).get(f"/work/{case.id}").text
    assert "Il manque" in shown
    assert "Шевченко" in shown
    assert get_case(case.id).status is CaseStatus.IN_PROGRESS


@pytest.mark.parametrize("absent", ["stamps", "marginal_mentions"])
def test_stamps_and_mentions_are_said_to_be_there_or_not(held, absent):
    case, doer = held
    fields = {key: value for key, value in BIRTH.items() if key != absent}
    with pytest.raises(operations.Incomplete):
        operations.hand_in_form(case, doer, "birth", fields)


def test_a_day_that_does_not_exist_is_refused(held):
    case, doer = held
    with pytest.raises(operations.Incomplete, match="31/02/1990"):
        operations.hand_in_form(case, doer, "birth", BIRTH | {"born_on": "31/02/1990"})


def test_delivering_opens_the_next_of_the_same_model(login, held):
    case, doer = held
    other = make_case(CaseStatus.ASSIGNED, translator_id=doer.id, due_at=case.due_at)
    answer = login(doer).post(f"/work/{case.id}/deliver", data={"act": "birth"} | BIRTH)
    assert answer.location.endswith(f"/work/{other.id}")
    assert get_case(case.id).status is CaseStatus.RETURNED
    assert get_case(other.id).status is CaseStatus.IN_PROGRESS


def test_what_the_machine_read_is_proposed_and_never_written(login, held):
    case, doer = held
    document = make_document(case)
    item = {
        "name": "born_on",
        "text": "1 رمضان 1405",
        "converted": "1985-05-20",
        "calendar": "hijri",
        "rule": "Umm al-Qura",
    }
    loose = {"name": "date", "text": "6 فبراير 2025", "converted": "2025-02-06"}
    saved(
        Reading(
            document_id=document.id,
            document_type=DocumentType.BIRTH,
            words=1,
            is_legible=True,
            legibility=1,
            needs_translation=True,
            doubts=[],
            text="",
            evidence={"fields": [item, loose]},
            seconds=1,
        )
    )
    shown = login(doer).get(f"/work/{case.id}").text
    assert "proposé par la machine" in shown
    assert 'data-value="20/05/1985"' in shown
    assert 'data-value="06/02/2025"' not in shown  # nobody knows whose date it is
    assert "06/02/2025" in shown
    assert 'name="born_on" autocomplete="off" value=""' in shown


def test_another_translator_is_told_nothing(login, held):
    case, _doer = held
    stranger = make_user(Role.TRANSLATOR)
    for path in (f"/work/{case.id}", f"/revisions/{case.id}"):
        assert login(stranger).get(path).status_code == 404
    assert (
        login(stranger).post(f"/work/{case.id}/deliver", data={"act": "birth"}).status_code == 404
    )


def test_nobody_revises_their_own_translation(login):
    doer = make_user(Role.REVISER)
    case = make_case(CaseStatus.IN_PROGRESS, translator_id=doer.id)
    operations.hand_in_form(case, doer, "birth", BIRTH)
    assert case not in queries.revision_queue(doer)
    assert login(doer).get(f"/revisions/{case.id}").status_code == 404
    assert login(doer).post(f"/revisions/{case.id}/take").status_code == 404


def test_the_reviser_seals_what_stands_in_the_form(login, held):
    case, doer = held
    operations.hand_in_form(case, doer, "birth", BIRTH)
    page = login(make_user(Role.REVISER))
    page.post(f"/revisions/{case.id}/take")
    corrected = {"act": "birth"} | BIRTH | {"born_at": "Kiev"}
    unticked = page.post(f"/revisions/{case.id}/certify", data=corrected | {"checks": ["dates"]})
    assert unticked.location.endswith(f"/revisions/{case.id}")
    assert get_case(case.id).status is CaseStatus.IN_REVISION
    page.post(f"/revisions/{case.id}/certify", data=corrected | CHECKS)
    case = get_case(case.id)
    assert case.status is CaseStatus.DELIVERED
    assert certificate_of(case).translation.fields["born_at"] == "Kiev"
    assert [version.version for version in queries.returns_of(case)] == [1, 2]


def test_sent_back_with_a_word_and_not_without(login, held):
    case, doer = held
    operations.hand_in_form(case, doer, "birth", BIRTH)
    page = login(make_user(Role.REVISER))
    page.post(f"/revisions/{case.id}/take")
    assert page.post(f"/revisions/{case.id}/send-back", data={"comment": " "}).status_code == 422
    page.post(f"/revisions/{case.id}/send-back", data={"comment": "Le lieu est faux"})
    assert "Le lieu est faux" in login(doer).get(f"/work/{case.id}").text


def test_a_returned_docx_is_read_beside_the_source_without_its_surprises(login, held):
    case, doer = held
    body = "<w:p><w:r><w:t>Né à Lviv &lt;script&gt;</w:t></w:r></w:p>"
    sent = {"file": (BytesIO(docx(body)), "traduction.docx")}
    login(doer).post(f"/work/{case.id}/file", data=sent)
    version = queries.last_return(get_case(case.id))
    assert version.form is ReturnForm.FILE
    reviser = make_user(Role.REVISER)
    shown = login(reviser).get(f"/revisions/{case.id}").text
    assert "Né à Lviv &lt;script&gt;" in shown
    with login(reviser).get(f"/returns/{version.id}") as answer:
        assert answer.status_code == 200
    [access] = db.session.query(DocumentAccess).filter_by(user_id=reviser.id).all()
    assert (access.kind, access.case_id) == (AccessKind.DOWNLOAD, case.id)


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ\x90\x00 a program", b"%PDF-1.7 cut short", b"PK\x03\x04 no zip", "macro"],
    ids=["empty", "program", "torn-pdf", "torn-zip", "macro"],
)
def test_a_file_that_cannot_be_printed_is_refused(login, held, data):
    case, doer = held
    if data == "macro":
        data = docx("<w:p/>", **{"word/vbaProject.bin": b"x"})
    answer = login(doer).post(
        f"/work/{case.id}/file", data={"file": (BytesIO(data), "traduction.docx")}
    )
    assert answer.status_code == 422
    assert get_case(case.id).status is CaseStatus.IN_PROGRESS


def test_certifying_a_translation_that_the_fund_supplied(login):
    case, doer = make_held_case(kind=CaseKind.CERTIFICATION)
    supplied = make_document(case, mime="application/pdf")
    login(doer).post(f"/work/{case.id}/supplied", data={"document": str(supplied.id)})
    reviser = make_user(Role.REVISER)
    page = login(reviser)
    page.post(f"/revisions/{case.id}/take")
    case = get_case(case.id)
    assert queries.last_return(case).sha256 == supplied.sha256
    certificate = certify(case, reviser)
    assert supplied.sha256 not in certificate.source_sha256s.split()
    assert len(certificate.source_sha256s.split()) == 1
