"""Half-yearly invoices: everything delivered, nothing twice, nothing changed after."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pikepdf
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app import clock, storage
from app.accounts.models import Role
from app.billing import operations, queries
from app.billing.lifecycle import InvoiceStatus
from app.billing.models import Agreement, AgreementTariff, InvoiceKind
from app.billing.rendering import render
from app.billing.rules import days_of, half_before, half_of
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.db import commit, db
from app.lifecycle import InvalidTransition
from tests.factories import make_case, make_institution, make_user, saved

JULY = datetime(2026, 7, 6, 9, tzinfo=UTC)
MARCH = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return make_user(Role.FINANCE)


@pytest.fixture
def agreement():
    return make_agreement()


def make_agreement(tariff: bool = True) -> Agreement:
    institution = make_institution(network="Convention", siret="73282932000074")
    agreement = saved(
        Agreement(
            institution_id=institution.id,
            number=f"CONV-{institution.name}",
            starts_on=date(2025, 1, 1),
            commitment_number="EJ0001",
            service_code="SVC1",
            vat_exemption="Exonération de TVA.",
            address="2 avenue du Test",
            postcode="75014",
            city="Paris",
        )
    )
    if tariff:
        saved(
            AgreementTariff(
                agreement_id=agreement.id,
                kind=CaseKind.TRANSLATION,
                unit=Unit.WORD,
                amount=Decimal("0.1900"),
                minimum=Decimal("25.00"),
                period=Range(date(2025, 1, 1), None, bounds="[)"),
            )
        )
    return agreement


def delivered(agreement: Agreement, at: datetime = MARCH, words: int = 200):
    agent = make_user(Role.AGENT, institution_id=agreement.institution_id)
    return make_case(
        CaseStatus.DELIVERED, agent, submitted_at=at, delivered_at=at, words=words, pages=1
    )


def issued(agreement: Agreement, officer):
    with clock.set_to(JULY):
        invoice = operations.draft(agreement, "2026-1", officer)
        operations.issue(invoice, officer)
        commit()
    return invoice


@pytest.mark.no_database
def test_halves_follow_the_calendar():
    assert half_of(date(2026, 6, 30)) == "2026-1"
    assert half_of(date(2026, 7, 1)) == "2026-2"
    assert days_of("2026-2") == (date(2026, 7, 1), date(2026, 12, 31))
    assert half_before("2026-1") == "2025-2"


def test_a_draft_holds_what_was_delivered_in_the_half_year_and_nothing_else(agreement, officer):
    inside = delivered(agreement, words=200)
    short = delivered(agreement, words=10)
    delivered(agreement, datetime(2026, 7, 1, 0, 30, tzinfo=UTC))  # July in Paris
    delivered(agreement, datetime(2025, 12, 31, 22, 30, tzinfo=UTC))  # December in Paris
    delivered(make_agreement())
    with clock.set_to(JULY):
        invoice = operations.draft(agreement, "2026-1", officer)
    assert {line.case_id for line in invoice.lines} == {inside.id, short.id}
    assert sorted(line.net for line in invoice.lines) == [Decimal("25.00"), Decimal("38.00")]
    assert (invoice.net, invoice.vat, invoice.gross) == (
        Decimal("63.00"),
        Decimal("0.00"),
        Decimal("63.00"),
    )
    assert invoice.number is None


def test_a_draft_drawn_twice_is_the_same_draft(agreement, officer):
    delivered(agreement)
    first = operations.draft(agreement, "2026-1", officer)
    again = operations.draft(agreement, "2026-1", officer)
    assert (first.id, len(again.lines)) == (again.id, 1)


def test_a_missing_tariff_is_an_error_and_never_a_zero(officer):
    agreement = make_agreement(tariff=False)
    delivered(agreement)
    with pytest.raises(operations.TariffMissing, match="tarif"):
        operations.draft(agreement, "2026-1", officer)


def test_an_issued_invoice_has_its_number_its_copy_and_its_paper(agreement, officer):
    case = delivered(agreement)
    invoice = issued(agreement, officer)
    assert invoice.number == "F2026-0001"
    assert invoice.due_on == date(2026, 8, 5)
    agreement.institution.name = "Un autre nom"
    commit()
    paper = render(invoice)
    with pikepdf.open(storage_path(paper)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
    shown = pdf_text(paper)
    assert "Un autre nom" not in shown
    for expected in ("F2026-0001", "73282932000074", "EJ0001", "SVC1", "38,00"):
        assert expected in shown
    assert case.reference in annex_inside(paper)
    assert "Exonération de TVA" in shown


def annex_inside(data: bytes) -> str:
    with pikepdf.open(storage_path(data)) as pdf:
        return pdf.attachments["annexe-F2026-0001.csv"].get_file().read_bytes().decode("utf-8-sig")


def storage_path(data: bytes):
    from io import BytesIO

    return BytesIO(data)


def pdf_text(data: bytes) -> str:
    import subprocess

    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


def test_a_half_year_that_is_not_over_is_not_issued(agreement, officer):
    delivered(agreement, datetime(2026, 7, 10, tzinfo=UTC))
    with clock.set_to(datetime(2026, 12, 31, 12, tzinfo=UTC)):
        invoice = operations.draft(agreement, "2026-2", officer)
        with pytest.raises(operations.HalfNotOver):
            operations.issue(invoice, officer)


def test_a_case_is_charged_once(agreement, officer):
    delivered(agreement)
    issued(agreement, officer)
    assert list(queries.uncharged_cases(agreement, "2026-1")) == []
    invoice = operations.draft(agreement, "2026-1", officer)
    assert invoice.lines == []
    with clock.set_to(JULY), pytest.raises(operations.NothingToInvoice):
        operations.issue(invoice, officer)


def test_an_issued_invoice_cannot_be_issued_again(agreement, officer):
    delivered(agreement)
    invoice = issued(agreement, officer)
    with clock.set_to(JULY), pytest.raises(InvalidTransition):
        operations.issue(invoice, officer)


def test_a_credit_note_reverses_to_the_cent_and_frees_the_cases(agreement, officer):
    case = delivered(agreement)
    invoice = issued(agreement, officer)
    with clock.set_to(JULY):
        note = operations.credit(invoice, officer, "Mauvais destinataire")
        commit()
    assert (note.kind, note.number, note.corrects_id) == (
        InvoiceKind.CREDIT_NOTE,
        "A2026-0001",
        invoice.id,
    )
    assert note.gross + invoice.gross == 0
    assert [c.id for c in queries.uncharged_cases(agreement, "2026-1")] == [case.id]
    again = issued(agreement, officer)
    assert again.number == "F2026-0002"
    with pytest.raises(operations.AlreadyCredited):
        operations.credit(invoice, officer, "Encore")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoice SET net = 0 WHERE number = 'F2026-0001'",
        "DELETE FROM invoice WHERE number = 'F2026-0001'",
        "UPDATE invoice_line SET net = 0",
        "DELETE FROM invoice_line",
    ],
)
def test_the_database_refuses_to_change_what_is_issued(agreement, officer, statement):
    delivered(agreement)
    assert issued(agreement, officer).status is InvoiceStatus.ISSUED
    with pytest.raises(IntegrityError, match="issued"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_finance_drafts_issues_and_credits_through_the_pages(agreement, officer, login, app):
    delivered(agreement)
    client = login(officer)
    with clock.set_to(JULY):
        assert client.post("/invoices/draft", data={"half": "2026-1"}).status_code == 303
        [draft] = queries.invoices("2026-1")
        page = client.post("/invoices/issue", data={"half": "2026-1", "invoice": str(draft.id)})
        assert page.status_code == 303
        [invoice] = queries.invoices("2026-1")
        assert invoice.number == "F2026-0001"
        assert "F2026-0001" in client.get(f"/invoices/{invoice.id}").text
        missing = client.post(f"/invoices/{invoice.id}/credit", data={"reason": " "})
        assert missing.status_code == 422
        given = client.post(f"/invoices/{invoice.id}/credit", data={"reason": "Erreur"})
        assert given.status_code == 303


def test_another_partner_never_sees_the_invoice(agreement, officer, login):
    delivered(agreement)
    invoice = issued(agreement, officer)
    own = make_user(Role.INSTITUTION_MANAGER, institution_id=agreement.institution_id)
    assert login(own).get(f"/invoices/{invoice.id}").status_code == 200
    other = make_user(Role.INSTITUTION_MANAGER)
    assert login(other).get(f"/invoices/{invoice.id}").status_code == 404
    assert login(other).get(f"/invoices/{invoice.id}.pdf").status_code == 404


def test_drafts_are_nobody_else_s_business(agreement, officer, login):
    delivered(agreement)
    draft = operations.draft(agreement, "2026-1", officer)
    commit()
    own = make_user(Role.INSTITUTION_MANAGER, institution_id=agreement.institution_id)
    assert login(own).get(f"/invoices/{draft.id}").status_code == 404


def test_a_paper_is_rendered_once(agreement, officer, run_jobs_here):
    from workers.jobs import render_invoice

    delivered(agreement)
    invoice_id = issued(agreement, officer).id
    render_invoice.run(str(invoice_id))
    render_invoice.run(str(invoice_id))
    db.session.expire_all()
    paper = queries.paper_of(queries.get_invoice(invoice_id))
    assert storage.read(paper.pdf_sha256).startswith(b"%PDF-")
