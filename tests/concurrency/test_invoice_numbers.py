"""Eight hands issue at once, and three in ten let go: the numbering has no hole."""

import random
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.billing import operations, queries
from app.billing.lifecycle import InvoiceStatus
from app.billing.models import Agreement, AgreementTariff, InvoiceSeries
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.db import commit, db, rollback
from tests.conftest import ROOT
from tests.factories import make_case, make_institution, make_user, saved

MARCH = datetime(2026, 3, 10, tzinfo=UTC)
JULY = datetime(2026, 7, 6, tzinfo=UTC)
PARTNERS = 16


class LetGo(Exception):
    pass


def make_partner():
    institution = make_institution(network="Convention", siret="73282932000074")
    agreement = saved(
        Agreement(
            institution_id=institution.id,
            number=institution.name,
            starts_on=date(2025, 1, 1),
            commitment_number="EJ1",
            service_code="S1",
            vat_exemption="Hors champ de la TVA.",
            address="2 avenue du Test",
            postcode="75014",
            city="Paris",
        )
    )
    saved(
        AgreementTariff(
            agreement_id=agreement.id,
            kind=CaseKind.TRANSLATION,
            unit=Unit.WORD,
            amount=Decimal("0.19"),
            period=Range(date(2025, 1, 1), None, bounds="[)"),
        )
    )
    agent = make_user(Role.AGENT, institution_id=institution.id)
    make_case(CaseStatus.DELIVERED, agent, submitted_at=MARCH, delivered_at=MARCH)
    invoice = operations.draft(agreement, "2026-1")
    commit()
    return invoice.id


def test_no_hole_and_no_double_under_eight_threads_with_rollbacks(race):
    officer_id = make_user(Role.FINANCE).id
    drafts = [make_partner() for _ in range(PARTNERS)]
    chance = random.Random(7)
    lots = [drafts[rank::8] for rank in range(8)]
    fate = {draft: chance.random() < 0.3 for draft in drafts}

    def issue_all(lot):
        def work(ready):
            ready()
            for invoice_id in lot:
                for attempt in range(2):
                    try:
                        with clock.set_to(JULY):
                            operations.issue(queries.get_invoice(invoice_id), get_user(officer_id))
                            if fate[invoice_id] and attempt == 0:
                                raise LetGo
                            commit()
                        break
                    except LetGo:
                        rollback()

        return work

    outcomes = race(*[issue_all(lot) for lot in lots])
    assert set(outcomes) == {"won"}
    assert sum(fate.values()) >= 3
    expected = [f"F2026-{rank:04d}" for rank in range(1, PARTNERS + 1)]
    assert queries.numbers_in("F2026") == expected


def test_one_draft_is_issued_once_by_two_hands(race):
    officer_id, invoice_id = make_user(Role.FINANCE).id, make_partner()

    def work(ready):
        invoice, officer = queries.get_invoice(invoice_id), get_user(officer_id)
        ready()
        with clock.set_to(JULY):
            operations.issue(invoice, officer)
            commit()

    outcomes = race(work, work)
    assert sorted(outcomes, key=str).count("won") == 1
    assert queries.numbers_in("F2026") == ["F2026-0001"]


def hand(officer_id, folder, seed: int, dies_after: int = 0) -> subprocess.Popen:
    url = db.engine.url.render_as_string(hide_password=False)
    words = [url, str(folder), str(officer_id), str(seed), str(dies_after)]
    command = [sys.executable, "-m", "tests.concurrency.invoice_hand", *words]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def started_together(hands: list[subprocess.Popen]) -> None:
    for process in hands:
        assert process.stdout.readline().strip() == b"ready"
    for process in hands:
        process.stdin.write(b"go\n")
        process.stdin.flush()


@pytest.mark.timeout(240)
def test_eight_processes_issue_and_credit_while_a_third_of_them_are_killed(tmp_path):
    """No hole, no double, sums equal to the rows, no case forgotten or charged twice."""
    officer_id = make_user(Role.FINANCE).id
    for _ in range(PARTNERS):
        make_partner()
    doomed = {1: 2, 4: 3, 6: 5}  # which hands die, in which of their transactions
    hands = [hand(officer_id, tmp_path, seed, doomed.get(seed, 0)) for seed in range(8)]
    started_together(hands)
    said = [process.communicate(timeout=120)[1].decode() for process in hands]
    codes = [process.returncode for process in hands]
    assert codes == [-9 if seed in doomed else 0 for seed in range(8)], said
    last = hand(officer_id, tmp_path, 99)  # the restart: what the dead left is taken up
    started_together([last])
    assert last.communicate(timeout=120)[0] is not None
    assert last.returncode == 0
    numbers_are_whole()
    sums_equal_the_rows()


def numbers_are_whole() -> None:
    rollback()
    for series, least in (("F2026", PARTNERS * 3), ("A2026", PARTNERS * 2)):
        given = queries.numbers_in(series)
        assert given == [f"{series}-{rank:04d}" for rank in range(1, len(given) + 1)]
        assert len(given) >= least
        assert db.session.get(InvoiceSeries, series).last == len(given)


def sums_equal_the_rows() -> None:
    assert all(row.is_proved and row.issued == 1 for row in queries.reconciled("2026-1"))
    standing, expected = Decimal(0), Decimal("22.80")  # 120 words at 0.19
    for invoice in queries.invoices("2026-1"):
        assert invoice.status is InvoiceStatus.ISSUED
        assert sum(line.net for line in invoice.lines) == invoice.net
        assert invoice.net + invoice.vat == invoice.gross
        assert Decimal(invoice.printed["gross"]) == abs(invoice.gross)
        standing += invoice.net
    assert standing == expected * PARTNERS == queries.charged_total("2026-1")
