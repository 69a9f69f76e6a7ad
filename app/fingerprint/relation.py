"""What two captures are to each other: pure values, so that the engine needs no database."""

from enum import StrEnum


class Relation(StrEnum):
    IDENTICAL = "identical"
    SAME_CAPTURE = "same_capture"
    SAME_ACT = "same_act"
    REISSUE = "reissue"
    SAME_MODEL = "same_model"
    DIFFERENT = "different"


# An earlier translation serves as it is: what may be proposed for reuse.
SERVES = frozenset({Relation.IDENTICAL, Relation.SAME_CAPTURE, Relation.SAME_ACT})
# Shown to the intake officer: the former, and a later copy whose translation starts from it.
PROPOSED = SERVES | {Relation.REISSUE}
