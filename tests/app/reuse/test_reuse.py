"""An act already translated: what is proposed, who decides, what travels between two funds."""

import csv
import io
from decimal import Decimal

import pytest

from app import storage
from app.accounts.models import Role
from app.cases.lifecycle import CaseStatus
from app.catalogue.models import DocumentType
from app.certification.models import Certificate
from app.certification.queries import certificate_of
from app.certification.rendering import plan
from app.clock import now
from app.db import commit, db
from app.fingerprint.lifecycle import ReuseStatus
from app.fingerprint.operations import note
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.queries import found_for
from app.fingerprint.relation import Relation
from app.intake.queries import documents_of
from app.prescreen.operations import admit
from app.reuse import operations, queries
from app.translation.models import Return, ReturnForm
from tests.app.prescreen.test_review import make_reading
from tests.factories import (
    make_case,
    make_deposit,
    make_document,
    make_institution,
    make_language,
    make_page,
    make_user,
    saved,
)
from tests.staffing import make_in_house_rate

PAGE = {"first": 1, "second": 1, "zones": [], "matrix": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}


@pytest.fixture(autouse=True)
def _setting(session):
    make_language("uk")
    make_in_house_rate()


@pytest.fixture
def officer():
    return make_user(Role.INTAKE_OFFICER)


@pytest.fixture
def coordinator():
    return make_user(Role.COORDINATOR)


@pytest.fixture
def earlier():
    """A delivered case of another fund, with everything by which it could be known."""
    fund = make_institution("CAF du Secret")
    agent = make_user(Role.AGENT, "Zoé Discrète", institution_id=fund.id)
    case = make_case(CaseStatus.DELIVERED, agent, institution_reference="SECRET-REF-9")
    document = make_document(case, filename="acte-de-zoe.pdf")
    make_page(document.id)
    reviser = make_user(Role.REVISER)
    returned = saved(
        Return(
            case_id=case.id, version=1, form=ReturnForm.STRUCTURED, act="birth",
            fields={"surname": "KOVALENKO"}, returned_by_id=reviser.id,
        )
    )  # fmt: skip
    saved(
        Certificate(
            case_id=case.id, return_id=returned.id, certified_by_id=reviser.id, version=1,
            verification_code="AAAA-BBBB-CCCC", source_sha256s=document.sha256, issued_at=now(),
            pdf_sha256="e" * 64,
        )
    )  # fmt: skip
    return case


def make_again(earlier, agent=None, relation=Relation.SAME_ACT, status=CaseStatus.PRESCREENING):
    """The same act, photographed again: a case whose document repeats that of `earlier`."""
    case = make_case(status, agent or make_user(Role.AGENT))
    document = make_document(case)
    make_page(document.id)
    make_reading(document)
    note(document, documents_of(earlier)[0], Verdict(relation, 0.98, {"pages": [PAGE]}))
    commit()
    return case


def allow(earlier, case, coordinator, kind=None):
    operations.allow(coordinator, earlier.institution, case.institution, kind, "Convention 12")
    commit()


def proposed(case):
    operations.tell_intake(case)
    admit(case)
    commit()
    return case.status is CaseStatus.INTAKE_REVIEW


def test_between_two_funds_nothing_is_proposed_until_a_basis_is_recorded(earlier, coordinator):
    first, second = make_again(earlier), make_again(earlier)
    assert not proposed(first)
    allow(earlier, second, coordinator)
    assert proposed(second)
    assert first.status is CaseStatus.READY


def test_a_basis_holds_for_its_kind_of_act_its_direction_and_its_time(earlier, coordinator):
    case = make_again(earlier)
    case.document_type = DocumentType.BIRTH
    marriage = operations.allow(
        coordinator, earlier.institution, case.institution, DocumentType.MARRIAGE, "Convention 12"
    )
    operations.allow(coordinator, case.institution, earlier.institution, None, "Convention 12")
    assert not queries.is_allowed(earlier, case)
    case.document_type = DocumentType.MARRIAGE
    assert queries.is_allowed(earlier, case)
    operations.forbid(marriage, coordinator)
    assert not queries.is_allowed(earlier, case)


def test_a_rule_needs_two_funds_and_a_basis_and_is_not_said_twice(earlier, coordinator):
    other = make_institution()
    with pytest.raises(operations.BasisMissing):
        operations.allow(coordinator, earlier.institution, other, None, "  ")
    with pytest.raises(operations.SameInstitution):
        operations.allow(coordinator, other, other, None, "Convention")
    operations.allow(coordinator, earlier.institution, other, None, "Convention")
    with pytest.raises(operations.AlreadyAllowed):
        operations.allow(coordinator, earlier.institution, other, DocumentType.BIRTH, "Autre")


@pytest.mark.parametrize("relation", [Relation.REISSUE, Relation.SAME_MODEL])
def test_a_later_copy_and_a_same_form_are_never_given_for_the_act(earlier, relation):
    case = make_again(earlier, earlier.created_by, relation)
    assert not proposed(case)
    assert case.status is CaseStatus.READY


def test_a_case_with_another_paper_beside_is_not_reused(earlier):
    case = make_again(earlier, earlier.created_by)
    other = make_document(case)
    make_reading(other)
    assert not proposed(case)


def test_an_act_of_which_a_paper_is_missing_is_not_reused(earlier):
    make_document(earlier)
    assert not proposed(make_again(earlier, earlier.created_by))


def test_accepting_delivers_the_translation_under_the_new_reference(earlier, officer, coordinator):
    case = make_again(earlier)
    allow(earlier, case, coordinator)
    assert proposed(case)
    operations.accept(case, officer)
    commit()
    assert (case.status, case.reused_case_id) == (CaseStatus.REUSED, earlier.id)
    certificate = certificate_of(case)
    assert certificate.return_id == certificate_of(earlier).return_id
    assert certificate.verification_code != "AAAA-BBBB-CCCC"
    paper = plan(certificate).html
    assert case.reference in paper
    assert "KOVALENKO" in paper
    assert "délivrée de nouveau" in paper
    assert_nothing_of(earlier, paper)
    [row] = found_for(documents_of(case))
    assert (row.status, row.decided_by_id) == (ReuseStatus.ACCEPTED, officer.id)
    assert row.saved > 0
    operations.deliver(case)  # a doubled hint issues no second paper
    assert db.session.query(Certificate).filter_by(case_id=case.id).count() == 1


def test_refusing_keeps_the_reason_and_has_the_act_translated(earlier, officer):
    case = make_again(earlier, earlier.created_by)
    assert proposed(case)
    with pytest.raises(Exception, match="motif"):
        operations.refuse(case, officer, " ")
    operations.refuse(case, officer, "La photo montre un autre acte.")
    assert case.status is CaseStatus.READY
    [row] = found_for(documents_of(case))
    assert (row.status, row.reason) == (ReuseStatus.REFUSED, "La photo montre un autre acte.")
    assert certificate_of(case) is None


def test_what_is_no_longer_allowed_is_not_accepted(earlier, officer, coordinator):
    case = make_again(earlier)
    allow(earlier, case, coordinator)
    assert proposed(case)
    operations.forbid(queries.rules()[0], coordinator)
    with pytest.raises(operations.NothingProposed):
        operations.accept(case, officer)
    operations.refuse(case, officer, "La proposition ne tient plus.")
    assert case.status is CaseStatus.READY


def test_an_agent_learns_a_day_and_never_whose(earlier, login):
    agent = make_user(Role.AGENT)
    draft = make_document(deposit=make_deposit(agent))
    note(draft, documents_of(earlier)[0], Verdict(Relation.SAME_ACT, 0.98, {"pages": [PAGE]}))
    case = make_again(earlier, agent)
    commit()
    page = login(agent)
    seen = page.get(f"/documents/{draft.id}/seen-before").text
    assert "Le même acte a déjà été traduit le" in seen
    for text in (seen, page.get(f"/cases/{case.id}").text, page.get("/cases?scope=all").text):
        assert_nothing_of(earlier, text)
    [row] = found_for(documents_of(case))
    for address in (f"/duplicates/{row.id}", f"/duplicates/{row.id}/pages/0/first.jpg"):
        assert page.get(address).status_code == 404
    assert page.get(f"/review/{case.id}/proposal").status_code == 404
    assert page.get("/reuse").status_code == 403


def test_after_reuse_the_fund_still_sees_nothing_of_the_other(earlier, officer, coordinator, login):
    case = make_again(earlier)
    allow(earlier, case, coordinator)
    assert proposed(case)
    operations.accept(case, officer)
    certificate_of(case).pdf_sha256 = "f" * 64
    commit()
    page = login(case.created_by).get(f"/cases/{case.id}")
    assert (
        certificate_of(case).verification_code in page.text or "Traduction certifiée" in page.text
    )
    assert_nothing_of(earlier, page.text)


def assert_nothing_of(case, text: str) -> None:
    document = documents_of(case)[0]
    for hidden in ("Secret", "Zoé", "SECRET-REF-9", case.reference, str(case.id), str(document.id)):
        assert hidden not in text


def test_the_officer_sees_the_earlier_case_and_decides_on_the_page(earlier, officer, login):
    case = make_again(earlier, earlier.created_by)
    assert proposed(case)
    page = login(officer)
    assert f"/review/{case.id}/proposal" in page.get(f"/review/{case.id}").text
    panel = page.get(f"/review/{case.id}/proposal").text
    assert earlier.reference in panel
    assert "même acte" in panel
    assert page.post(f"/review/{case.id}/reuse").status_code == 303
    db.session.refresh(case)
    assert case.status is CaseStatus.REUSED
    shown = page.get("/reuse").text
    assert case.reference in shown
    text = page.get("/reuse?format=csv&status=accepted").data.decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (line["Demande"], line["Déjà vue"]) == (case.reference, earlier.reference)
    assert page.get("/reuse?status=refused").text.count(case.reference) == 0


def test_figures_count_what_was_decided(earlier, officer):
    accepted, refused, open_ = (make_again(earlier, earlier.created_by) for _ in range(3))
    for case in (accepted, refused, open_):
        assert proposed(case)
    operations.accept(accepted, officer)
    operations.refuse(refused, officer, "Autre acte.")
    instant = now()
    found = queries.figures(instant.replace(year=instant.year - 1), now())
    assert (found.proposed, found.accepted, found.refused) == (3, 1, 1)
    assert found.saved == sum(
        (row.saved or Decimal(0) for row in found_for(documents_of(accepted))), Decimal(0)
    )


def test_the_overlay_frames_what_differs_and_is_a_view_on_record(earlier, officer, login):
    import cv2
    import numpy as np
    from PIL import Image

    blank = io.BytesIO()
    Image.new("L", (400, 600), 255).save(blank, "JPEG")
    sha256 = storage.put_bytes(blank.getvalue()).sha256
    case = make_again(earlier, earlier.created_by)
    for document in (*documents_of(case), *documents_of(earlier)):
        document.pages[0].upright_sha256 = sha256
    [row] = found_for(documents_of(case))
    zone = {"box": [0.25, 0.25, 0.5, 0.1], "texts": ["7219", "7319"], "score": 0.6}
    row.evidence = {"first": str(row.document_id), "pages": [PAGE | {"zones": [zone]}]}
    commit()
    page = login(officer)
    shown = page.get(f"/duplicates/{row.id}").text
    assert "7219" in shown
    assert "7319" in shown
    for side in ("first", "second"):
        answer = page.get(f"/duplicates/{row.id}/pages/0/{side}.jpg")
        image = cv2.imdecode(np.frombuffer(answer.data, np.uint8), cv2.IMREAD_COLOR)
        red = (image[..., 2] > 150) & (image[..., 1] < 110)
        rows, columns = np.nonzero(red)
        assert abs(rows.min() / image.shape[0] - 0.25) < 0.02
        assert abs(columns.max() / image.shape[1] - 0.75) < 0.02
    assert page.get(f"/duplicates/{row.id}/pages/7/first.jpg").status_code == 404
    assert page.get(f"/duplicates/{row.id}/pages/0/third.jpg").status_code == 404
