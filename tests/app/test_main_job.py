"""The main job, through the real operations and jobs: from bytes to a certified PDF."""

import subprocess
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from sqlalchemy.dialects.postgresql import Range

from app import storage
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.assignment.models import SkillLevel, TranslatorProfile, TranslatorSkill
from app.audit.queries import CHAINS, verify
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.cases.queries import get_case
from app.catalogue.models import Direction
from app.certification import operations as certification
from app.certification.queries import certificate_of
from app.contracts.models import InHouseRate, Unit
from app.db import commit, db
from app.intake import operations as intake
from app.intake.queries import documents_of, get_document, pages_of
from app.prescreen.queries import reading_of
from app.translation import operations as translation
from tests.conftest import CORPUS
from tests.factories import make_language, make_user, saved
from workers.jobs import (
    admit_case,
    assign_case,
    fingerprint_document,
    prescreen_document,
    render_certificate,
)

pytestmark = pytest.mark.usefixtures("run_jobs_here")

MARRIAGE = {
    "authority": "Bureau d'état civil",
    "married_on": "12/04/1992",
    "first_spouse_surname": "КОВАЛЕНКО — Kovalenko",
    "first_spouse_given_names": "Андрій — Andriy",
    "second_spouse_surname": "ШЕВЧЕНКО — Shevchenko",
    "second_spouse_given_names": "Оксана — Oksana",
    "stamps": "Cachet rond bleu",
    "marginal_mentions": "Néant",
}


@pytest.fixture
def scan():
    """A legible Ukrainian marriage certificate of the corpus, printed, flatbed."""
    return CORPUS / "sets" / "dev" / "files" / "09fb4c0993.pdf"


def make_translator(language: str = "uk"):
    make_language(language)
    translator = make_user(Role.TRANSLATOR, "Iryna Bondar")
    saved(TranslatorProfile(user_id=translator.id, daily_words=2000))
    saved(
        TranslatorSkill(
            user_id=translator.id,
            language=language,
            direction=Direction.INTO_FRENCH,
            level=SkillLevel.TRANSLATE,
        )
    )
    saved(
        InHouseRate(
            kind=CaseKind.TRANSLATION,
            unit=Unit.WORD,
            amount=Decimal("0.1100"),
            minimum=Decimal("0.00"),
            period=Range(date(2020, 1, 1), None, bounds="[)"),
        )
    )
    return translator


def run(job, row_id) -> None:
    """A job works in a session of its own: forget what this one remembers."""
    job.run(str(row_id))
    db.session.expire_all()


def test_from_a_scan_to_a_certified_pdf(scan, tmp_path):
    agent, reviser, translator = make_user(Role.AGENT), make_user(Role.REVISER), make_translator()
    ids = {"reviser": reviser.id, "translator": translator.id}

    deposit = intake.open_draft(agent)
    with scan.open("rb") as stream:
        document_id = intake.receive(deposit, agent, stream, "acte.pdf", virus_scan=False).id
    case_id = intake.send(deposit, agent)[0].id
    commit()
    document = get_document(document_id)
    assert storage.read(document.sha256) == scan.read_bytes()

    run(prescreen_document, document_id)
    document, reading = get_document(document_id), reading_of(document_id)
    assert (reading.language, reading.script, reading.is_legible) == ("uk", "Cyrl", True)
    assert len(pages_of(document)) == document.page_count

    run(admit_case, case_id)
    assert get_case(case_id).status is CaseStatus.PRESCREENING, "not before it was compared"
    run(fingerprint_document, document_id)
    run(admit_case, case_id)
    case = get_case(case_id)
    assert case.status is CaseStatus.READY, reading.doubts
    assert case.words > 10
    run(assign_case, case_id)
    case = get_case(case_id)
    assert (case.status, case.translator_id) == (CaseStatus.ASSIGNED, ids["translator"])
    assert case.estimated == case.committed > 0

    translator, reviser = get_user(ids["translator"]), get_user(ids["reviser"])
    translation.hand_in_form(case, translator, "marriage", MARRIAGE)
    translation.take(case, reviser)
    certification.certify(case, reviser)
    commit()
    assert case.status is CaseStatus.DELIVERED
    assert case.accepted == case.committed

    run(render_certificate, certificate_of(case).id)
    case = get_case(case_id)
    certificate = certificate_of(case)
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(storage.read(certificate.pdf_sha256))
    shown = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True)
    for expected in ("Kovalenko", "КОВАЛЕНКО", case.reference, certificate.verification_code):
        assert expected in shown.stdout
    assert documents_of(case)[0].sha256[:20] in shown.stdout.replace("\n", "")
    with pikepdf.open(paper) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
    assert [verify(chain).intact for chain in CHAINS] == [True, True]
    assert case.ended_at is not None
