from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, inspect, or_, select
from sqlalchemy.orm import selectinload

from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import (
    FrameworkContract,
    IndexValue,
    InHouseRate,
    Lot,
    LotHolder,
    LotLanguage,
    OriginLink,
    Price,
    QualityMark,
    Unit,
    WorkKind,
)
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


def get_lot(contract_id: UUID | str, number: int) -> Lot:
    chosen = select(Lot).filter_by(contract_id=UUID(str(contract_id)), number=number)
    if lot := db.session.scalar(chosen):
        return lot
    raise NotFound


def get_price(holder_id: UUID | str, price_id: UUID | str) -> Price:
    price = db.session.get(Price, UUID(str(price_id)))
    if price and price.lot_holder_id == UUID(str(holder_id)):
        return price
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
    holder: LotHolder, language: str, direction: Direction, kind: CaseKind | WorkKind, on: date
) -> Price | None:
    """The one price in force: the database forbids a second."""
    if known := _known_price(holder, language, direction, WorkKind(kind), on):
        return known
    return db.session.scalar(
        select(Price).where(
            Price.lot_holder_id == holder.id,
            Price.language == language,
            Price.direction == direction,
            Price.kind == WorkKind(kind),
            Price.period.contains(on),
        )
    )


def _known_price(
    holder: LotHolder, language: str, direction: Direction, kind: WorkKind, on: date
) -> Price | None:
    """Among those that the unit of work has read already: nothing is asked for it."""
    if "prices" not in inspect(holder).dict:
        return None
    wanted = language, direction, kind
    return next(
        (
            price
            for price in holder.prices
            if (price.language, price.direction, price.kind) == wanted and on in price.period
        ),
        None,
    )


def in_house_rate(kind: CaseKind, on: date, unit: Unit = Unit.WORD) -> InHouseRate | None:
    chosen = select(InHouseRate).where(
        InHouseRate.kind == kind, InHouseRate.unit == unit, InHouseRate.period.contains(on)
    )
    return db.session.scalar(chosen)


def in_house_rates() -> Sequence[InHouseRate]:
    order = (InHouseRate.kind, InHouseRate.unit, func.lower(InHouseRate.period))
    return db.session.scalars(select(InHouseRate).order_by(*order)).all()


def index_values(series: str | None = None) -> Sequence[IndexValue]:
    chosen = select(IndexValue).order_by(IndexValue.series, IndexValue.month.desc())
    return db.session.scalars(chosen.filter_by(series=series) if series else chosen).all()


def index_value(series: str, month: date) -> IndexValue | None:
    return db.session.scalar(select(IndexValue).filter_by(series=series, month=month))


def prices_in_force(contract: FrameworkContract, on: date) -> Sequence[Price]:
    chosen = (
        select(Price)
        .join(LotHolder, LotHolder.id == Price.lot_holder_id)
        .join(Lot, Lot.id == LotHolder.lot_id)
        .where(Lot.contract_id == contract.id, Price.period.contains(on))
    )
    return db.session.scalars(chosen.order_by(Price.id).with_for_update(of=Price)).all()


def prices_of(holder: LotHolder) -> Sequence[Price]:
    chosen = select(Price).filter_by(lot_holder_id=holder.id)
    return db.session.scalars(
        chosen.order_by(Price.language, Price.direction, Price.kind, func.lower(Price.period))
    ).all()


def origin_links(on: date) -> list[OriginLink]:
    """The ties that hold on this day."""
    chosen = select(OriginLink).where(
        OriginLink.starts_on <= on, or_(OriginLink.ends_on.is_(None), OriginLink.ends_on >= on)
    )
    return list(db.session.scalars(chosen))


def is_linked(contractor_id: UUID, country: str | None, on: date) -> bool:
    return country is not None and any(
        row.contractor_id == contractor_id and row.country == country for row in origin_links(on)
    )


def lots_in_force(on: date, language: str | None = None) -> list[Lot]:
    """Newest contract first, with all that a decision needs, in a few queries."""
    chosen = (
        select(Lot)
        .join(FrameworkContract)
        .where(FrameworkContract.starts_on <= on, FrameworkContract.ends_on >= on)
    )
    if language:
        chosen = chosen.where(Lot.languages.any(LotLanguage.language == language))
    whole = (selectinload(Lot.languages), selectinload(Lot.holders).selectinload(LotHolder.prices))
    ordered = chosen.order_by(FrameworkContract.starts_on.desc(), Lot.number, Lot.id)
    return list(db.session.scalars(ordered.options(*whole)).unique())


def marks_to_count(lot: Lot) -> list[QualityMark]:
    """Confirmed, and not counted in a rank yet."""
    chosen = (
        select(QualityMark)
        .join(LotHolder)
        .where(
            LotHolder.lot_id == lot.id,
            QualityMark.confirmed_at.is_not(None),
            QualityMark.counted_at.is_(None),
        )
    )
    return list(db.session.scalars(chosen.with_for_update(of=QualityMark)))
