"""Payments, reminders, statement, entries: every euro is accounted for twice."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Role
from app.billing import operations, payment_queries, queries
from app.billing.payment_operations import (
    AlreadyCancelled,
    NoReminder,
    PaymentRefused,
    cancel_payment,
    record_payment,
    remind,
)
from app.billing.rules import next_reminder
from app.db import commit, db
from app.mail import OutgoingMail
from tests.app.billing.test_invoices import JULY, delivered, issued, make_agreement
from tests.factories import make_institution, make_user

SEPTEMBER = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return make_user(Role.FINANCE)


@pytest.fixture
def invoice(officer):
    agreement = make_agreement()
    delivered(agreement, words=500)  # 95.00
    return issued(agreement, officer)


def pay(invoice, officer, amount: str, on: date = date(2026, 8, 20)):
    with clock.set_to(SEPTEMBER):
        paid = record_payment(
            invoice, officer, received_on=on, amount=Decimal(amount), reference="VIR 1"
        )
        commit()
    return paid


def test_what_is_owed_follows_payments_and_their_cancellation(invoice, officer):
    pay(invoice, officer, "40.00")
    assert payment_queries.balance_of(invoice) == Decimal("55.00")
    paid = pay(invoice, officer, "55.00")
    with pytest.raises(PaymentRefused):
        pay(invoice, officer, "0.01")
    cancel_payment(paid, officer)
    commit()
    assert payment_queries.balance_of(invoice) == Decimal("55.00")
    with pytest.raises(AlreadyCancelled):
        cancel_payment(paid, officer)


def test_a_payment_is_never_changed(invoice, officer):
    pay(invoice, officer, "40.00")
    for statement in ("UPDATE invoice_payment SET amount = 1", "DELETE FROM invoice_payment"):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text(statement))


@pytest.mark.no_database
def test_reminders_wait_fifteen_days_and_end_with_the_third():
    due, owed = date(2026, 8, 5), Decimal("10")
    assert next_reminder([], due, owed, date(2026, 8, 5)) is None
    assert next_reminder([], due, owed, date(2026, 8, 6)) == 1
    assert next_reminder([date(2026, 8, 6)], due, owed, date(2026, 8, 20)) is None
    assert next_reminder([date(2026, 8, 6)], due, owed, date(2026, 8, 21)) == 2
    assert next_reminder([date(2026, 8, n) for n in (6, 7, 8)], due, owed, date(2027, 1, 1)) is None
    assert next_reminder([], due, Decimal(0), date(2026, 9, 1)) is None


def test_a_reminder_is_noted_and_tells_the_partner_s_manager(invoice, officer):
    make_user(Role.INSTITUTION_MANAGER, institution_id=invoice.institution_id)
    make_user(Role.AGENT, institution_id=invoice.institution_id)
    assert payment_queries.overdue(date(2026, 8, 5)) == []
    assert payment_queries.overdue(date(2026, 8, 6)) == [(invoice, Decimal("95.00"))]
    with clock.set_to(SEPTEMBER):
        assert remind(invoice, officer).level == 1
        with pytest.raises(NoReminder):
            remind(invoice, officer)
    [letter] = db.session.query(OutgoingMail).filter_by(code="invoice_reminder")
    assert "F2026-0001" in letter.subject
    pay(invoice, officer, "95.00")
    assert payment_queries.overdue(date(2026, 9, 1)) == []


def test_the_statement_ends_with_what_is_owed(invoice, officer):
    pay(invoice, officer, "40.00")
    agreement = invoice.agreement
    assert [row.balance for row in payment_queries.statement(agreement)] == [95, 55]
    with clock.set_to(SEPTEMBER):
        operations.credit(invoice, officer, "Erreur")
        commit()
    assert payment_queries.statement(agreement)[-1].balance == Decimal("-40.00")
    assert payment_queries.overdue(date(2026, 12, 1)) == []


def test_entries_are_double_and_balance(invoice, officer, login):
    pay(invoice, officer, "40.00")
    with clock.set_to(SEPTEMBER):
        operations.credit(invoice, officer, "Erreur")
        commit()
    sheet = login(officer).get("/invoices/entries.csv?half=2026-2").data.decode("utf-8-sig")
    rows = [line.split(";") for line in sheet.splitlines()[1:]]
    assert len(rows) == 6  # the invoice, its credit note, a payment: two legs each
    euros = [[Decimal(cell.replace(",", ".")) for cell in row[5:7]] for row in rows]
    assert sum(row[0] for row in euros) == sum(row[1] for row in euros) == Decimal("230.00")
    assert {row[2] for row in rows} == {"411", "706", "512"}


def test_finance_notes_a_payment_and_reads_the_account(invoice, officer, login):
    client, address = login(officer), f"/invoices/{invoice.id}"
    fields = {"received_on": "2026-08-20", "amount": "40.00", "reference": "VIR 7"}
    with clock.set_to(SEPTEMBER):
        assert client.post(f"{address}/payments", data=fields | {"amount": ""}).status_code == 422
        assert client.post(f"{address}/payments", data=fields).status_code == 303
        assert "VIR 7" in client.get(address).text
        assert client.get("/invoices/overdue").text.count("F2026-0001") == 1
        assert client.post(f"{address}/remind").status_code == 303
        [paid] = payment_queries.payments_of(queries.get_invoice(invoice.id))
        assert client.post(f"/payments/{paid.id}/cancel").status_code == 303
        page = client.get(f"/agreements/{invoice.agreement_id}/statement").text
    assert "VIR 7" in page
    assert "95,00" in page


def test_finance_completes_an_agreement_and_adds_a_tariff(officer, login):
    agreement = make_agreement(tariff=False)
    address, client = f"/agreements/{agreement.id}", login(officer)
    fields = {
        "number": "CONV-9", "starts_on": "2025-01-01", "commitment_number": " EJ9 ",
        "service_code": "S9", "address": "1 rue", "postcode": "75001", "city": "Paris",
        "vat_treatment": "standard", "vat_rate": "20", "vat_exemption": "", "payment_days": "45",
    }  # fmt: skip
    assert client.get(address).status_code == 200
    assert client.post(address, data=fields | {"payment_days": "90"}).status_code == 422
    assert client.post(address, data=fields).status_code == 303
    agreement = queries.get_agreement(agreement.id)
    assert (agreement.commitment_number, agreement.payment_days) == ("EJ9", 45)
    assert agreement.vat_rate == Decimal("0.2")
    tariff = {"language": "", "kind": "translation", "unit": "page", "amount": "31.5",
              "minimum": "0", "starts_on": "2025-01-01", "ends_on": ""}  # fmt: skip
    tariff = {f"tariff-{name}": value for name, value in tariff.items()}
    assert client.post(f"{address}/tariffs", data=tariff | {"tariff-amount": ""}).status_code == 422
    assert client.post(f"{address}/tariffs", data=tariff).status_code == 303
    assert client.post(f"{address}/tariffs", data=tariff).status_code == 409
    [kept] = queries.tariffs_of(queries.get_agreement(agreement.id))
    assert kept.amount == Decimal("31.5")


def test_finance_opens_an_agreement(officer, login):

    partner_id, client = (
        make_institution("Caisse nouvelle", network="Convention").id,
        login(officer),
    )
    assert "Caisse nouvelle" in client.get("/agreements/new").text
    fields = {
        "institution_id": str(partner_id), "number": "CONV-77", "starts_on": "2026-01-01",
        "vat_treatment": "out_of_scope", "vat_rate": "0", "payment_days": "30",
    }  # fmt: skip
    assert client.post("/agreements/new", data=fields).status_code == 303
    assert [row.number for row in queries.agreements()] == ["CONV-77"]


def test_the_reconciliation_sees_what_is_forgotten_and_what_is_charged(officer):
    agreement = make_agreement()
    delivered(agreement)
    delivered(agreement)
    [before] = queries.reconciled("2026-1")
    assert (before.delivered, before.charged, before.forgotten) == (2, 0, 2)
    invoice = issued(agreement, officer)
    [after] = queries.reconciled("2026-1")
    assert (after.issued, after.forgotten, after.twice, after.strangers) == (2, 0, 0, 0)
    assert after.is_proved
    with clock.set_to(JULY):
        operations.credit(invoice, officer, "Erreur")
        commit()
    [credited] = queries.reconciled("2026-1")
    assert credited.forgotten == 2


def test_a_credit_note_is_unique_in_the_database_too(invoice, officer):
    with clock.set_to(JULY):
        operations.credit(invoice, officer, "Erreur")
        commit()
    again = text(
        "INSERT INTO invoice (id, created_at, kind, agreement_id, half, status, status_at,"
        " corrects_id, reason, net, vat, gross, printed)"
        " SELECT gen_random_uuid(), now(), 'credit_note', agreement_id, half, 'draft', now(),"
        " id, 'x', 0, 0, 0, '{}' FROM invoice WHERE id = :id"
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(again, {"id": invoice.id})


def test_the_command_fails_while_a_case_is_forgotten(app, officer):
    agreement = make_agreement()
    delivered(agreement)
    command = ["invoices", "check", "--half", "2026-1"]
    before = app.test_cli_runner().invoke(args=command)
    assert (before.exit_code, "1 forgotten" in before.output) == (1, True)
    issued(agreement, officer)
    after = app.test_cli_runner().invoke(args=command)
    assert (after.exit_code, "0 forgotten" in after.output) == (0, True)
