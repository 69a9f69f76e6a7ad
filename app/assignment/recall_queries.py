"""What may be taken back: late outside, or left behind inside."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from app.assignment.lifecycle import OrderStatus
from app.assignment.models import Absence, PurchaseOrder
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db


def accepted_and_late(now: datetime) -> list[PurchaseOrder]:
    """Orders that a contractor still holds past its date, the case most pressed first."""
    chosen = (
        select(PurchaseOrder)
        .join(Case, Case.id == PurchaseOrder.case_id)
        .where(
            PurchaseOrder.status == OrderStatus.ACCEPTED,
            Case.assignee_due_at <= now,  # the contract's date, pauses added
            Case.status == CaseStatus.IN_PROGRESS,
        )
    )
    return list(db.session.scalars(chosen.order_by(Case.due_at, Case.id)))


def left_behind(today: date) -> list[tuple[Case, date]]:
    """Cases not begun of people who are away, with the day on which they are back."""
    chosen = (
        select(Case, func.max(Absence.ends_on))
        .join(Absence, Absence.user_id == Case.translator_id)
        .where(
            Case.status == CaseStatus.ASSIGNED,
            Case.ended_at.is_(None),
            Absence.starts_on <= today,
            Absence.ends_on >= today,
        )
        .group_by(Case.id)
        .order_by(Case.due_at, Case.id)
    )
    rows = db.session.execute(chosen.options(lazyload(Case.institution)))
    return [(case, last + timedelta(days=1)) for case, last in rows]
