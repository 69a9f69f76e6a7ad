"""The life of an uploaded file, until the machine has read it."""

from enum import StrEnum


class DocumentStatus(StrEnum):
    AWAITING_SCAN = "awaiting_scan"  # unreadable until the virus scan says clean
    CLEAN = "clean"
    READ = "read"
    FAILED = "failed"  # the machine could not read it: a person will look
    INFECTED = "infected"


class DocumentAction(StrEnum):
    PASS_SCAN = "pass_scan"  # noqa: S105
    QUARANTINE = "quarantine"
    READ = "read"
    FAIL = "fail"
    REREAD = "reread"


S, A = DocumentStatus, DocumentAction

TRANSITIONS = {
    (S.AWAITING_SCAN, A.PASS_SCAN): S.CLEAN,
    (S.AWAITING_SCAN, A.QUARANTINE): S.INFECTED,
    (S.CLEAN, A.READ): S.READ,
    (S.CLEAN, A.FAIL): S.FAILED,
    (S.READ, A.REREAD): S.CLEAN,
    (S.FAILED, A.REREAD): S.CLEAN,
}
SETTLED = frozenset({S.READ, S.FAILED, S.INFECTED})
