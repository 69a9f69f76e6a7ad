"""Entries for the accountant's software: double entry, each piece balanced to the cent.

A credit note turns its invoice's entry round; a payment clears the customer's account. The
accounts are settings: each body has its own plan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.billing.models import Invoice, InvoicePayment

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Entry:
    journal: str  # VT sales, BQ bank
    on: date
    account: str
    piece: str
    label: str
    debit: Decimal = NOTHING
    credit: Decimal = NOTHING


def of_invoice(invoice: Invoice, accounts: Mapping[str, str]) -> list[Entry]:
    said, on, piece = invoice.agreement.institution.name, invoice.issued_on, invoice.number or ""
    legs = (
        (accounts["ACCOUNT_CUSTOMERS"], invoice.gross),
        (accounts["ACCOUNT_SALES"], -invoice.net),
        (accounts["ACCOUNT_VAT"], -invoice.vat),
    )
    return [_leg("VT", on or date.min, account, piece, said, amount) for account, amount in legs
            if amount]  # fmt: skip


def of_payment(paid: InvoicePayment, accounts: Mapping[str, str]) -> list[Entry]:
    said, piece = paid.invoice.agreement.institution.name, paid.invoice.number or ""
    legs = ((accounts["ACCOUNT_BANK"], paid.amount), (accounts["ACCOUNT_CUSTOMERS"], -paid.amount))
    return [_leg("BQ", paid.received_on, account, piece, said, amount) for account, amount in legs]


def _leg(
    journal: str, on: date, account: str, piece: str, label: str, amount: Decimal
) -> Entry:  # a positive amount is a debit
    side = {"debit": amount} if amount > 0 else {"credit": -amount}
    return Entry(journal, on, account, piece, label, **side)


def entries(
    invoices: Iterable[Invoice], payments: Iterable[InvoicePayment], accounts: Mapping[str, str]
) -> list[Entry]:
    told = [entry for invoice in invoices for entry in of_invoice(invoice, accounts)]
    told += [entry for paid in payments for entry in of_payment(paid, accounts)]
    debit, credit = (sum((getattr(e, side) for e in told), NOTHING) for side in ("debit", "credit"))
    if debit != credit:
        raise ArithmeticError(f"entries do not balance: {debit} and {credit}")
    return told
