"""The life of a proposal: a person decides, once."""

from enum import StrEnum


class ReuseStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ReuseAction(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"


TRANSITIONS = {
    (ReuseStatus.PROPOSED, ReuseAction.ACCEPT): ReuseStatus.ACCEPTED,
    (ReuseStatus.PROPOSED, ReuseAction.REFUSE): ReuseStatus.REFUSED,
}
