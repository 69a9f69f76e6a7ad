"""The life of a contractor's bill ("facture de prestataire") and of a file of late penalties."""

from enum import StrEnum


class BillStatus(StrEnum):
    SUBMITTED = "submitted"
    DISPUTED = "disputed"  # the contractor was told which lines are disputed, and why
    SETTLED = "settled"  # mandatée: its accepted lines are the `paid` figure
    PAID = "paid"  # the accountant's transfer is noted
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class BillAction(StrEnum):
    DISPUTE = "dispute"
    SETTLE = "settle"
    RECORD_PAYMENT = "record_payment"
    REJECT = "reject"
    WITHDRAW = "withdraw"


S, A = BillStatus, BillAction

TRANSITIONS = {
    (S.SUBMITTED, A.DISPUTE): S.DISPUTED,
    (S.SUBMITTED, A.SETTLE): S.SETTLED,
    (S.DISPUTED, A.SETTLE): S.SETTLED,
    (S.SUBMITTED, A.REJECT): S.REJECTED,
    (S.DISPUTED, A.REJECT): S.REJECTED,
    (S.SUBMITTED, A.WITHDRAW): S.WITHDRAWN,
    (S.DISPUTED, A.WITHDRAW): S.WITHDRAWN,
    (S.SETTLED, A.RECORD_PAYMENT): S.PAID,
}
OPEN = frozenset({S.SUBMITTED, S.DISPUTED})
MANDATED = frozenset({S.SETTLED, S.PAID})


class LineDecision(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"


class PenaltyStatus(StrEnum):
    DRAFT = "draft"
    EXEMPT = "exempt"  # up to the contract's threshold: kept, and taken up once it is passed
    NOTIFIED = "notified"  # the hearing letter left
    DECIDED = "decided"
    DEDUCTED = "deducted"  # from a bill that was settled


class PenaltyAction(StrEnum):
    NOTE_EXEMPT = "note_exempt"
    NOTIFY = "notify"
    DECIDE = "decide"
    DEDUCT = "deduct"


P, D = PenaltyStatus, PenaltyAction

PENALTY_TRANSITIONS = {
    (P.DRAFT, D.NOTE_EXEMPT): P.EXEMPT,
    (P.DRAFT, D.NOTIFY): P.NOTIFIED,
    (P.NOTIFIED, D.DECIDE): P.DECIDED,
    (P.DECIDED, D.DEDUCT): P.DEDUCTED,
}


class PenaltyDecision(StrEnum):
    WHOLE = "whole"
    PART = "part"
    WAIVED = "waived"
