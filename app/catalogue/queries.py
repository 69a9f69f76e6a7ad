from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.catalogue.models import ExemptionReason, ExemptionRule, Language
from app.db import db
from app.errors import NotFound
from app.i18n import is_french


def languages() -> Sequence[Language]:
    return db.session.scalars(select(Language).order_by(Language.name_fr)).all()


def offered_languages() -> list[tuple[str, str]]:
    """(code, name in the reader's language) of what the body translates, by name."""
    french = is_french()
    rows = db.session.scalars(select(Language).where(Language.is_offered))
    pairs = [(row.code, row.name_fr if french else row.name_en) for row in rows]
    return sorted(pairs, key=lambda pair: pair[1])


def is_offered(code: str | None) -> bool:
    language = db.session.get(Language, code) if code else None
    return language is not None and language.is_offered


def get_language(code: str) -> Language:
    if language := db.session.get(Language, code):
        return language
    raise NotFound


def get_rule(rule_id: UUID | str) -> ExemptionRule:
    if rule := db.session.get(ExemptionRule, UUID(str(rule_id))):
        return rule
    raise NotFound


def rules_of(reason: ExemptionReason) -> Sequence[ExemptionRule]:
    return db.session.scalars(select(ExemptionRule).filter_by(reason=reason)).all()


def exemption_rules() -> Sequence[ExemptionRule]:
    chosen = select(ExemptionRule).order_by(ExemptionRule.reason, ExemptionRule.valid_from)
    return db.session.scalars(chosen).all()


def exemption_in_force(
    reason: ExemptionReason, country: str | None, on: date
) -> ExemptionRule | None:
    """The rule that admits `reason` on this day; a list of countries restricts it."""
    chosen = select(ExemptionRule).where(
        ExemptionRule.reason == reason,
        ExemptionRule.valid_from <= on,
        or_(ExemptionRule.valid_to.is_(None), ExemptionRule.valid_to >= on),
    )
    for rule in db.session.scalars(chosen):
        if not rule.countries or country is None or country in rule.countries:
            return rule
    return None
