"""What contractors and coordinators fill in."""

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.assignment.models import SkillLevel
from app.catalogue.models import Direction
from app.i18n import _l, label

REQUIRED = InputRequired(_l("À remplir."))


class DeclineForm(FlaskForm):
    reason = TextAreaField(
        _l("Motif du refus"),
        validators=[
            InputRequired(_l("Indiquez en quelques mots pourquoi.")),
            Length(max=500, message=_l("500 caractères au plus.")),
        ],
    )


class CapacityForm(FlaskForm):
    daily_words = IntegerField(
        _l("Mots par jour ouvré"),
        validators=[REQUIRED, NumberRange(0, 20_000, _l("Entre 0 et 20 000."))],
    )
    horizon_days = IntegerField(
        _l("Jours de travail d'avance"),
        validators=[REQUIRED, NumberRange(1, 30, _l("Entre 1 et 30."))],
    )


class SkillForm(FlaskForm):
    language = SelectField(_l("Langue"), validators=[REQUIRED])
    direction = SelectField(_l("Sens"), validators=[REQUIRED])
    level = SelectField(_l("Niveau"), validators=[REQUIRED])

    daily_words = IntegerField(
        _l("Mots par jour dans cette langue"),
        validators=[Optional(), NumberRange(1, 20_000, _l("Entre 1 et 20 000."))],
    )

    def offer(self, languages) -> "SkillForm":
        self.language.choices = [SelectChoice(code, name) for code, name in languages]
        self.direction.choices = [SelectChoice(d.value, label(d)) for d in Direction]
        self.level.choices = [SelectChoice(level.value, label(level)) for level in SkillLevel]
        return self


class AbsenceForm(FlaskForm):
    starts_on = DateField(_l("Premier jour"), validators=[REQUIRED])
    ends_on = DateField(_l("Dernier jour"), validators=[REQUIRED])
