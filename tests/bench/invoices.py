"""A half-year of invoices: 20,000 cases, nine agreements, drafted, issued, rendered, checked.

`make bench-invoices [ARGS="--cases 20000"]` starts a private PostgreSQL, prints what each step
takes beside the machine's own pace (plain Python, plain inserts), and checks every file.
"""

import argparse
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import facturx
from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import Range

from app import clock, storage
from app.accounts.models import Role
from app.billing import operations, queries
from app.billing.einvoice import ubl
from app.billing.models import Agreement, AgreementTariff
from app.billing.rendering import render
from app.billing.validation import Syntax, findings
from app.cases import rules
from app.cases.models import Case, CaseKind
from app.contracts.models import Unit
from app.db import commit, db, new_id
from app.demo.reference import sample_siret
from tests.bench.engines import additions, application, say, timed
from tests.factories import make_institution, make_language, make_user, saved

HALF, PARTNERS = "2026-1", 9
JULY = datetime(2026, 7, 6, 9, tzinfo=UTC)
LANGUAGES = (
    *("uk", "ru", "bg", "sr", "mk", "cs", "sk", "sl", "pl", "lt", "lv", "et", "ar", "fa", "ps"),
    *("ur", "bn", "hi", "ta", "de", "es", "pt", "it", "en", "nl", "ro", "tr", "el", "sv", "da"),
    *("no", "fi", "hu", "sq", "zh", "ja", "ko", "vi", "th", "hy", "ka", "he", "ti"),
)
LIMITS = {"drafted": 60, "issued": 120}  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    options = parser.parse_args()
    with application("bench_invoices"), clock.set_to(JULY):
        measure(options.cases)


def measure(cases: int) -> None:
    say("baseline: ten million additions", timed(additions)[0])
    agreements = fill(cases)
    say("baseline: as many bare rows inserted", timed(lambda: bare(cases))[0])
    officer = make_user(Role.FINANCE)
    drafted, _ = timed(lambda: each(agreements, draft))
    issued, _ = timed(lambda: each(agreements, lambda row: issue(row, officer)))
    rendered, _ = timed(lambda: each(queries.invoices(HALF), paper))
    say(f"drafted: {cases} cases, {PARTNERS} agreements", drafted, LIMITS["drafted"])
    say("issued: numbers, copies, CII, XSD, schematron", issued, LIMITS["issued"])
    say("rendered: PDF/A-3 with Factur-X and annex", rendered)
    prove(cases)


def bare(rows: int) -> None:
    db.session.execute(text("CREATE TABLE bare (id uuid PRIMARY KEY, said text)"))
    statement = text("INSERT INTO bare VALUES (:id, 'a line of an invoice')")
    db.session.execute(statement, [{"id": new_id()} for _ in range(rows)])
    commit()


def each(rows, work) -> None:
    for row in rows:
        work(row)
        commit()


def draft(agreement: Agreement) -> None:
    operations.draft(agreement, HALF)


def issue(agreement: Agreement, officer) -> None:
    operations.issue(queries.draft_of(agreement, HALF), officer)


def paper(invoice) -> None:
    operations.keep_paper(invoice, storage.put_bytes(render(invoice)).sha256)


def prove(cases: int) -> None:
    rows, broken = queries.reconciled(HALF), 0
    assert all(row.is_proved for row in rows)
    assert sum(row.issued for row in rows) == cases
    for invoice in queries.invoices(HALF):
        xml = storage.read(invoice.xml_sha256)
        pdf = storage.read(queries.paper_of(invoice).pdf_sha256)
        assert facturx.get_facturx_xml_from_pdf(pdf)[1] == xml
        broken += len(findings(xml)) + len(findings(ubl(invoice.printed), Syntax.UBL))
    print(f"{'rules broken in CII and UBL, all invoices':44s} {broken:7d}")
    assert broken == 0


def fill(cases: int) -> list[Agreement]:
    random.seed(11)
    for code in LANGUAGES:
        make_language(code, code)
    agreements = [make_agreement(rank) for rank in range(1, PARTNERS + 1)]
    agents = [make_user(Role.AGENT, institution_id=a.institution_id) for a in agreements]
    rows = [case(rank, random.choice(agents)) for rank in range(cases)]
    for start in range(0, len(rows), 2000):
        db.session.execute(insert(Case.__table__), rows[start : start + 2000])
    commit()
    db.session.execute(text("ANALYZE"))
    commit()
    return agreements


def make_agreement(rank: int) -> Agreement:
    partner = make_institution(f"Partenaire {rank}", "Convention", siret=sample_siret(rank))
    agreement = saved(
        Agreement(
            institution_id=partner.id, number=f"CONV-{rank}", starts_on=date(2025, 1, 1),
            commitment_number=f"EJ{rank}", service_code=f"S{rank}", address="1 rue de l'Exemple",
            postcode="75000", city="Paris", vat_exemption="Hors du champ de la TVA.",
        )
    )  # fmt: skip
    for kind, amount in ((CaseKind.TRANSLATION, "0.1900"), (CaseKind.CERTIFICATION, "0.0800")):
        saved(
            AgreementTariff(
                agreement_id=agreement.id, kind=kind, unit=Unit.WORD, amount=Decimal(amount),
                minimum=Decimal("25.00"), period=Range(date(2025, 1, 1), None, bounds="[)"),
            )
        )  # fmt: skip
    return agreement


def case(rank: int, agent) -> dict[str, Any]:
    at = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=random.randrange(178 * 24 * 60))
    return {
        "id": new_id(), "reference": f"26-{rank:06d}-X", "status": "delivered",
        "kind": random.choice(("translation", "certification")),
        "institution_id": agent.institution_id, "created_by_id": agent.id,
        "institution_reference": "", "direction": "into_french",
        "language": random.choice(LANGUAGES), "document_type": "birth",
        "pages": 1, "words": random.randrange(40, 900), "is_sensitive": False, "status_at": at,
        "end_reason": "", "submitted_at": at, "due_at": rules.due_at(at),
        "delivered_at": at, "ended_at": at,
    }  # fmt: skip


if __name__ == "__main__":
    main()
