from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import FrameworkContract, InHouseRate, Lot, LotHolder, LotLanguage, Price
from app.db import db
from app.errors import NotFound


def get_contract(contract_id: UUID | str) -> FrameworkContract:
    if contract := db.session.get(FrameworkContract, UUID(str(contract_id))):
        return contract
    raise NotFound


def get_holder(holder_id: UUID | str) -> LotHolder:
    if holder := db.session.get(LotHolder, UUID(str(holder_id))):
        return holder
    raise NotFound


def contracts() -> Sequence[FrameworkContract]:
    chosen = select(FrameworkContract).order_by(FrameworkContract.starts_on.desc())
    return db.session.scalars(chosen.options(selectinload(FrameworkContract.lots))).all()


def holders_for(language: str, direction: Direction, on: date) -> list[LotHolder]:
    """Who may be given an order in this language on this day, first rank first."""
    chosen = (
        select(LotHolder)
        .join(Lot)
        .join(FrameworkContract)
        .join(LotLanguage, LotLanguage.lot_id == Lot.id)
        .where(
            LotLanguage.language == language,
            LotLanguage.direction == direction,
            FrameworkContract.starts_on <= on,
            FrameworkContract.ends_on >= on,
        )
        .order_by(FrameworkContract.starts_on.desc(), LotHolder.rank)
    )
    holders = list(db.session.scalars(chosen))
    return [holder for holder in holders if holder.contractor.is_active]


def price_of(
    holder: LotHolder, language: str, direction: Direction, kind: CaseKind, on: date
) -> Price | None:
    """The one price in force: the database forbids a second."""
    return db.session.scalar(
        select(Price).where(
            Price.lot_holder_id == holder.id,
            Price.language == language,
            Price.direction == direction,
            Price.kind == kind,
            Price.period.contains(on),
        )
    )


def in_house_rate(kind: CaseKind, on: date) -> InHouseRate | None:
    chosen = select(InHouseRate).where(InHouseRate.kind == kind, InHouseRate.period.contains(on))
    return db.session.scalar(chosen)


def prices_of(holder: LotHolder) -> Sequence[Price]:
    chosen = select(Price).filter_by(lot_holder_id=holder.id)
    return db.session.scalars(
        chosen.order_by(Price.language, Price.direction, Price.kind, func.lower(Price.period))
    ).all()
