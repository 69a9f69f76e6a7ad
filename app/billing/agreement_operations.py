"""Agreements and their tariffs. What is issued keeps the particulars of its day."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit import operations as audit
from app.billing.models import Agreement, AgreementTariff
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.db import db
from app.errors import Conflict
from app.i18n import _l


class AgreementTaken(Conflict):
    message = _l("Ce partenaire a déjà sa convention, ou ce numéro est déjà pris.")


class TariffOverlap(Conflict):
    message = _l(
        "Un autre tarif est déjà en vigueur pour cette langue sur une partie de cette période."
    )


def open_agreement(institution_id: UUID, actor: User, fields: dict[str, Any]) -> Agreement:
    agreement = Agreement(institution_id=institution_id)
    return _kept(agreement, actor, fields, "agreement.open")


def edit_agreement(agreement: Agreement, actor: User, fields: dict[str, Any]) -> Agreement:
    return _kept(agreement, actor, fields, "agreement.edit")


def _kept(agreement: Agreement, actor: User, fields: dict[str, Any], action: str) -> Agreement:
    try:
        with db.session.begin_nested():
            for name, value in fields.items():
                setattr(agreement, name, value)
            db.session.add(agreement)
    except IntegrityError:
        raise AgreementTaken from None
    audit.record(
        action, agreement, actor,
        vat_treatment=agreement.vat_treatment, vat_rate=agreement.vat_rate,
        commitment_number=agreement.commitment_number, payment_days=agreement.payment_days,
    )  # fmt: skip
    return agreement


def add_tariff(
    agreement: Agreement,
    actor: User,
    *,
    language: str,
    kind: CaseKind,
    unit: Unit,
    amount: Decimal,
    minimum: Decimal,
    starts_on: date,
    ends_on: date | None = None,
) -> AgreementTariff:
    """From `starts_on` included to `ends_on` excluded; `language` empty: every other one."""
    tariff = AgreementTariff(
        agreement_id=agreement.id,
        language=language,
        kind=kind,
        unit=unit,
        amount=amount,
        minimum=minimum,
        period=Range(starts_on, ends_on, bounds="[)"),
    )
    try:
        with db.session.begin_nested():
            db.session.add(tariff)
    except IntegrityError:
        raise TariffOverlap from None
    audit.record("agreement.tariff", agreement, actor, language=language, amount=amount)
    return tariff
