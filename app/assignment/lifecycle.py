"""The life of a purchase order ("bon de commande") given to a contractor."""

from enum import StrEnum


class OrderStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"


class OrderAction(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    CANCEL = "cancel"
    FULFIL = "fulfil"
    REOPEN = "reopen"


S, A = OrderStatus, OrderAction

TRANSITIONS = {
    (S.OFFERED, A.ACCEPT): S.ACCEPTED,
    (S.OFFERED, A.DECLINE): S.DECLINED,
    (S.OFFERED, A.EXPIRE): S.EXPIRED,
    (S.OFFERED, A.CANCEL): S.CANCELLED,
    (S.ACCEPTED, A.CANCEL): S.CANCELLED,
    (S.ACCEPTED, A.FULFIL): S.FULFILLED,  # the return is accepted: service fait
    (S.FULFILLED, A.REOPEN): S.ACCEPTED,  # a correction is asked for after delivery
}
LIVE = frozenset({S.OFFERED, S.ACCEPTED})


class EndReason(StrEnum):
    """Why an assignment ended."""

    WITHDRAWN = "withdrawn"  # taken back by the coordination
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"  # the case itself ended
    DELIVERED = "delivered"


class PlanStatus(StrEnum):
    RUNNING = "running"
    APPLIED = "applied"
    SUPERSEDED = "superseded"  # another plan was applied meanwhile
    FAILED = "failed"  # the solver gave nothing
    LOST = "lost"  # the process died: nothing of it was applied
