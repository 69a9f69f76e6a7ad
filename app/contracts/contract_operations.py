"""A framework contract, its lots, the languages they cover and who holds them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import Contractor, User
from app.audit import operations as audit
from app.catalogue.models import Direction
from app.contracts.models import FrameworkContract, Lot, LotHolder, LotLanguage
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _l


class NumberTaken(Conflict):
    message = _l("Un marché porte déjà ce numéro.")


class HolderTaken(Conflict):
    message = _l("Ce prestataire ou ce rang est déjà pris dans ce lot.")


class PeriodWrong(Invalid):
    message = _l("La fin du marché doit suivre son début.")


def open_contract(actor: User, **terms: Any) -> FrameworkContract:
    contract = FrameworkContract(**terms)
    _write(contract, NumberTaken)
    audit.record("contract.open", contract, actor, number=contract.number)
    return contract


def change_contract(contract: FrameworkContract, actor: User, **terms: Any) -> None:
    """Terms of orders to come: what was ordered keeps its price, its dates and its lines."""
    before = {name: getattr(contract, name) for name in terms}
    for name, value in terms.items():
        setattr(contract, name, value)
    changed = {name: value for name, value in terms.items() if before[name] != value}
    _check(contract)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:
        raise NumberTaken from None
    if changed:
        audit.record("contract.change", contract, actor, **changed)


def add_lot(
    contract: FrameworkContract,
    actor: User,
    title: str,
    languages: Iterable[str],
    directions: Iterable[Direction] = tuple(Direction),
) -> Lot:
    number = max((lot.number for lot in contract.lots), default=0) + 1
    lot = Lot(contract_id=contract.id, number=number, title=title)
    db.session.add(lot)
    db.session.flush()
    ways = tuple(directions)
    db.session.add_all(
        LotLanguage(lot_id=lot.id, language=code, direction=way)
        for code in languages
        for way in ways
    )
    db.session.flush()
    db.session.expire(contract, ["lots"])
    audit.record("contract.lot", contract, actor, lot=number)
    return lot


def add_holder(lot: Lot, contractor: Contractor, actor: User, rank: int, **terms: Any) -> LotHolder:
    holder = LotHolder(lot_id=lot.id, contractor_id=contractor.id, rank=rank, **terms)
    _write(holder, HolderTaken)
    db.session.expire(lot, ["holders"])
    audit.record("contract.holder", lot.contract, actor, lot=lot.number, rank=rank)
    return holder


def _write(row: FrameworkContract | LotHolder, taken: type[Conflict]) -> None:
    if isinstance(row, FrameworkContract):
        _check(row)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise taken from None


def _check(contract: FrameworkContract) -> None:
    if contract.ends_on <= contract.starts_on:
        raise PeriodWrong
