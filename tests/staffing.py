"""Translators with skills, holders with prices: who a case can be given to, for tests."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy.dialects.postgresql import Range

from app import clock
from app.accounts.models import Contractor, Role, User
from app.assignment.models import Absence, SkillLevel, TranslatorProfile, TranslatorSkill
from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import (
    AllocationRule,
    FrameworkContract,
    InHouseRate,
    Lot,
    LotHolder,
    LotLanguage,
    Price,
    Unit,
)
from app.db import db
from tests.factories import make_contractor, make_language, make_user, saved

_rank = count(1)


def make_translator(
    *languages: str,
    level: SkillLevel = SkillLevel.TRANSLATE,
    role: Role = Role.TRANSLATOR,
    daily_words: int = 1000,
    horizon_days: int = 5,
    **fields,
) -> User:
    user = make_user(role, **fields)
    db.session.add(
        TranslatorProfile(user_id=user.id, daily_words=daily_words, horizon_days=horizon_days)
    )
    for language in languages or ("uk",):
        make_language(language, language)
        db.session.add(
            TranslatorSkill(
                user_id=user.id,
                language=language,
                direction=Direction.INTO_FRENCH,
                level=level,
            )
        )
    return saved(user)


def make_absence(user: User, days: int = 0) -> Absence:
    today = clock.today()
    return saved(Absence(user_id=user.id, starts_on=today, ends_on=today + timedelta(days=days)))


def make_lot(language: str = "uk", **terms) -> Lot:
    """A contract in force with one lot for `language`, into French."""
    make_language(language, language)
    today = clock.today()
    contract = saved(
        FrameworkContract(
            number=f"2026-TRAD-{next(_rank):02d}",
            title="Traduction d'actes",
            starts_on=today - timedelta(days=100),
            ends_on=today + timedelta(days=900),
            allocation_rule=AllocationRule.CASCADE,
            maximum=Decimal("900000.00"),
            **terms,
        )
    )
    lot = saved(Lot(contract_id=contract.id, number=1, title="Langues slaves"))
    db.session.add(LotLanguage(lot_id=lot.id, language=language, direction=Direction.INTO_FRENCH))
    return saved(lot)


def make_holder(
    lot: Lot | None = None,
    rank: int = 1,
    contractor: Contractor | None = None,
    price: str | None = "0.1000",
    language: str = "uk",
) -> LotHolder:
    lot = lot or make_lot(language)
    contractor = contractor or make_contractor()
    holder = saved(LotHolder(lot_id=lot.id, contractor_id=contractor.id, rank=rank))
    if price is not None:
        add_price(holder, price, language)
    return holder


def add_price(holder: LotHolder, amount: str, language: str = "uk", days: int = 50) -> Price:
    return saved(
        Price(
            lot_holder_id=holder.id,
            language=language,
            direction=Direction.INTO_FRENCH,
            kind=CaseKind.TRANSLATION,
            unit=Unit.WORD,
            amount=Decimal(amount),
            period=Range(clock.today() - timedelta(days=days), None),
        )
    )


def make_in_house_rate(amount: str = "0.2000") -> InHouseRate:
    return saved(
        InHouseRate(
            kind=CaseKind.TRANSLATION,
            unit=Unit.WORD,
            amount=Decimal(amount),
            period=Range(clock.today() - timedelta(days=50), None),
        )
    )
