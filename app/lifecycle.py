"""A state machine is a table: (status, action) -> status."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.errors import Conflict
from app.i18n import _l

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)

Transitions = Mapping[tuple[S, A], S]


class InvalidTransition(Conflict):
    message = _l("L'état de ce dossier ne permet plus cette action : quelqu'un l'a déjà traité.")


def next_status(table: Transitions[S, A], status: S, action: A) -> S:
    try:
        return table[status, action]
    except KeyError:
        raise InvalidTransition(status=status, action=action) from None


def actions_from(table: Transitions[S, A], status: S) -> set[A]:
    return {action for (start, action) in table if start == status}
