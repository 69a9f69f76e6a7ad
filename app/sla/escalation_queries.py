"""Rules in force, the cases that they ring for, and who is to be told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.accounts.models import Role, User
from app.cases.lifecycle import CaseStatus
from app.cases.models import Case
from app.db import db, new_id
from app.errors import NotFound
from app.sla.models import Escalation, EscalationRule, Trigger

SHOWN = 100


def get_rule(rule_id: UUID | str) -> EscalationRule:
    if rule := db.session.get(EscalationRule, UUID(str(rule_id))):
        return rule
    raise NotFound


def all_rules() -> list[EscalationRule]:
    chosen = select(EscalationRule)
    order = (EscalationRule.trigger, EscalationRule.status, EscalationRule.days, EscalationRule.id)
    return list(db.session.scalars(chosen.order_by(*order)))


def rules_in_force(on: date, role: Role | None = None) -> list[EscalationRule]:
    chosen = select(EscalationRule).where(
        EscalationRule.starts_on <= on,
        or_(EscalationRule.ends_on.is_(None), EscalationRule.ends_on >= on),
    )
    if role:
        chosen = chosen.where(EscalationRule.role == role)
    return list(db.session.scalars(chosen.order_by(EscalationRule.days, EscalationRule.id)))


def matches(rule: EscalationRule, now: datetime) -> ColumnElement[bool]:
    """Days before the end of a commitment are not counted while its clock stands still."""
    wait = timedelta(days=rule.days)
    if rule.trigger is Trigger.IN_STATE:
        return and_(
            Case.ended_at.is_(None), Case.status == rule.status, Case.status_at <= now - wait
        )
    running = and_(Case.ended_at.is_(None), Case.status != CaseStatus.AWAITING_INSTITUTION)
    return and_(running, Case.due_at <= now + wait)


def not_raised(rule: EscalationRule, now: datetime) -> Sequence[UUID]:
    raised = select(Escalation.id).where(
        Escalation.case_id == Case.id, Escalation.rule_id == rule.id
    )
    return db.session.scalars(select(Case.id).where(matches(rule, now), ~raised.exists())).all()


def raise_alerts(rule: EscalationRule, cases: Sequence[UUID], now: datetime):
    """Two schedules that raise the same alert: one of them writes nothing."""
    rows = [
        {"id": new_id(), "raised_at": now, "rule_id": rule.id, "case_id": case_id}
        for case_id in cases
    ]
    written = insert(Escalation).values(rows).on_conflict_do_nothing()
    return written.returning(Escalation.case_id)


def _of(user: User, rule: EscalationRule, now: datetime) -> Select[tuple[Case]]:
    """What this person is shown of a rule: the cases that it still rings for."""
    raised = select(Escalation.case_id).where(Escalation.rule_id == rule.id)
    chosen = select(Case).where(matches(rule, now), Case.id.in_(raised))
    return chosen.where(Case.translator_id == user.id) if is_own_only(user.role) else chosen


def is_own_only(role: Role) -> bool:
    return role is Role.TRANSLATOR


def in_force(user: User, rule: EscalationRule, now: datetime) -> list[Case]:
    chosen = _of(user, rule, now).order_by(Case.due_at, Case.id).limit(SHOWN)
    names = (joinedload(Case.translator), joinedload(Case.contractor))
    return list(db.session.scalars(chosen.options(*names)))


def count_in_force(user: User, now: datetime, on: date) -> int:
    rules = [rule for rule in rules_in_force(on, user.role) if rule.on_screen]
    each = [_of(user, rule, now).with_only_columns(func.count()) for rule in rules]
    return sum(db.session.scalar(chosen) or 0 for chosen in each)


def holders_among(cases: Sequence[UUID]) -> dict[UUID, int]:
    """By translator, how many of these cases they hold."""
    chosen = select(Case.translator_id, func.count()).where(
        Case.id.in_(cases), Case.translator_id.is_not(None)
    )
    return {row[0]: row[1] for row in db.session.execute(chosen.group_by(Case.translator_id))}
