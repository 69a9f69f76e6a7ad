"""Draft, issue, credit. An issued invoice is never changed: the database refuses."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete

from app import clock, jobs
from app.accounts.models import User
from app.audit import operations as audit
from app.billing import rules
from app.billing.lifecycle import TRANSITIONS, InvoiceAction, InvoiceStatus
from app.billing.models import Agreement, Invoice, InvoiceKind, InvoiceLine, InvoicePaper
from app.billing.numbering import take_number
from app.billing.printed import printed_copy
from app.billing.queries import credited, draft_of, tariff_for, uncharged_cases
from app.cases.models import Case
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _, _l
from app.lifecycle import next_status
from pricing.quote import Quantity, Quote, Tariff, quote
from pricing.tax import with_vat


class TariffMissing(Invalid):
    """Never a zero: the tariff is completed first."""


class NothingToInvoice(Invalid):
    message = _l("Rien à facturer : aucune traduction livrée et non facturée sur ce semestre.")


class HalfNotOver(Invalid):
    message = _l("Ce semestre n'est pas terminé : la facture s'émet après son dernier jour.")


class AlreadyCredited(Conflict):
    message = _l("Cette facture a déjà son avoir.")


def advance(invoice: Invoice, action: InvoiceAction, actor: User, **details: object) -> None:
    """The only place that writes `Invoice.status`."""
    before = invoice.status
    invoice.status = InvoiceStatus(next_status(TRANSITIONS, before, action))
    invoice.status_at = clock.now()
    audit.record(f"invoice.{action}", invoice, actor, before=before, **details)
    db.session.flush()


def draft(agreement: Agreement, half: str, actor: User | None = None) -> Invoice:
    """The half-year's draft, drawn up anew from what was delivered; raises `TariffMissing`."""
    db.session.refresh(agreement, with_for_update={"of": Agreement})
    invoice = draft_of(agreement, half)
    if invoice is None:
        invoice = Invoice(agreement_id=agreement.id, half=half, status_at=clock.now())
        db.session.add(invoice)
        db.session.flush()
    db.session.execute(delete(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id))
    db.session.expire(invoice, ["lines"])
    net = Decimal("0.00")
    for position, case in enumerate(uncharged_cases(agreement, half), start=1):
        priced = _price(agreement, case)
        db.session.add(_line(invoice, position, case, priced))
        net += priced.net
    _total(invoice, agreement, net)
    db.session.flush()
    audit.record("invoice.draft", invoice, actor, half=half, net=net)
    return invoice


def _price(agreement: Agreement, case: Case) -> Quote:
    on = _delivered_on(case)
    tariff = tariff_for(agreement, case.language, case.kind, on)
    if tariff is None:
        raise TariffMissing(
            _(
                "La convention %(number)s n'a pas de tarif pour %(reference)s : complétez-la.",
                number=agreement.number,
                reference=case.reference,
            )
        )
    terms = Tariff(tariff.unit.value, tariff.amount, tariff.minimum)
    return quote(terms, Quantity(words=case.words, pages=max(case.pages, 1)))


def _delivered_on(case: Case):
    return (case.delivered_at or clock.now()).astimezone(clock.PARIS).date()


def _line(invoice: Invoice, position: int, case: Case, priced: Quote) -> InvoiceLine:
    first = priced.lines[0]
    return InvoiceLine(
        invoice_id=invoice.id,
        position=position,
        case_id=case.id,
        description=f"{case.reference} · {case.language or ''} · {case.kind.value}",
        delivered_on=_delivered_on(case),
        unit=first.unit,
        quantity=first.quantity,
        unit_price=first.unit_price,
        net=priced.net,
    )


def _total(invoice: Invoice, agreement: Agreement, net: Decimal) -> None:
    taxed = with_vat(net, agreement.vat_rate)
    invoice.net, invoice.vat, invoice.gross = taxed.net, taxed.vat, taxed.gross


def issue(invoice: Invoice, actor: User) -> Invoice:
    """Give the draft its number and freeze it, in this transaction."""
    db.session.refresh(invoice, with_for_update={"of": Invoice})
    next_status(TRANSITIONS, invoice.status, InvoiceAction.ISSUE)
    if rules.days_of(invoice.half)[1] >= clock.today():
        raise HalfNotOver
    draft(invoice.agreement, invoice.half, actor)  # what came since the draft is on it
    if not invoice.lines:
        raise NothingToInvoice
    return _freeze(invoice, actor)


def _freeze(invoice: Invoice, actor: User) -> Invoice:
    day = clock.today()
    invoice.issued_on = day
    invoice.due_on = day + timedelta(days=invoice.agreement.payment_days)
    number = take_number(invoice.kind, day.year)
    invoice.number = number
    invoice.printed = printed_copy(invoice)
    advance(invoice, InvoiceAction.ISSUE, actor, number=number, net=invoice.net)
    jobs.enqueue(jobs.RENDER_INVOICE, invoice.id)
    return invoice


def credit(invoice: Invoice, actor: User, reason: str) -> Invoice:
    """A credit note for the whole invoice, in its own series; its cases may be charged anew."""
    db.session.refresh(invoice, with_for_update={"of": Invoice})
    if invoice.status is not InvoiceStatus.ISSUED or invoice.kind is InvoiceKind.CREDIT_NOTE:
        raise Invalid(_("Seule une facture émise se corrige par un avoir."))
    if credited(invoice):
        raise AlreadyCredited
    if not reason.strip():
        raise Invalid(_("Un avoir demande un motif, qui sera imprimé."))
    note = Invoice(
        kind=InvoiceKind.CREDIT_NOTE,
        agreement_id=invoice.agreement_id,
        half=invoice.half,
        status_at=clock.now(),
        corrects_id=invoice.id,
        reason=reason.strip(),
        net=-invoice.net,
        vat=-invoice.vat,
        gross=-invoice.gross,
    )
    db.session.add(note)
    db.session.flush()
    for line in invoice.lines:
        line.released_at = clock.now()
        db.session.add(_reversed(note, line))
    db.session.flush()
    db.session.expire(note, ["lines"])
    return _freeze(note, actor)


def _reversed(note: Invoice, line: InvoiceLine) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=note.id,
        position=line.position,
        case_id=line.case_id,
        charges=False,
        description=line.description,
        delivered_on=line.delivered_on,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=-line.net,
    )


def keep_paper(invoice: Invoice, pdf_sha256: str) -> None:
    """Note the PDF of an issued invoice, once."""
    if db.session.get(InvoicePaper, invoice.id) is None:
        db.session.add(InvoicePaper(invoice_id=invoice.id, pdf_sha256=pdf_sha256))
        db.session.flush()
