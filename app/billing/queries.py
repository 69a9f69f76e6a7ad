from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.orm import lazyload, selectinload

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
from app.billing.rules import Group, days_of
from app.budget.queries import bounds
from app.cases.models import Case
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
    """As it is now in the database: whoever locks the agreement may rely on it."""
    chosen = select(Invoice).filter_by(
        agreement_id=agreement.id,
        half=half,
        status=InvoiceStatus.DRAFT,
        kind=InvoiceKind.INVOICE,
    )
    return db.session.scalar(chosen.execution_options(populate_existing=True))


def _is_charged():
    return exists().where(
        InvoiceLine.case_id == Case.id,
        InvoiceLine.charges,
        InvoiceLine.released_at.is_(None),
    )


def uncharged_cases(agreement: Agreement, half: str) -> Sequence[Row]:
    """Delivered in the half-year for the partner, and on no invoice that stands.

    The first delivery counts: a correction is not a second translation.
    """
    since, until = bounds(*days_of(half))
    columns = (
        Case.id, Case.reference, Case.language, Case.kind, Case.words, Case.pages,
        Case.delivered_at,
    )  # fmt: skip
    chosen = select(*columns).where(
        Case.institution_id == agreement.institution_id,
        Case.delivered_at >= since,
        Case.delivered_at < until,
        ~_is_charged(),
    )
    return db.session.execute(chosen.order_by(Case.delivered_at, Case.reference)).all()


def tariffs_of(agreement: Agreement) -> Sequence[AgreementTariff]:
    """Those of a language before those of every language."""
    chosen = select(AgreementTariff).filter_by(agreement_id=agreement.id)
    order = (AgreementTariff.language.desc(), AgreementTariff.kind, AgreementTariff.period)
    return db.session.scalars(chosen.order_by(*order)).all()


def line_counts(half: str) -> dict[UUID, int]:
    chosen = select(InvoiceLine.invoice_id, func.count()).join(Invoice).where(Invoice.half == half)
    return {row[0]: row[1] for row in db.session.execute(chosen.group_by(InvoiceLine.invoice_id))}


def lines_of(invoice: Invoice, page: int = 0, size: int | None = None) -> Sequence[Row]:
    """The lines as plain rows, in their order; all of them unless a `size` is given."""
    table = InvoiceLine.__table__
    chosen = select(table).where(table.c.invoice_id == invoice.id).order_by(table.c.position)
    if size:
        chosen = chosen.limit(size).offset(page * size)
    return db.session.execute(chosen).all()


def last_delivery(invoice: Invoice) -> date | None:
    chosen = select(func.max(InvoiceLine.delivered_on))
    return db.session.scalar(chosen.where(InvoiceLine.invoice_id == invoice.id))


def groups_of(invoice: Invoice) -> list[Group]:
    """What the invoice prints: its lines by kind, language, unit and price; never negative."""
    keys = (InvoiceLine.kind, InvoiceLine.language, InvoiceLine.unit, InvoiceLine.unit_price)
    figures = (
        func.count(),
        func.sum(InvoiceLine.quantity),
        func.abs(func.sum(InvoiceLine.net)),
    )
    chosen = select(*keys, *figures).where(InvoiceLine.invoice_id == invoice.id)
    rows = db.session.execute(chosen.group_by(*keys).order_by(*keys))
    return [Group(kind, language, unit.value, *rest) for kind, language, unit, *rest in rows]


@dataclass(frozen=True)
class Reconciled:
    """Delivered against charged, for one agreement and half-year."""

    agreement: Agreement
    delivered: int
    charged: int  # on an invoice or a draft that stands
    issued: int
    twice: int
    strangers: int  # lines of the half-year whose case was not delivered in it

    @property
    def forgotten(self) -> int:
        return self.delivered - self.charged

    @property
    def is_proved(self) -> bool:
        return self.twice == 0 and self.strangers == 0 and self.forgotten == 0


def reconciled(half: str) -> list[Reconciled]:
    """The proof that no case is charged twice and none is forgotten."""
    since, until = bounds(*days_of(half))
    stands = and_(
        InvoiceLine.case_id == Case.id, InvoiceLine.charges, InvoiceLine.released_at.is_(None)
    )
    issued = Invoice.status == InvoiceStatus.ISSUED
    found = (
        select(
            Agreement,
            func.count(Case.id.distinct()),
            func.count(InvoiceLine.case_id.distinct()),
            func.count(InvoiceLine.case_id.distinct()).filter(issued),
            func.count(InvoiceLine.id),
        )
        .join(Case, Case.institution_id == Agreement.institution_id)
        .outerjoin(InvoiceLine, stands)
        .outerjoin(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Case.delivered_at >= since, Case.delivered_at < until)
        .options(lazyload(Agreement.institution))
        .group_by(Agreement)
        .order_by(Agreement.number)
    )
    strangers = _strangers(half)
    return [
        Reconciled(agreement, delivered, charged, given, lines - charged, strangers[agreement.id])
        for agreement, delivered, charged, given, lines in db.session.execute(found)
    ]


def _strangers(half: str) -> Counter[UUID]:
    since, until = bounds(*days_of(half))
    inside = and_(
        Case.delivered_at >= since,
        Case.delivered_at < until,
        Case.institution_id == Agreement.institution_id,
    )
    found = (
        select(Invoice.agreement_id, func.count())
        .select_from(InvoiceLine)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Agreement, Agreement.id == Invoice.agreement_id)
        .join(Case, Case.id == InvoiceLine.case_id)
        .where(Invoice.half == half, InvoiceLine.charges, InvoiceLine.released_at.is_(None))
        .where(or_(~inside, Case.delivered_at.is_(None)))
        .group_by(Invoice.agreement_id)
    )
    return Counter({row[0]: row[1] for row in db.session.execute(found)})


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
