"""The menu: what a person may ever do, in the order of their day."""

from dataclasses import dataclass

from flask import Flask, current_app, g, has_request_context, request, url_for

from app.accounts.permissions import Permission, may_ever
from app.i18n import _l

P = Permission


@dataclass(frozen=True)
class Entry:
    label: object
    endpoint: str
    icon: str
    permission: Permission
    also: tuple[str, ...] = ()  # endpoints' prefixes under which it is shown as active


ORDER_PAGES = ("assignment.order", "translation.return_")
BILL_PAGES = ("payables.bill", "payables.line", "payables.penalt")
OWN_BILL_PAGES = ("payables.own", "payables.new", "payables.bill", "payables.upload",
                  "payables.penalty")  # fmt: skip

# The order is that of the day's work; an entry is shown when its endpoint exists and is permitted.
MENU: list[Entry] = [
    Entry(_l("Déposer"), "intake.new_deposit", "upload", P.DEPOSIT_CREATE, ("intake.deposit",)),
    Entry(_l("Pilotage"), "reporting.dashboard", "layout-dashboard", P.DASHBOARD_READ),
    Entry(_l("Prévision"), "forecast.index", "chart-bar", P.DASHBOARD_READ, ("forecast.",)),
    Entry(
        _l("Relecture"),
        "translation.revision_queue",
        "eye-check",
        P.REVISION_QUEUE,
        ("translation.revision",),
    ),
    Entry(
        _l("Ma file"), "translation.queue", "list-check", P.QUEUE_OWN, ("translation.workspace",)
    ),
    Entry(_l("Commandes"), "assignment.orders", "truck-delivery", P.ORDER_LIST, ORDER_PAGES),
    Entry(
        _l("À examiner"),
        "prescreen.review_queue",
        "zoom-question",
        P.INTAKE_REVIEW,
        ("prescreen.",),
    ),
    Entry(_l("Demandes"), "cases.index", "files", P.CASE_LIST, ("cases.", "reporting.case")),
    Entry(_l("Doublons"), "fingerprint.index", "copy", P.INTAKE_REVIEW),
    Entry(_l("Réemploi"), "reuse.index", "refresh", P.INTAKE_REVIEW, ("reuse.", "reuse_rules.")),
    Entry(_l("Affectation"), "assignment.board", "arrows-split", P.ASSIGNMENT_MANAGE),
    Entry(
        _l("Traducteurs"),
        "assignment.translators",
        "users",
        P.TRANSLATOR_PROFILE,
        ("assignment.translator",),
    ),
    Entry(_l("Relances"), "sla.escalations", "bell", P.ALERT_OWN),
    Entry(_l("Coûts"), "reporting.costs", "coin-euro", P.COST_READ, ("reporting.cost",)),
    Entry(_l("Marchés"), "contracts.index", "file-certificate", P.CONTRACT_READ, ("contracts.",)),
    Entry(_l("Budget"), "budget.index", "chart-bar", P.BUDGET_READ),
    Entry(_l("Factures"), "billing.invoices", "file-invoice", P.INVOICE_READ, ("billing.",)),
    Entry(_l("À facturer"), "payables.billable", "receipt", P.BILL_SUBMIT),
    Entry(_l("Mes factures"), "payables.own_bills", "file-invoice", P.BILL_SUBMIT, OWN_BILL_PAGES),
    Entry(_l("Prestataires"), "payables.bills", "clipboard-check", P.BILL_READ, BILL_PAGES),
    Entry(_l("Clôtures"), "closing.months", "rubber-stamp", P.MONTH_READ, ("closing.",)),
    Entry(_l("Mes factures"), "billing.own_invoices", "file-invoice", P.INVOICE_OWN, ("billing.",)),
    Entry(_l("Équipe"), "accounts.staff", "users", P.INSTITUTION_STAFF),
    Entry(
        _l("Comptes"),
        "accounts.users",
        "user-cog",
        P.ACCOUNT_ADMINISTER,
        ("accounts.user", "accounts.contr"),
    ),
    Entry(
        _l("Organismes"),
        "accounts.institutions",
        "building",
        P.ACCOUNT_ADMINISTER,
        ("accounts.inst",),
    ),
    Entry(_l("Référentiels"), "catalogue.index", "list-details", P.CATALOGUE_EDIT),
    Entry(
        _l("Règles de relance"),
        "sla.escalation_rules",
        "bell",
        P.ESCALATION_EDIT,
        ("sla.escalation_r",),
    ),
    Entry(_l("Accès aux pièces"), "audit.accesses", "fingerprint", P.AUDIT_READ, ("audit.verify",)),
    Entry(_l("Journal"), "audit.events", "history", P.AUDIT_READ),
    Entry(_l("Exploitation"), "pages.operations", "activity", P.OPERATIONS_READ, ("pages.mail",)),
]


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"nav": navigation()})


def navigation() -> list[dict]:
    user = g.get("user")
    shown = [
        entry
        for entry in MENU
        if entry.endpoint in current_app.view_functions and may_ever(user, entry.permission)
    ]
    here = entry_of((request.endpoint if has_request_context() else "") or "", shown)
    return [
        {
            "label": entry.label,
            "url": url_for(entry.endpoint),
            "icon": entry.icon,
            "active": entry is here,
        }
        for entry in shown
    ]


def entry_of(endpoint: str, shown: list[Entry]) -> Entry | None:
    """The entry under which a page stands: its own, else the one with the longest prefix."""
    best, length = None, 0
    for entry in shown:
        if endpoint == entry.endpoint:
            return entry
        for prefix in entry.also:
            if endpoint.startswith(prefix) and len(prefix) > length:
                best, length = entry, len(prefix)
    return best
