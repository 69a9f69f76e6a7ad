"""Raise what the rules say, once a case and a rule; change the rules, each with its dates."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app import clock, jobs
from app.accounts.models import Role, User
from app.accounts.queries import users_with_role
from app.audit import operations as audit
from app.cases.lifecycle import CaseStatus
from app.db import db
from app.errors import Invalid
from app.i18n import _l
from app.sla import escalation_queries as queries
from app.sla.models import EscalationRule, Trigger

BATCH = 1000


class NobodyTold(Invalid):
    message = _l("Choisissez au moins une façon de prévenir : par courriel ou à l'écran.")


class StateMissing(Invalid):
    message = _l("Choisissez l'état dans lequel les jours sont comptés.")


class EndBeforeStart(Invalid):
    message = _l("La fin précède le début : vérifiez les deux dates.")


@dataclass(frozen=True)
class Raised:
    """New alerts of one rule."""

    rule: EscalationRule
    cases: tuple[UUID, ...]


def escalate(now: datetime) -> list[Raised]:
    """Write the alerts that are due and not raised yet."""
    found = []
    for rule in queries.rules_in_force(now.astimezone(clock.PARIS).date()):
        due = queries.not_raised(rule, now)
        batches = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
        new = [
            case_id
            for batch in batches
            for case_id in db.session.scalars(queries.raise_alerts(rule, batch, now))
        ]
        if new:
            found.append(Raised(rule, tuple(new)))
    return found


def told(raised: list[Raised]) -> dict[UUID, Counter]:
    """By person, how many new alerts of each rule they are to be mailed about."""
    found: dict[UUID, Counter] = {}
    for each in raised:
        if each.rule.by_mail:
            for user_id, count in _audience(each).items():
                found.setdefault(user_id, Counter())[each.rule.id] += count
    return found


def _audience(each: Raised) -> dict[UUID, int]:
    if queries.is_own_only(each.rule.role):
        return queries.holders_among(each.cases)
    return {user.id: len(each.cases) for user in users_with_role(each.rule.role)}


def add_rule(
    actor: User | None,
    *,
    trigger: Trigger,
    status: CaseStatus | None,
    days: int,
    role: Role,
    by_mail: bool,
    on_screen: bool,
    starts_on: date,
    ends_on: date | None = None,
) -> EscalationRule:
    """It acts from its first day on; what it rings for by then is raised at once."""
    if not (by_mail or on_screen):
        raise NobodyTold
    if trigger is Trigger.IN_STATE and status is None:
        raise StateMissing
    if ends_on and ends_on < starts_on:
        raise EndBeforeStart
    rule = EscalationRule(
        trigger=trigger,
        status=status if trigger is Trigger.IN_STATE else None,
        days=days,
        role=role,
        by_mail=by_mail,
        on_screen=on_screen,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    db.session.add(rule)
    db.session.flush()
    audit.record("escalation_rule.add", rule, actor, trigger=trigger, status=rule.status, days=days)
    jobs.enqueue(jobs.RAISE_ESCALATIONS)
    return rule


def end_rule(rule: EscalationRule, last_day: date, actor: User) -> None:
    """The rule stays in the table: what it raised remains explained."""
    if last_day < rule.starts_on - timedelta(days=1):
        raise EndBeforeStart
    rule.ends_on = max(last_day, rule.starts_on)
    audit.record("escalation_rule.end", rule, actor, last_day=rule.ends_on)
    db.session.flush()
