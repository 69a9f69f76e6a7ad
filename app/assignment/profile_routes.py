"""Translators: what each can take, in which languages, and when they are away."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.models import User
from app.accounts.permissions import Permission, requires
from app.accounts.queries import get_user
from app.assignment import profile_operations as operations
from app.assignment.blueprint import bp
from app.assignment.board_queries import (
    absences_from,
    absences_of,
    profile_of,
    skills_by_user,
    skills_of,
)
from app.assignment.forms import AbsenceForm, CapacityForm, SkillForm
from app.assignment.models import SkillLevel
from app.assignment.queries import all_candidates, translators_without_profile
from app.catalogue.models import Direction
from app.catalogue.queries import offered_languages
from app.db import commit
from app.errors import DomainError, NotFound
from app.i18n import _


def get_translator(user_id: UUID) -> User:
    user = get_user(user_id)
    if not operations.is_translator(user):
        raise NotFound
    return user


@bp.get("/translators")
@requires(Permission.TRANSLATOR_PROFILE)
def translators() -> str:
    return render_template(
        "assignment/translators.html",
        people=all_candidates(clock.today()),
        skills=skills_by_user(),
        absences=absences_from(clock.today()),
        without=translators_without_profile(),
    )


@bp.get("/translators/<uuid:user_id>")
@requires(Permission.TRANSLATOR_PROFILE, load=get_translator)
def translator(user: User) -> str:
    profile = profile_of(user)
    loads = {c.user_id: c for c in all_candidates(clock.today())}
    return render_template(
        "assignment/translator.html",
        person=user,
        profile=profile,
        load=loads.get(user.id),
        skills=skills_of(user),
        absences=absences_of(user),
        capacity=CapacityForm(obj=profile),
        skill=SkillForm().offer(offered_languages()),
        absence=AbsenceForm(),
    )


def _change(user: User, form, act: Callable[[], object], done: str) -> Response:
    try:
        if form is None or form.validate_on_submit():
            act()
            commit()
            flash(done, "success")
        else:
            flash(next(iter(form.errors.values()))[0], "danger")
    except DomainError as refusal:
        flash(str(refusal), "danger")
    return redirect(url_for("assignment.translator", user_id=user.id), 303)


@bp.post("/translators/<uuid:user_id>/capacity")
@requires(Permission.TRANSLATOR_PROFILE, load=get_translator)
def save_capacity(user: User) -> Response:
    form = CapacityForm()

    def act() -> None:
        words, days = form.daily_words.data or 0, form.horizon_days.data or 1
        operations.set_capacity(user, g.user, words, days)

    return _change(user, form, act, _("Capacité enregistrée."))


@bp.post("/translators/<uuid:user_id>/skills")
@requires(Permission.TRANSLATOR_PROFILE, load=get_translator)
def save_skill(user: User) -> Response:
    form = SkillForm().offer(offered_languages())

    def act() -> None:
        direction, level = Direction(form.direction.data), SkillLevel(form.level.data)
        speed = form.daily_words.data
        operations.set_skill(user, g.user, form.language.data, direction, level, speed)

    return _change(user, form, act, _("Langue enregistrée."))


@bp.post("/translators/<uuid:user_id>/skills/remove")
@requires(Permission.TRANSLATOR_PROFILE, load=get_translator)
def remove_skill(user: User) -> Response:
    def act() -> None:
        asked = request.form.get("direction", "")
        if asked not in set(Direction):
            raise NotFound
        operations.remove_skill(user, g.user, request.form.get("language", ""), Direction(asked))

    return _change(user, None, act, _("Langue retirée."))


@bp.post("/translators/<uuid:user_id>/absences")
@requires(Permission.TRANSLATOR_PROFILE, load=get_translator)
def add_absence(user: User) -> Response:
    form = AbsenceForm()

    def act() -> None:
        operations.add_absence(user, g.user, form.starts_on.data, form.ends_on.data)

    return _change(user, form, act, _("Absence enregistrée."))


@bp.post("/translators/<uuid:user_id>/absences/remove")
@requires(Permission.TRANSLATOR_PROFILE, load=get_translator)
def remove_absence(user: User) -> Response:
    def act() -> None:
        try:
            absence_id = UUID(request.form.get("absence", ""))
        except ValueError:
            raise NotFound from None
        operations.remove_absence(user, g.user, absence_id)

    return _change(user, None, act, _("Absence retirée."))
