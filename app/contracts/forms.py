from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import DelayCalendar, Unit
from app.i18n import _, _l, label
from app.workdays import is_known

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
AT_LEAST_ONE = NumberRange(min=1, max=365, message=_l("De 1 à 365 jours."))
NOT_NEGATIVE = NumberRange(min=0, message=_l("Un prix n'est jamais négatif."))


def choices(enum):
    return lambda: [(member.value, label(member)) for member in enum]


class DelayForm(FlaskForm):
    delay_days = IntegerField(_l("Délai de remise, en jours"), validators=[NEEDED, AT_LEAST_ONE])
    delay_calendar = SelectField(_l("Jours comptés"), choices=choices(DelayCalendar))
    delay_country = StringField(
        _l("Pays du prestataire"),
        description=_l("Code ISO à deux lettres, pour les jours ouvrés du prestataire."),
    )

    def validate_delay_country(self, field: StringField) -> None:
        field.data = (field.data or "").strip().upper()
        if not is_known(field.data):
            raise ValidationError(_("Le calendrier de ce pays n'est pas connu : FR, DE, ES…"))


class PriceForm(FlaskForm):
    language = SelectField(_l("Langue"))
    direction = SelectField(_l("Sens"), choices=choices(Direction))
    kind = SelectField(_l("Nature"), choices=choices(CaseKind))
    unit = SelectField(_l("Unité"), choices=choices(Unit))
    amount = DecimalField(_l("Prix unitaire HT (€)"), places=4, validators=[NEEDED, NOT_NEGATIVE])
    minimum = DecimalField(
        _l("Minimum par document (€)"), places=2, default=0, validators=[NOT_NEGATIVE]
    )
    starts_on = DateField(_l("À partir du"), validators=[NEEDED])
    ends_on = DateField(_l("Jusqu'au (non compris)"), validators=[Optional()])
