"""Every minute: find rows that should have moved by now and hint at them again.

Nothing depends on the queue keeping its jobs: each sweep reads the rows' own states.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from app import clock, jobs, mail
from app.accounts.operations import forget_before
from app.assignment.operations import expire_order
from app.assignment.plan_operations import close_lost
from app.assignment.plan_queries import is_plan_due, is_planning, is_stock_waiting
from app.assignment.queries import (
    cases_without_assignment,
    ended_cases_still_held,
    offers_expired,
)
from app.audit.queries import chain_heads
from app.billing.queries import unrendered
from app.budget.forecast_operations import forecast
from app.budget.forecast_operations import watch as watch_budget
from app.budget.notices import tell_finance
from app.budget.reconciliation import roll_costs
from app.cases.lifecycle import CaseStatus
from app.cases.queries import cases_stuck_in
from app.certification.queries import unrendered_since
from app.db import commit, rollback
from app.fingerprint.index import close_common
from app.fingerprint.queries import to_compare_again, without_fingerprint
from app.forecast.queries import is_run_since
from app.intake.lifecycle import DocumentStatus
from app.intake.queries import documents_stuck_in
from app.lifecycle import InvalidTransition
from app.outbox import mails_left_behind
from app.reuse import late
from app.reuse.queries import found_late, reused_without_certificate, unasked, unsettled
from app.sla.escalation_notices import tell
from app.sla.escalation_operations import escalate
from app.sla.notices import tell_coordinators
from app.sla.operations import watch

PATIENCE = timedelta(minutes=5)
OUT_OF_ORDER = timedelta(days=30)  # longer than a case stays open as a rule
logger = logging.getLogger("sweeps")


def sweep_admissions() -> None:
    """Cases whose documents may all have been read, and that nobody admitted."""
    stuck = (CaseStatus.SUBMITTED, CaseStatus.PRESCREENING)
    for case in cases_stuck_in(stuck, clock.now() - PATIENCE):
        jobs.enqueue(jobs.ADMIT_CASE, case.id)
    commit()


def sweep_assignments() -> None:
    for case in cases_stuck_in((CaseStatus.READY,), clock.now() - PATIENCE):
        jobs.enqueue(jobs.ASSIGN_CASE, case.id)
    commit()


def sweep_plans() -> None:
    """Plan the stock again; what a planner that died had begun is closed first."""
    now = clock.now()
    if close_lost(now - PATIENCE) or (
        (is_stock_waiting() or is_plan_due(now)) and not is_planning()
    ):
        jobs.enqueue(jobs.PLAN_STOCK)
    commit()


def sweep_orders() -> None:
    """Offers left without an answer go to the next holder."""
    for order in offers_expired(clock.now()):
        try:
            expire_order(order)
            commit()
        except InvalidTransition:  # answered in the meantime
            rollback()


def sweep_held_cases() -> None:
    """Corrections that wait to be given back, ended cases that somebody still holds."""
    for case in cases_without_assignment():
        jobs.enqueue(jobs.REOPEN_CASE, case.id)
    for case in ended_cases_still_held():
        jobs.enqueue(jobs.RELEASE_CASE, case.id)
    commit()


def sweep_deadlines() -> None:
    """Alerts three days before the end of a commitment, at its breach, and on late assignees."""
    tell_coordinators(watch(clock.now()))
    commit()


def sweep_escalations() -> None:
    """What stays too long in a state, by the rules that the administrator keeps."""
    tell(escalate(clock.now()))
    commit()


def sweep_forecast() -> None:
    """One forecast a night, after two o'clock; the first as soon as the platform is up."""
    now = clock.now()
    night = clock.start_of(clock.today()) + timedelta(hours=2)
    since = night if now >= night else night - timedelta(days=1)
    if not is_run_since(since):
        jobs.enqueue(jobs.RECKON_FORECAST, since.isoformat())
        commit()


def sweep_documents() -> None:
    """Files whose scan or reading was lost: a worker killed, the queue restarted empty."""
    before = clock.now() - PATIENCE
    for document in documents_stuck_in(DocumentStatus.AWAITING_SCAN, before):
        jobs.enqueue(jobs.SCAN_DOCUMENT, document.id)
    for document in documents_stuck_in(DocumentStatus.CLEAN, before):
        jobs.enqueue(jobs.PRESCREEN_DOCUMENT, document.id)
    commit()


def sweep_fingerprints() -> None:
    """Documents that were read and never compared: a job was lost."""
    for document in without_fingerprint(clock.now() - PATIENCE):
        jobs.enqueue(jobs.FINGERPRINT_DOCUMENT, document.id)
    commit()


def compare_again() -> None:
    """Every night: what arrived out of order, and keys that became common."""
    for document in to_compare_again(clock.now() - OUT_OF_ORDER):
        jobs.enqueue(jobs.FINGERPRINT_AGAIN, document.id)
    close_common()
    commit()


def sweep_reused() -> None:
    """Reused cases whose certified PDF was not issued."""
    for case in reused_without_certificate():
        jobs.enqueue(jobs.DELIVER_REUSED, case.id)
    commit()


def sweep_late_reuse() -> None:
    """Proposals that came late, that were decided by another door, or that their case outlived."""
    works = ((late.ask, found_late()), (late.settle, unsettled()), (late.lapse, unasked()))
    for work, found in works:
        for case in found:
            try:
                work(case)
                commit()
            except InvalidTransition:  # it moved in the meantime
                rollback()


def sweep_certificates() -> None:
    """Certificates whose PDF was not rendered: a job lost, or one that failed."""
    for certificate in unrendered_since(clock.now() - PATIENCE):
        jobs.enqueue(jobs.RENDER_CERTIFICATE, certificate.id)
    commit()


def sweep_mails() -> None:
    """Mails that no worker took: the queue restarted empty, the mail server was away."""
    if mail.is_configured():
        for letter in mails_left_behind(clock.now() - PATIENCE):
            jobs.enqueue(jobs.SEND_MAIL, letter.id)
        commit()


def anchor_chains() -> None:
    """Say once a day, outside the database, where each chain stands: who rewrote the whole
    table and its head would still be contradicted by the logs."""
    for link in chain_heads():
        logger.info("chain head", extra={"chain": link.chain, "seq": link.seq, "hash": link.hash})


def forget_attempts() -> None:
    """Log-in attempts, links and sessions age out: they hold addresses."""
    forget_before(clock.now())
    commit()


def sweep_invoices() -> None:
    """Issued invoices whose PDF was not rendered."""
    for invoice in unrendered():
        jobs.enqueue(jobs.RENDER_INVOICE, invoice.id)
    commit()


def sweep_costs() -> None:
    """Movements of costs into the sums by day; a total is exact before and after."""
    roll_costs()
    commit()


def forecast_budget() -> None:
    """Once a day, the year's end; whoever answers for the budget is told if it will not do."""
    today = clock.today()
    for version in watch_budget(forecast(today), today):
        tell_finance(version)
    commit()


# What the schedule runs: (sweep, every so many seconds).
SWEEPS: list[tuple[Callable[[], None], int]] = [
    (sweep_documents, 60),
    (sweep_admissions, 60),
    (sweep_fingerprints, 60),
    (sweep_reused, 120),
    (sweep_late_reuse, 60),
    (compare_again, 86400),
    (sweep_certificates, 60),
    (sweep_invoices, 120),
    (sweep_assignments, 60),
    (sweep_plans, 60),
    (sweep_orders, 60),
    (sweep_held_cases, 60),
    (sweep_deadlines, 300),
    (sweep_costs, 60),
    (sweep_escalations, 300),
    (sweep_forecast, 900),
    (forecast_budget, 3600),
    (sweep_mails, 120),
    (forget_attempts, 3600),
    (anchor_chains, 86400),
]
