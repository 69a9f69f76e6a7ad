"""What an administrator changes in the lists: languages offered, dated rules of exemption."""

from datetime import date, timedelta

from app.accounts.models import User
from app.audit import operations as audit
from app.catalogue.models import ExemptionReason, ExemptionRule, Language
from app.catalogue.queries import rules_of
from app.db import db
from app.errors import Conflict, Invalid
from app.i18n import _, _l


class PeriodsOverlap(Conflict):
    message = _l(
        "Une règle du même motif couvre déjà une partie de cette période pour ces pays. "
        "Mettez-y fin d'abord, ou changez les dates."
    )


def set_offered(language: Language, offered: bool, actor: User) -> None:
    """What is no longer offered cannot be asked for; cases already open go on."""
    language.is_offered = offered
    audit.record("language.update", None, actor, code=language.code, offered=offered)


def add_rule(
    actor: User,
    *,
    reason: ExemptionReason,
    countries: list[str],
    valid_from: date,
    valid_to: date | None,
    source: str,
    certainty: str,
) -> ExemptionRule:
    if valid_to and valid_to < valid_from:
        raise Invalid(_("La fin précède le début : vérifiez les deux dates."))
    rule = ExemptionRule(
        reason=reason,
        countries=sorted(set(countries)),
        valid_from=valid_from,
        valid_to=valid_to,
        source=source.strip(),
        certainty=certainty,
    )
    if any(_collide(rule, other) for other in rules_of(reason)):
        raise PeriodsOverlap
    db.session.add(rule)
    db.session.flush()
    audit.record("exemption_rule.add", rule, actor, reason=reason, countries=rule.countries)
    return rule


def end_rule(rule: ExemptionRule, last_day: date, actor: User) -> None:
    """The rule stays in the table: what it admitted remains explained."""
    if last_day < rule.valid_from - timedelta(days=1):
        raise Invalid(_("La fin précède le début : vérifiez les deux dates."))
    rule.valid_to = last_day
    audit.record("exemption_rule.end", rule, actor, last_day=last_day)


def _collide(one: ExemptionRule, other: ExemptionRule) -> bool:
    places = (
        not one.countries or not other.countries or bool(set(one.countries) & set(other.countries))
    )
    return (
        places
        and one.valid_from <= (other.valid_to or date.max)
        and other.valid_from <= (one.valid_to or date.max)
    )
