"""Render the PDF of an issued invoice, once."""

from app import storage
from app.billing.operations import keep_paper
from app.billing.queries import get_invoice, paper_of
from app.billing.rendering import render
from workers.runtime import job


def leave_waiting(invoice_id: str, reason: str) -> None:
    """The page says that the PDF is being prepared; the sweep tries again."""


@job(give_up=leave_waiting)
def run(invoice_id: str) -> None:
    invoice = get_invoice(invoice_id)
    if invoice.number is None or paper_of(invoice):
        return
    keep_paper(invoice, storage.put_bytes(render(invoice)).sha256)
