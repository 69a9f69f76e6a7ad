"""What an internal translator can take on: capacity, languages, absences."""

from datetime import date
from uuid import UUID

from app.accounts.models import Role, User
from app.assignment.models import Absence, SkillLevel, TranslatorProfile, TranslatorSkill
from app.audit import operations as audit
from app.catalogue.models import Direction
from app.db import db
from app.errors import Invalid, NotFound
from app.i18n import _l


class PeriodBackwards(Invalid):
    message = _l("Le dernier jour précède le premier : corrigez les dates.")


def set_capacity(user: User, actor: User, daily_words: int, horizon_days: int) -> TranslatorProfile:
    profile = db.session.get(TranslatorProfile, user.id)
    if profile is None:
        profile = TranslatorProfile(user_id=user.id)
        db.session.add(profile)
    profile.daily_words, profile.horizon_days = daily_words, horizon_days
    audit.record("translator.capacity", user, actor, words=daily_words, days=horizon_days)
    db.session.flush()
    return profile


def set_skill(
    user: User,
    actor: User,
    language: str,
    direction: Direction,
    level: SkillLevel,
    daily_words: int | None = None,
) -> TranslatorSkill:
    """Add a skill, or change its level; without a speed of its own, the profile's holds."""
    skill = db.session.get(TranslatorSkill, (user.id, language, direction))
    if skill is None:
        skill = TranslatorSkill(user_id=user.id, language=language, direction=direction)
        db.session.add(skill)
    skill.level, skill.daily_words = level, daily_words
    audit.record(
        "translator.skill",
        user,
        actor,
        language=language,
        direction=direction,
        level=level,
        words=daily_words,
    )
    db.session.flush()
    return skill


def remove_skill(user: User, actor: User, language: str, direction: Direction) -> None:
    skill = db.session.get(TranslatorSkill, (user.id, language, direction))
    if skill is None:
        raise NotFound
    db.session.delete(skill)
    audit.record("translator.skill_removed", user, actor, language=language, direction=direction)
    db.session.flush()


def add_absence(user: User, actor: User, starts_on: date, ends_on: date) -> Absence:
    if ends_on < starts_on:
        raise PeriodBackwards
    absence = Absence(user_id=user.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(absence)
    audit.record("translator.absence", user, actor, starts_on=starts_on, ends_on=ends_on)
    db.session.flush()
    return absence


def remove_absence(user: User, actor: User, absence_id: UUID) -> None:
    absence = db.session.get(Absence, absence_id)
    if absence is None or absence.user_id != user.id:
        raise NotFound
    db.session.delete(absence)
    audit.record("translator.absence_removed", user, actor, starts_on=absence.starts_on)
    db.session.flush()


def is_translator(user: User) -> bool:
    return user.role in (Role.TRANSLATOR, Role.REVISER)
