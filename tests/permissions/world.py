"""One of everything, and everyone who may come near it: what the matrix is measured on.

The case and all that hangs on it belong to `agent`'s fund, to `translator`, `reviser` and
`contractor`; the `other_…` columns are the same roles of another fund, desk or agency.
"""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from PIL import Image

from app import clock, mail, storage
from app.accounts.models import Role, User
from app.accounts.sessions import open_session
from app.assignment.lifecycle import OrderStatus
from app.assignment.models import PurchaseOrder
from app.billing.lifecycle import InvoiceStatus
from app.billing.models import Agreement, Invoice, InvoicePaper, InvoicePayment
from app.budget.models import CostStage
from app.budget.operations import write_cost
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.catalogue.models import ExemptionReason, ExemptionRule
from app.certification.models import Certificate
from app.db import commit
from app.fingerprint.models import Duplicate, Relation
from app.intake.models import Document
from app.payables.lifecycle import PenaltyStatus
from app.payables.models import BillSource, PenaltyFile
from app.payables.operations import Heading, submit
from app.payables.queries import lines_of
from app.payables.rules import Billed
from app.reuse.models import ReuseRule
from app.sla.models import EscalationRule, Trigger
from app.translation.models import Return, ReturnForm
from tests.factories import (
    make_case,
    make_contractor,
    make_deposit,
    make_document,
    make_institution,
    make_page,
    make_user,
    saved,
)
from tests.staffing import make_holder, make_in_house_rate, make_translator

ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class World:
    tokens: dict[str, str]  # column → token of an open session; none for the anonymous
    arguments: dict[str, object]  # URL argument → its value
    special: dict[str, dict[str, object]]  # blueprint → arguments that differ there


def people() -> dict[str, User]:
    fund, other = make_institution("CPAM A"), make_institution("CPAM B")
    agency, rival = make_contractor("Agence A"), make_contractor("Agence B")
    return {
        "agent": make_user(Role.AGENT, institution_id=fund.id),
        "colleague": make_user(Role.AGENT, institution_id=fund.id),
        "institution_manager": make_user(Role.INSTITUTION_MANAGER, institution_id=fund.id),
        "other_agent": make_user(Role.AGENT, institution_id=other.id),
        "other_manager": make_user(Role.INSTITUTION_MANAGER, institution_id=other.id),
        "intake_officer": make_user(Role.INTAKE_OFFICER),
        "translator": make_translator("uk"),
        "other_translator": make_translator("uk"),
        "reviser": make_user(Role.REVISER),
        "other_reviser": make_user(Role.REVISER),
        "coordinator": make_user(Role.COORDINATOR),
        "finance": make_user(Role.FINANCE),
        "contractor": make_user(Role.CONTRACTOR, contractor_id=agency.id),
        "other_contractor": make_user(Role.CONTRACTOR, contractor_id=rival.id),
        "auditor": make_user(Role.AUDITOR),
        "administrator": make_user(Role.ADMINISTRATOR),
    }


COLUMNS = (
    ANONYMOUS,
    *("agent", "colleague", "institution_manager", "other_agent", "other_manager"),
    *("intake_officer", "translator", "other_translator", "reviser", "other_reviser"),
    *("coordinator", "finance", "contractor", "other_contractor", "auditor", "administrator"),
)


def make_world() -> World:
    persons = people()
    case = _case(persons)
    image = _image()
    deposit = make_deposit(persons["agent"], sent_at=clock.now())
    document = make_document(case, sha256=image, deposit=deposit)
    make_page(document.id, upright_sha256=image, thumbnail_sha256=image)
    order = _order(case, persons["contractor"])
    returned = _return(case, persons["translator"], image)
    invoice = _invoice(case, image)
    arguments = {
        "case_id": case.id,
        "document_id": document.id,
        "deposit_id": document.deposit_id,
        "number": 1,
        "rendition": "upright",
        "order_id": order.id,
        "holder_id": order.lot_holder_id,
        "price_id": order.holder.prices[0].id,
        "contract_id": order.holder.lot.contract_id,
        "return_id": returned.id,
        "certificate_id": _certificate(returned, persons["reviser"], image).id,
        "invoice_id": invoice.id,
        "agreement_id": invoice.agreement_id,
        "payment_id": _payment(invoice, persons["finance"]).id,
        **_payables(persons, order, image),
        "entry_id": write_cost(case, CostStage.ACCEPTED, order.amount, [], "return_accepted").id,
        "institution_id": case.institution_id,
        "user_id": persons["colleague"].id,
        "mail_id": _mail(persons["agent"]).id,
        "rule_id": _rule().id,
        "duplicate_id": _duplicate(document).id,
        "rank": 0,
        "side": "first",
        "code": "uk",
        "token": "a-token",
    }
    tokens = {name: open_session(user, "127.0.0.1") for name, user in persons.items()}
    commit()
    special = {
        "assignment": {"user_id": persons["translator"].id},
        "closing": {"month": "2026-10", "code": "unbilled", "kind": "csv"},
        "reuse_rules": {"rule_id": _reuse_rule(persons).id},
        "sla": {"rule_id": _escalation_rule().id},
    }
    return World(tokens, arguments, special)


def _duplicate(document: Document) -> Duplicate:
    earlier = make_document(make_case(), sha256=document.sha256)
    make_page(earlier.id, upright_sha256=document.sha256, thumbnail_sha256=document.sha256)
    pair = {"document_id": document.id, "earlier_id": earlier.id, "same_institution": False}
    return saved(Duplicate(relation=Relation.IDENTICAL, **pair))


def _reuse_rule(persons: dict[str, User]) -> ReuseRule:
    return saved(
        ReuseRule(
            created_by_id=persons["coordinator"].id,
            source_id=persons["agent"].institution_id,
            target_id=persons["other_agent"].institution_id,
            legal_basis="Convention d'essai",
        )
    )


def _case(persons: dict[str, User]) -> Case:
    return make_case(
        CaseStatus.IN_REVISION,
        persons["agent"],
        translator_id=persons["translator"].id,
        reviser_id=persons["reviser"].id,
        contractor_id=persons["contractor"].contractor_id,
    )


def _escalation_rule() -> EscalationRule:
    return saved(
        EscalationRule(
            trigger=Trigger.BEFORE_DUE,
            days=3,
            role=Role.COORDINATOR,
            by_mail=True,
            on_screen=True,
            starts_on=clock.today(),
        )
    )


def _image() -> str:
    out = io.BytesIO()
    Image.new("L", (60, 80), 255).save(out, "JPEG")
    return storage.put_bytes(out.getvalue()).sha256


def _order(case: Case, person: User) -> PurchaseOrder:
    holder = make_holder(contractor=person.contractor)
    make_in_house_rate()
    later = clock.now() + timedelta(days=5)
    return saved(
        PurchaseOrder(
            number="C26-000001-X",
            case_id=case.id,
            lot_holder_id=holder.id,
            contractor_id=holder.contractor_id,
            status=OrderStatus.ACCEPTED,
            answer_by=later,
            due_at=later,
            amount=Decimal("12.00"),
            lines=[],
            reason="capacity",
        )
    )


def _return(case: Case, translator: User, sha256: str) -> Return:
    return saved(
        Return(
            case_id=case.id,
            version=1,
            form=ReturnForm.FILE,
            returned_by_id=translator.id,
            sha256=sha256,
            mime="application/pdf",
        )
    )


def _certificate(returned: Return, reviser: User, sha256: str) -> Certificate:
    return saved(
        Certificate(
            case_id=returned.case_id,
            return_id=returned.id,
            certified_by_id=reviser.id,
            version=1,
            verification_code="ABCD-EFGH-JKLM",
            source_sha256s=sha256,
            pdf_sha256=sha256,
        )
    )


def _invoice(case: Case, sha256: str) -> Invoice:
    agreement = saved(
        Agreement(institution_id=case.institution_id, number="CONV-1", starts_on=date(2026, 1, 1))
    )
    invoice = saved(
        Invoice(
            agreement_id=agreement.id,
            half="2026-1",
            status=InvoiceStatus.ISSUED,
            number="F2026-0001",
            issued_on=date(2026, 7, 3),
            due_on=date(2026, 8, 2),
        )
    )
    saved(InvoicePaper(invoice_id=invoice.id, pdf_sha256=sha256))
    return invoice


def _payment(invoice: Invoice, user: User) -> InvoicePayment:
    return saved(
        InvoicePayment(
            invoice_id=invoice.id,
            recorded_by_id=user.id,
            received_on=date(2026, 7, 20),
            amount=Decimal("10.00"),
            reference="VIR-1",
        )
    )


def _payables(persons: dict[str, User], order: PurchaseOrder, sha256: str) -> dict[str, object]:
    """A bill of the contractor with a line, and a file of penalties that it was told of."""
    person, month = persons["contractor"], clock.today().replace(day=1)
    billed = Billed(order.number, Decimal("12.00"))
    heading = Heading("F-1", month, clock.today())
    file = (sha256, "text/csv")
    bill = submit(person.contractor_id, person, heading, [billed], BillSource.CSV, file)
    penalties = saved(
        PenaltyFile(
            contractor_id=person.contractor_id,
            contract_id=order.holder.lot.contract_id,
            month=month,
            status=PenaltyStatus.NOTIFIED,
            notified_at=clock.now(),
            divisor=1000,
            cap=Decimal("0.10"),
            threshold=Decimal("1000.00"),
            hearing_days=15,
        )
    )
    return {"bill_id": bill.id, "line_id": lines_of(bill)[0].id, "file_id": penalties.id}


def _mail(user: User) -> mail.OutgoingMail:
    letter = mail.post(user, "case_delivered", "Objet", "http://localhost/")
    assert letter is not None
    commit()
    return letter


def _rule() -> ExemptionRule:
    return saved(
        ExemptionRule(
            reason=ExemptionReason.ALREADY_FRENCH, valid_from=date(2020, 1, 1), source="loi"
        )
    )
