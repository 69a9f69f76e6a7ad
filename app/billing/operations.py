"""Draft, check, issue, credit. An issued invoice is never changed: the database refuses."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, delete, insert, update

from app import clock, jobs, storage
from app.accounts.models import User
from app.audit import operations as audit
from app.billing import rules
from app.billing.einvoice import cii
from app.billing.lifecycle import TRANSITIONS, InvoiceAction, InvoiceStatus
from app.billing.models import (
    Agreement,
    AgreementTariff,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoicePaper,
)
from app.billing.numbering import number_and_day, series_of
from app.billing.particulars import missing
from app.billing.printed import printed_copy
from app.billing.queries import (
    credited,
    draft_of,
    groups_of,
    lines_of,
    tariffs_of,
    uncharged_cases,
)
from app.billing.validation import findings
from app.contracts.models import Unit
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _, _l
from app.lifecycle import next_status
from pricing.quote import Quantity, Quote, Tariff, quote
from pricing.tax import with_vat


class InvoiceRefused(Invalid):
    """A particular is missing or a rule of EN 16931 is broken: no number was given."""


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


def lock(agreement: Agreement) -> None:
    """Whatever touches an agreement's invoices takes it first: one order, no deadlock."""
    db.session.refresh(agreement, with_for_update={"of": Agreement})


def draft(agreement: Agreement, half: str, actor: User | None = None) -> Invoice:
    """The half-year's draft, drawn up anew from what was delivered; raises `TariffMissing`."""
    lock(agreement)
    invoice = draft_of(agreement, half)
    if invoice is None:
        invoice = Invoice(agreement_id=agreement.id, half=half, status_at=clock.now())
        db.session.add(invoice)
        db.session.flush()
    _charge(invoice, agreement)
    audit.record("invoice.draft", invoice, actor, half=half, net=invoice.net)
    return invoice


def _charge(invoice: Invoice, agreement: Agreement) -> None:
    old = delete(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    db.session.execute(old.execution_options(synchronize_session=False))
    tariffs = tariffs_of(agreement)
    rows = [
        _line(invoice, position, case, _price(agreement, tariffs, case))
        for position, case in enumerate(uncharged_cases(agreement, invoice.half), start=1)
    ]
    _insert(rows)
    taxed = with_vat(sum((row["net"] for row in rows), Decimal("0.00")), agreement.vat_rate)
    invoice.net, invoice.vat, invoice.gross = taxed.net, taxed.vat, taxed.gross
    db.session.flush()
    db.session.expire(invoice, ["lines"])


def _insert(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(InvoiceLine), rows)


def _price(agreement: Agreement, tariffs: Sequence[AgreementTariff], case: Row) -> Quote:
    on = _delivered_on(case)
    for tariff in tariffs:
        if (
            tariff.kind is case.kind
            and tariff.language in (case.language, "")
            and tariff.period.contains(on)
        ):
            terms = Tariff(tariff.unit.value, tariff.amount, tariff.minimum)
            return quote(terms, Quantity(words=case.words, pages=max(case.pages, 1)))
    raise TariffMissing(
        _(
            "La convention %(number)s n'a pas de tarif pour %(reference)s : complétez-la.",
            number=agreement.number,
            reference=case.reference,
        )
    )


def _delivered_on(case: Row) -> date:
    return case.delivered_at.astimezone(clock.PARIS).date()


def _line(invoice: Invoice, position: int, case: Row, priced: Quote) -> dict[str, Any]:
    first = priced.lines[0]
    return {
        "invoice_id": invoice.id,
        "position": position,
        "case_id": case.id,
        "charges": True,
        "description": f"{case.reference} · {case.language or ''} · {case.kind.value}",
        "reference": case.reference,
        "language": case.language or "",
        "kind": case.kind.value,
        "delivered_on": _delivered_on(case),
        "unit": Unit(first.unit),
        "quantity": first.quantity,
        "unit_price": first.unit_price,
        "net": priced.net,
    }


def check(invoice: Invoice) -> list[str]:
    """What keeps a draft from being issued, in sentences; it is not changed."""
    number = f"{series_of(invoice.kind, clock.today().year)}-0000"
    said = printed_copy(invoice, number, clock.today())
    return missing(said) or _broken(cii(said))


def _broken(xml: bytes) -> list[str]:
    return [f"{found.rule} : {found.text}" for found in findings(xml) if found.is_fatal]


def issue(invoice: Invoice, actor: User) -> Invoice:
    """Give the draft its number and freeze it, in this transaction; raises `InvoiceRefused`."""
    lock(invoice.agreement)
    db.session.refresh(invoice, with_for_update={"of": Invoice})
    next_status(TRANSITIONS, invoice.status, InvoiceAction.ISSUE)
    if rules.days_of(invoice.half)[1] >= clock.today():
        raise HalfNotOver
    draft(invoice.agreement, invoice.half, actor)  # what came since the draft is on it
    if not groups_of(invoice):
        raise NothingToInvoice
    return _freeze(invoice, actor)


def _freeze(invoice: Invoice, actor: User) -> Invoice:
    """Number, copy, file: all or nothing. The file that is checked is the file that is kept."""
    number, day = number_and_day(invoice.kind)
    said = printed_copy(invoice, number, day)
    xml = _valid_file(invoice, said)
    invoice.number, invoice.issued_on = number, day
    invoice.due_on = day + timedelta(days=invoice.agreement.payment_days)
    invoice.printed = said
    invoice.xml_sha256 = storage.put_bytes(xml).sha256
    advance(invoice, InvoiceAction.ISSUE, actor, number=number, net=invoice.net)
    jobs.enqueue(jobs.RENDER_INVOICE, invoice.id)
    return invoice


def _valid_file(invoice: Invoice, said: dict[str, Any]) -> bytes:
    problems = missing(said)
    if not problems:
        xml = cii(said)
        problems = _broken(xml)
    if problems:
        name, list_of = invoice.agreement.institution.name, " ".join(problems)
        raise InvoiceRefused(
            _("%(name)s : facture non émise. %(problems)s", name=name, problems=list_of)
        )
    return xml


def credit(invoice: Invoice, actor: User, reason: str) -> Invoice:
    """A credit note for the whole invoice, in its own series; its cases may be charged anew."""
    lock(invoice.agreement)
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
    _reverse(invoice, note)
    return _freeze(note, actor)


def _reverse(invoice: Invoice, note: Invoice) -> None:
    rows = [row._asdict() for row in lines_of(invoice)]
    _insert([_reversed(note, row) for row in rows])
    release = update(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    release = release.execution_options(synchronize_session=False)
    db.session.execute(release.values(released_at=clock.now()))
    db.session.expire(invoice, ["lines"])


def _reversed(note: Invoice, row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("id", "released_at")}
    return kept | {"invoice_id": note.id, "charges": False, "net": -row["net"]}


def keep_paper(invoice: Invoice, pdf_sha256: str) -> None:
    """Note the PDF of an issued invoice, once."""
    if db.session.get(InvoicePaper, invoice.id) is None:
        db.session.add(InvoicePaper(invoice_id=invoice.id, pdf_sha256=pdf_sha256))
        db.session.flush()
