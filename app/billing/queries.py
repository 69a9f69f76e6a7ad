from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Institution
from app.billing.lifecycle import InvoiceStatus
from app.billing.models import (
    Agreement,
    AgreementTariff,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoicePaper,
)
from app.billing.rules import days_of
from app.budget.queries import bounds
from app.cases.models import Case, CaseKind
from app.db import db
from app.errors import NotFound


def get_invoice(invoice_id: UUID | str) -> Invoice:
    if found := db.session.get(Invoice, UUID(str(invoice_id))):
        return found
    raise NotFound


def get_agreement(agreement_id: UUID | str) -> Agreement:
    if found := db.session.get(Agreement, UUID(str(agreement_id))):
        return found
    raise NotFound


def agreements() -> Sequence[Agreement]:
    chosen = select(Agreement).join(Institution).order_by(Institution.name)
    return db.session.scalars(chosen.options(selectinload(Agreement.tariffs))).all()


def invoices(half: str = "", institution_id: UUID | None = None) -> Sequence[Invoice]:
    chosen = select(Invoice).order_by(Invoice.half.desc(), Invoice.number.nulls_first(), Invoice.id)
    if half:
        chosen = chosen.where(Invoice.half == half)
    if institution_id:
        chosen = chosen.join(Agreement).where(
            Agreement.institution_id == institution_id, Invoice.status == InvoiceStatus.ISSUED
        )
    return db.session.scalars(chosen.limit(500)).all()


def halves() -> list[str]:
    chosen = select(Invoice.half).distinct().order_by(Invoice.half.desc())
    return list(db.session.scalars(chosen))


def draft_of(agreement: Agreement, half: str) -> Invoice | None:
    return db.session.scalar(
        select(Invoice).filter_by(
            agreement_id=agreement.id,
            half=half,
            status=InvoiceStatus.DRAFT,
            kind=InvoiceKind.INVOICE,
        )
    )


def _is_charged():
    return exists().where(
        InvoiceLine.case_id == Case.id,
        InvoiceLine.charges,
        InvoiceLine.released_at.is_(None),
    )


def uncharged_cases(agreement: Agreement, half: str) -> Sequence[Case]:
    """Delivered in the half-year for the partner, and on no invoice that stands.

    The first delivery counts: a correction is not a second translation.
    """
    since, until = bounds(*days_of(half))
    chosen = select(Case).where(
        Case.institution_id == agreement.institution_id,
        Case.delivered_at >= since,
        Case.delivered_at < until,
        ~_is_charged(),
    )
    return db.session.scalars(chosen.order_by(Case.delivered_at, Case.reference)).all()


def tariff_for(
    agreement: Agreement, language: str | None, kind: CaseKind, on: date
) -> AgreementTariff | None:
    """The line of this language, else the line of every language."""
    chosen = select(AgreementTariff).where(
        AgreementTariff.agreement_id == agreement.id,
        AgreementTariff.kind == kind,
        AgreementTariff.language.in_((language or "", "")),
        AgreementTariff.period.contains(on),
    )
    return db.session.scalar(chosen.order_by(AgreementTariff.language.desc()).limit(1))


def credited(invoice: Invoice) -> Invoice | None:
    chosen = select(Invoice).filter_by(corrects_id=invoice.id, kind=InvoiceKind.CREDIT_NOTE)
    return db.session.scalar(chosen)


def paper_of(invoice: Invoice) -> InvoicePaper | None:
    return db.session.get(InvoicePaper, invoice.id)


def unrendered() -> Sequence[Invoice]:
    chosen = select(Invoice).where(
        Invoice.status == InvoiceStatus.ISSUED,
        ~exists().where(InvoicePaper.invoice_id == Invoice.id),
    )
    return db.session.scalars(chosen.limit(200)).all()


def numbers_in(series: str) -> list[str]:
    """The numbers given in a series, in order: proof that none is missing."""
    chosen = select(Invoice.number).where(Invoice.number.like(f"{series}-%"))
    return list(db.session.scalars(chosen.order_by(Invoice.number)))


def charged_total(half: str):
    chosen = select(func.sum(Invoice.net)).where(
        Invoice.half == half, Invoice.status == InvoiceStatus.ISSUED
    )
    return db.session.scalar(chosen)
