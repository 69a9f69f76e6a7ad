"""What a form of an act posts, and keeping it while it is typed."""

from flask import g, request

from app import clock
from app.cases.models import Case
from app.db import commit
from app.errors import Invalid
from app.i18n import _
from app.translation import operations
from app.translation.acts import ACTS, Act, act_for
from app.translation.models import WorkingCopy


def typed() -> tuple[str, dict[str, str]]:
    act = request.form.get("act", "")
    if act not in ACTS:
        raise Invalid
    return act, request.form.to_dict()


def keep_typed(case: Case) -> str:
    """Save the working copy, and say so."""
    copy = operations.save(case, g.user, *typed(), request.form.get("note", ""))
    commit()
    return saved_sentence(copy)


def saved_sentence(copy: WorkingCopy) -> str:
    """« Enregistré à 14:05 », in Paris; with the day when it is not today."""
    moment = copy.saved_at.astimezone(clock.PARIS)
    if moment.date() == clock.today():
        return _("Enregistré à %(time)s", time=moment.strftime("%H:%M"))
    day = moment.strftime("%d/%m/%Y")
    return _("Enregistré le %(day)s à %(time)s", day=day, time=moment.strftime("%H:%M"))


def chosen_act(case: Case, last: str) -> Act:
    """The form asked for, else the one begun, else the one of this kind of act."""
    asked = request.args.get("act", "")
    return ACTS.get(asked) or ACTS.get(last) or act_for(case.document_type)
