"""The life of an invoice: a draft may change or go, an issued one never does."""

from enum import StrEnum


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"


class InvoiceAction(StrEnum):
    ISSUE = "issue"


TRANSITIONS = {(InvoiceStatus.DRAFT, InvoiceAction.ISSUE): InvoiceStatus.ISSUED}
