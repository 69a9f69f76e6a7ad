"""Returns of a contractor matched to its orders by the reference in each file's name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from app.accounts.models import User
from app.assignment.models import PurchaseOrder
from app.errors import DomainError
from app.i18n import _
from app.translation.operations import hand_in_file

REFERENCE = re.compile(r"\d{2}-\d{6}-[0-9A-Z]", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    filename: str
    reference: str
    taken: bool
    sentence: str


def match(filename: str, orders: Iterable[PurchaseOrder]) -> PurchaseOrder | None:
    found = REFERENCE.search(filename)
    wanted = found.group().upper() if found else ""
    return next((order for order in orders if order.case.reference == wanted), None)


def take_one(
    stream: IO[bytes], filename: str, orders: Iterable[PurchaseOrder], actor: User
) -> Outcome:
    """Hand in one file; what is wrong with it is said and stops no other."""
    order = match(filename, orders)
    if order is None:
        return Outcome(filename, "", False, _("Aucune commande en cours n'a cette référence."))
    try:
        hand_in_file(order.case, actor, stream, filename)
    except DomainError as error:
        return Outcome(filename, order.case.reference, False, str(error))
    return Outcome(filename, order.case.reference, True, _("Traduction remise."))
