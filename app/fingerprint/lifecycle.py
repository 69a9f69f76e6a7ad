"""The life of a proposal: a person decides, once, or its case ends without a question asked."""

from enum import StrEnum


class ReuseStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"  # nobody was asked before the case ended, or another copy served


class ReuseAction(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    LAPSE = "lapse"


TRANSITIONS = {
    (ReuseStatus.PROPOSED, ReuseAction.ACCEPT): ReuseStatus.ACCEPTED,
    (ReuseStatus.PROPOSED, ReuseAction.REFUSE): ReuseStatus.REFUSED,
    (ReuseStatus.PROPOSED, ReuseAction.LAPSE): ReuseStatus.LAPSED,
}
