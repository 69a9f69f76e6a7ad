"""Marks of quality: given by one person, confirmed by another, counted between two periods."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app import clock
from app.accounts.models import User
from app.audit import operations as audit
from app.contracts.models import Lot, LotHolder, QualityMark
from app.contracts.queries import marks_to_count
from app.db import db
from app.errors import Invalid
from app.i18n import _l


class SamePerson(Invalid):
    message = _l("Une note est confirmée par une autre personne que celle qui l'a donnée.")


class ReasonMissing(Invalid):
    message = _l("Indiquez en quelques mots pourquoi.")


def give_mark(holder: LotHolder, actor: User, mark: int, reason: str) -> QualityMark:
    """`mark` is -1, 0 or +1; it counts for nothing until it is confirmed."""
    if not reason.strip():
        raise ReasonMissing
    row = QualityMark(holder_id=holder.id, mark=mark, reason=reason.strip(), given_by_id=actor.id)
    db.session.add(row)
    db.session.flush()
    audit.record("quality.mark", row, actor, holder_id=holder.id, mark=mark)
    return row


def confirm_mark(row: QualityMark, actor: User) -> None:
    db.session.refresh(row, with_for_update=True)
    if actor.id == row.given_by_id:
        raise SamePerson
    if row.confirmed_at is None:
        row.confirmed_by_id, row.confirmed_at = actor.id, clock.now()
        audit.record("quality.confirm", row, actor, holder_id=row.holder_id)
        db.session.flush()


def new_order(ranked: Sequence[UUID], marks: Mapping[UUID, int]) -> list[UUID]:
    """A holder passes the one before it when its marks are better; one rank a period at most."""
    order, place = list(ranked), 0
    while place + 1 < len(order):
        first, second = order[place], order[place + 1]
        if marks.get(second, 0) > marks.get(first, 0):
            order[place], order[place + 1] = second, first
            place += 1
        place += 1
    return order


def close_period(lot: Lot, actor: User) -> list[LotHolder]:
    """Count the confirmed marks and move the ranks; the marks are then spent."""
    counted = marks_to_count(lot)
    totals: dict[UUID, int] = {}
    for row in counted:
        totals[row.holder_id] = totals.get(row.holder_id, 0) + row.mark
        row.counted_at = clock.now()
    holders = sorted(lot.holders, key=lambda h: h.rank)
    by_id = {holder.id: holder for holder in holders}
    order = [by_id[each] for each in new_order(list(by_id), totals)]
    for offset in (len(order), 0):  # two passes: ranks are unique at every moment
        for rank, holder in enumerate(order, 1):
            holder.rank = rank + offset
            db.session.flush()
    audit.record("lot.ranks", lot, actor, ranks={str(h.id): h.rank for h in order})
    return order
