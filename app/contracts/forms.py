from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import Unit
from app.i18n import _l, label

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
NOT_NEGATIVE = NumberRange(min=0, message=_l("Un prix n'est jamais négatif."))


def choices(enum):
    return lambda: [(member.value, label(member)) for member in enum]


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
