"""The life of a month: signed once, signed by somebody else, closed for ever."""

from enum import StrEnum


class MonthStatus(StrEnum):
    OPEN = "open"
    SIGNED = "signed"  # one signature of two
    CLOSED = "closed"


class MonthAction(StrEnum):
    SIGN = "sign"
    RETRACT = "retract"  # the first signature is taken back: something was wrong
    CLOSE = "close"


S, A = MonthStatus, MonthAction

TRANSITIONS = {
    (S.OPEN, A.SIGN): S.SIGNED,
    (S.SIGNED, A.RETRACT): S.OPEN,
    (S.SIGNED, A.CLOSE): S.CLOSED,
}
