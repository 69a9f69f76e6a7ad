"""What several pages of invoices share."""

from flask import render_template, request

from app import clock
from app.billing import operations, payment_queries, queries, rules
from app.billing.forms import PaymentForm
from app.billing.models import Invoice, InvoiceKind
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.errors import Invalid
from app.i18n import _

LINES_A_PAGE = 100


def asked_half(values) -> str:
    half = values.get("half") or rules.half_before(rules.half_of(clock.today()))
    if not rules.is_half(half):
        raise Invalid(_("Un semestre s'écrit 2026-1 ou 2026-2."))
    return half


def invoice_page(invoice: Invoice, form: PaymentForm) -> str:
    page = max(request.args.get("page", 0, int), 0)
    lines = queries.lines_of(invoice, page, LINES_A_PAGE + 1)
    is_owed = bool(invoice.number) and invoice.kind is InvoiceKind.INVOICE
    return render_template(
        "billing/invoice.html",
        invoice=invoice,
        groups=queries.groups_of(invoice),
        lines=lines[:LINES_A_PAGE],
        page=page,
        has_more=len(lines) > LINES_A_PAGE,
        credit_note=queries.credited(invoice),
        paper=queries.paper_of(invoice),
        problems=[] if invoice.number else operations.check(invoice),
        balance=payment_queries.balance_of(invoice) if is_owed else None,
        payments=payment_queries.payments_of(invoice),
        cancelled=payment_queries.cancelled_ids(invoice),
        reminders=payment_queries.reminders_of(invoice),
        may_remind=is_owed and _may_remind(invoice),
        form=form,
        kinds={kind.value: kind for kind in CaseKind},
        units={unit.value: unit for unit in Unit},
    )


def _may_remind(invoice: Invoice) -> bool:
    sent = [row.sent_on for row in payment_queries.reminders_of(invoice)]
    balance = payment_queries.balance_of(invoice)
    return rules.next_reminder(sent, invoice.due_on, balance, clock.today()) is not None
