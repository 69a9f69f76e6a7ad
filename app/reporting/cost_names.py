"""How the keys of a cost read: a language, a fund, a contractor, a contract, a month."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import Branch, Contractor, Institution
from app.budget.cost_queries import By
from app.contracts.models import FrameworkContract
from app.db import db
from app.i18n import _, label, language_name

NAMED: dict[By, tuple[Any, Any]] = {
    By.INSTITUTION: (Institution, Institution.name),
    By.CONTRACTOR: (Contractor, Contractor.name),
    By.CONTRACT: (FrameworkContract, FrameworkContract.number),
}


def names(by: By, keys: Iterable[str]) -> dict[str, str]:
    """By key; an empty key is what has none: inside, or a language not known yet."""
    wanted = [key for key in keys if key]
    found = {"": _("à déterminer") if by is By.LANGUAGE else _("en interne")}
    if by is By.LANGUAGE:
        return found | {key: language_name(key) for key in wanted}
    if by is By.BRANCH:
        return found | {key: label(Branch(key)) for key in wanted}
    if by not in NAMED:
        return found | {key: key for key in wanted}
    model, name = NAMED[by]
    chosen = select(model.id, name).where(model.id.in_([UUID(key) for key in wanted]))
    return found | {str(identity): text for identity, text in db.session.execute(chosen)}
