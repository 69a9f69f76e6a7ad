"""The penalty clause of a contract, where it departs from the CCAG; files keep their own copy."""

from decimal import Decimal

from app.accounts.models import User
from app.audit import operations as audit
from app.contracts.models import FrameworkContract
from app.db import db
from app.errors import Invalid
from app.i18n import _


def set_penalty_terms(
    contract: FrameworkContract,
    actor: User,
    *,
    divisor: int,
    cap: Decimal,
    threshold: Decimal,
    hearing_days: int,
) -> None:
    """`cap` is a fraction of an order's value, `threshold` euros over the whole contract."""
    if divisor < 1 or not 0 <= cap <= 1 or threshold < 0 or not 1 <= hearing_days <= 90:
        raise Invalid(_("Une clause de pénalité est impossible : vérifiez les quatre valeurs."))
    contract.penalty_divisor, contract.penalty_cap = divisor, cap
    contract.penalty_threshold, contract.hearing_days = threshold, hearing_days
    audit.record("contract.penalty_terms", contract, actor, divisor=divisor, cap=cap,
                 threshold=threshold, hearing_days=hearing_days)  # fmt: skip
    db.session.flush()
