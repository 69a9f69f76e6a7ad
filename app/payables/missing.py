"""Returns accepted in the billed month that the bill leaves out, and no other bill holds."""

from app.payables.billable_queries import BillableOrder, BillingState, in_month
from app.payables.models import Bill


def accepted_unbilled(bill: Bill) -> list[BillableOrder]:
    rows = in_month(bill.contractor_id, bill.month)
    return [row for row in rows if row.state is BillingState.TO_BILL]
