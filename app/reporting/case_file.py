"""Everything that one page says of a case, cut to what its reader may read."""

from dataclasses import dataclass, field
from uuid import UUID

from app.accounts.models import Role, User
from app.accounts.permissions import Permission, permits
from app.accounts.queries import users_among
from app.assignment.models import Assignment, PurchaseOrder
from app.assignment.queries import assignments_of, orders_of_case
from app.audit.models import AuditEvent, DocumentAccess
from app.audit.queries import accesses_of_case, events_of
from app.budget.models import CostEntry
from app.budget.queries import entries_of
from app.cases.lifecycle import CaseAction, open_to
from app.cases.models import Case, CaseMessage, CasePause
from app.cases.queries import messages_of, pauses_of
from app.certification.models import Certificate
from app.intake.models import Document, Page
from app.intake.queries import documents_of, pages_of
from app.reporting import timeline
from app.reporting.case_queries import certificates_of

ACCESSES_SHOWN = 100
P = Permission
# Which permission a button needs beside its row in the table of transitions.
NEEDS = {
    CaseAction.ASK: P.CASE_ASK,
    CaseAction.RESUME: P.CASE_MESSAGE,
    CaseAction.CANCEL: P.CASE_CANCEL,
    CaseAction.REQUEST_CORRECTION: P.CASE_CORRECT,
    CaseAction.ACCEPT_CORRECTION: P.CASE_CORRECTION_DECIDE,
    CaseAction.WITHDRAW: P.ASSIGNMENT_MANAGE,
    CaseAction.ASSIGN: P.ASSIGNMENT_MANAGE,
    CaseAction.ADMIT: P.INTAKE_REVIEW,
    CaseAction.START: P.CASE_TRANSLATE,
    CaseAction.RETURN: P.CASE_TRANSLATE,
    CaseAction.REVISE: P.CASE_REVISE,
    CaseAction.DELIVER: P.CASE_CERTIFY,
}


@dataclass(frozen=True)
class CaseFile:
    case: Case
    reader: User
    actions: set[CaseAction]
    documents: list[tuple[Document, list[Page]]]
    messages: list[CaseMessage]
    pauses: list[CasePause]
    timeline: list[timeline.Item]
    certificates: list[Certificate]
    orders: list[PurchaseOrder] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    costs: list[CostEntry] = field(default_factory=list)
    accesses: list[DocumentAccess] = field(default_factory=list)
    names: dict[UUID, User] = field(default_factory=dict)

    def may(self, permission: str) -> bool:
        return permits(self.reader, Permission(permission), self.case)

    def can(self, action: str) -> bool:
        return CaseAction(action) in self.actions

    def shown_as(self, user_id: UUID | None) -> str:
        return timeline.shown_as(self.names.get(user_id) if user_id else None, self.reader)


def gather(case: Case, reader: User) -> CaseFile:
    def may(permission: Permission) -> bool:
        return permits(reader, permission, case)

    inside = may(P.CASE_TIMELINE) and reader.institution_id is None
    orders = orders_of_case(case) if inside else []
    assignments = assignments_of(case) if inside else []
    costs = list(entries_of(case)) if may(P.COST_READ) else []
    accesses = accesses_of_case(case.id)[:ACCESSES_SHOWN] if may(P.CASE_ACCESSES) else []
    events = _events(case, orders) if may(P.CASE_TIMELINE) else []
    names = users_among(_people(events, accesses, assignments))
    return CaseFile(
        case=case,
        reader=reader,
        actions=allowed(case, reader),
        documents=_documents(case, reader),
        messages=messages_of(case) if may(P.CASE_MESSAGE) or inside else [],
        pauses=pauses_of(case),
        timeline=timeline.items(events, reader, names, costs),
        certificates=certificates_of(case) if may(P.CERTIFICATE_READ) else [],
        orders=orders,
        assignments=assignments,
        costs=costs,
        accesses=accesses,
        names=names,
    )


def allowed(case: Case, reader: User) -> set[CaseAction]:
    """What the table of transitions gives to this role from here, permissions held."""
    return {
        action
        for action in open_to(reader.role, case.status)
        if action in NEEDS and permits(reader, NEEDS[action], case)
    }


def _documents(case: Case, reader: User) -> list[tuple[Document, list[Page]]]:
    return [
        (document, pages_of(document))
        for document in documents_of(case)
        if permits(reader, P.DOCUMENT_READ, document)
    ]


def _events(case: Case, orders: list[PurchaseOrder]) -> list[AuditEvent]:
    found = events_of("case_file", case.id)
    for order in orders:
        found += events_of("purchase_order", order.id)
    return found


def _people(
    events: list[AuditEvent], accesses: list[DocumentAccess], assignments: list[Assignment]
) -> set[UUID]:
    found = {event.actor_id for event in events} | {access.user_id for access in accesses}
    found |= {given.translator_id for given in assignments}
    found |= {given.assigned_by_id for given in assignments}
    return {user_id for user_id in found if user_id}


def reads_messages(case: Case, reader: User) -> bool:
    """Who opens the thread as its addressee: an auditor's look does not make it read."""
    return permits(reader, P.CASE_MESSAGE, case) and reader.role is not Role.AUDITOR
