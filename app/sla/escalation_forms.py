from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from app.accounts.models import Role
from app.cases.lifecycle import OPEN, CaseStatus
from app.i18n import _l, label
from app.sla.models import Trigger

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
TOLD = (Role.COORDINATOR, Role.INTAKE_OFFICER, Role.REVISER, Role.TRANSLATOR)


def states() -> list[tuple[str, str]]:
    return [("", "—"), *((s.value, label(s)) for s in CaseStatus if s in OPEN)]


class RuleForm(FlaskForm):
    trigger = SelectField(
        _l("Ce qui est compté"), choices=lambda: [(t.value, label(t)) for t in Trigger]
    )
    status = SelectField(_l("État"), choices=states)
    days = IntegerField(
        _l("Jours calendaires"),
        validators=[NEEDED, NumberRange(min=1, max=90, message=_l("De 1 à 90 jours."))],
    )
    role = SelectField(
        _l("Qui est prévenu"),
        choices=lambda: [(r.value, label(r)) for r in TOLD],
        description=_l("Un traducteur n'est prévenu que de ses propres demandes."),
    )
    by_mail = BooleanField(_l("Par courriel"), default=True)
    on_screen = BooleanField(_l("À l'écran"), default=True)
    starts_on = DateField(_l("Du"), validators=[NEEDED])
    ends_on = DateField(_l("Au"), description=_l("Vide : sans fin."), validators=[Optional()])
