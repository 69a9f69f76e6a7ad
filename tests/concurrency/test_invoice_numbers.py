"""Eight hands issue at once, and three in ten let go: the numbering has no hole."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.accounts.models import Role
from app.accounts.queries import get_user
from app.billing import operations, queries
from app.billing.models import Agreement, AgreementTariff
from app.cases.lifecycle import CaseStatus
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.db import commit, rollback
from tests.factories import make_case, make_institution, make_user, saved

MARCH = datetime(2026, 3, 10, tzinfo=UTC)
JULY = datetime(2026, 7, 6, tzinfo=UTC)
PARTNERS = 16


class LetGo(Exception):
    pass


def make_partner():
    institution = make_institution(network="Convention")
    agreement = saved(
        Agreement(
            institution_id=institution.id, number=institution.name, starts_on=date(2025, 1, 1)
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
