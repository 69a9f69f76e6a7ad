"""What comes from a URL or a form, made into something that operations understand."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from app.cases.lifecycle import CaseStatus
from app.cases.listing import Filters, Place, Scope, Sort
from app.cases.models import CaseKind
from app.i18n import _l

READERS: dict[str, Callable[[str], Any]] = {
    "scope": Scope,
    "status": CaseStatus,
    "language": str,
    "kind": CaseKind,
    "institution": UUID,
    "translator": UUID,
    "contractor": UUID,
    "place": Place,
    "q": lambda text: text.strip()[:40],
    "late": lambda text: text == "1",
    "waiting": lambda text: text == "1",
    "sensitive": lambda text: text == "1",
    "due_within": int,
    "due_after": int,
    "due_on": date.fromisoformat,
    "older_than": int,
    "younger_than": int,
    "submitted_from": date.fromisoformat,
    "submitted_to": date.fromisoformat,
    "delivered_from": date.fromisoformat,
    "delivered_to": date.fromisoformat,
    "sort": Sort,
}


def filters_from(args: MultiDict[str, str]) -> Filters:
    """What does not read is left out: an old link still shows a list."""
    found = {}
    for name, read in READERS.items():
        if text := args.get(name):
            try:
                found[name] = read(text)
            except ValueError:
                continue
    return Filters(**found)


class MessageForm(FlaskForm):
    body = TextAreaField(
        _l("Votre message"),
        validators=[
            InputRequired(_l("Écrivez quelques mots avant d'envoyer.")),
            Length(max=4000, message=_l("4 000 caractères au plus.")),
        ],
    )


class DecisionForm(MessageForm):
    decision = RadioField(
        _l("Votre décision"),
        choices=[
            SelectChoice("accept", _l("Corriger")),
            SelectChoice("refuse", _l("Ne pas corriger")),
        ],
        validators=[InputRequired(_l("Choisissez une décision."))],
    )
    body = TextAreaField(
        _l("Ce que vous dites à l'organisme"),
        validators=[Length(max=4000, message=_l("4 000 caractères au plus."))],
    )
