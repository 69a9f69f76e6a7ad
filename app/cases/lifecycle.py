"""The life of a case (DOMAIN.md): one table says who may do what from where.

Buttons, operations, tests and `docs/lifecycle.md` follow it. Parties are the values of
`accounts.Role`; `machine` is the platform itself.
"""

from enum import StrEnum


class CaseStatus(StrEnum):
    SUBMITTED = "submitted"
    PRESCREENING = "prescreening"
    INTAKE_REVIEW = "intake_review"
    READY = "ready"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    IN_REVISION = "in_revision"
    DELIVERED = "delivered"
    AWAITING_INSTITUTION = "awaiting_institution"
    CORRECTION_REQUESTED = "correction_requested"
    NOT_NEEDED = "not_needed"
    REUSED = "reused"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class CaseAction(StrEnum):
    PRESCREEN = "prescreen"
    DOUBT = "doubt"
    CLEAR = "clear"
    ADMIT = "admit"
    CONCLUDE_NOT_NEEDED = "conclude_not_needed"
    REUSE = "reuse"
    REJECT = "reject"
    ASSIGN = "assign"
    START = "start"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    RETURN = "return"
    REVISE = "revise"
    SEND_BACK = "send_back"
    DELIVER = "deliver"
    ASK = "ask"
    RESUME = "resume"
    CANCEL = "cancel"
    REQUEST_CORRECTION = "request_correction"
    ACCEPT_CORRECTION = "accept_correction"
    REFUSE_CORRECTION = "refuse_correction"


S, A = CaseStatus, CaseAction

MACHINE = "machine"
FUND = frozenset({"agent", "institution_manager"})
INTAKE = frozenset({"intake_officer", "coordinator"})
COORDINATION = frozenset({"coordinator"})
DOER = frozenset({"translator", "reviser", "contractor"})
REVISER = frozenset({"reviser"})
PLATFORM = frozenset({MACHINE})

BEFORE_DELIVERY = (
    S.SUBMITTED,
    S.PRESCREENING,
    S.INTAKE_REVIEW,
    S.READY,
    S.ASSIGNED,
    S.IN_PROGRESS,
    S.RETURNED,
    S.IN_REVISION,
)
PAUSABLE = BEFORE_DELIVERY[2:]
OPEN = frozenset(BEFORE_DELIVERY) | {S.AWAITING_INSTITUTION, S.CORRECTION_REQUESTED}
ENDED = frozenset({S.DELIVERED, S.NOT_NEEDED, S.REUSED, S.REJECTED, S.CANCELLED})

ROWS: list[tuple[CaseStatus, CaseAction, CaseStatus, frozenset[str]]] = [
    (S.SUBMITTED, A.PRESCREEN, S.PRESCREENING, PLATFORM | FUND),
    (S.PRESCREENING, A.CLEAR, S.READY, PLATFORM),
    (S.PRESCREENING, A.DOUBT, S.INTAKE_REVIEW, PLATFORM),
    (S.INTAKE_REVIEW, A.ADMIT, S.READY, INTAKE),
    (S.INTAKE_REVIEW, A.CONCLUDE_NOT_NEEDED, S.NOT_NEEDED, INTAKE),
    (S.INTAKE_REVIEW, A.REUSE, S.REUSED, INTAKE),
    (S.INTAKE_REVIEW, A.REJECT, S.REJECTED, INTAKE),
    (S.READY, A.DOUBT, S.INTAKE_REVIEW, COORDINATION | PLATFORM),
    (S.READY, A.ASSIGN, S.ASSIGNED, COORDINATION | PLATFORM),
    (S.ASSIGNED, A.START, S.IN_PROGRESS, DOER),
    (S.ASSIGNED, A.DECLINE, S.READY, DOER),
    (S.ASSIGNED, A.EXPIRE, S.READY, PLATFORM),
    (S.ASSIGNED, A.WITHDRAW, S.READY, COORDINATION),
    (S.IN_PROGRESS, A.WITHDRAW, S.READY, COORDINATION),
    (S.IN_PROGRESS, A.RETURN, S.RETURNED, DOER),
    (S.RETURNED, A.REVISE, S.IN_REVISION, REVISER),
    (S.IN_REVISION, A.SEND_BACK, S.IN_PROGRESS, REVISER),
    (S.IN_REVISION, A.DELIVER, S.DELIVERED, REVISER),
    (S.DELIVERED, A.REQUEST_CORRECTION, S.CORRECTION_REQUESTED, FUND),
    (S.CORRECTION_REQUESTED, A.ACCEPT_CORRECTION, S.IN_PROGRESS, COORDINATION | REVISER),
    (S.CORRECTION_REQUESTED, A.REFUSE_CORRECTION, S.DELIVERED, COORDINATION | REVISER),
    *((s, A.ASK, S.AWAITING_INSTITUTION, INTAKE | DOER | REVISER) for s in PAUSABLE),
    # The table shows where a pause begins; `target()` sends the case back to the state it left.
    (S.AWAITING_INSTITUTION, A.RESUME, S.READY, FUND | INTAKE),
    *((s, A.CANCEL, S.CANCELLED, FUND) for s in (*BEFORE_DELIVERY, S.AWAITING_INSTITUTION)),
]

TRANSITIONS = {(before, action): after for before, action, after, _ in ROWS}
PARTIES = {(before, action): parties for before, action, _, parties in ROWS}


def target(after: CaseStatus, action: CaseAction, left: CaseStatus | None) -> CaseStatus:
    """Where `action` leads: what the table says, but a pause ends where it began."""
    return left if action is A.RESUME and left else after


def open_to(role: str, status: CaseStatus) -> set[CaseAction]:
    """What somebody of this role may do from this status: the buttons that are shown."""
    return {
        action
        for (before, action), parties in PARTIES.items()
        if before is status and role in parties
    }
