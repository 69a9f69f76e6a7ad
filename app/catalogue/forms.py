import re

from babel import Locale
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.catalogue.models import ExemptionReason
from app.i18n import _, _l, label

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
# How sure the source is (LAW.md): read in the text, from one secondary source, for the body to say.
CERTAINTY = {"sure": _l("sûr"), "likely": _l("probable"), "ask": _l("à confirmer")}
TERRITORIES = frozenset(c for c in map(str, Locale("fr").territories) if len(c) == 2)


def country_codes(text: str) -> list[str]:
    return [code.upper() for code in re.split(r"[\s,;]+", text) if code]


class RuleForm(FlaskForm):
    reason = SelectField(
        _l("Motif"), choices=lambda: [(r.value, label(r).capitalize()) for r in ExemptionReason]
    )
    countries = StringField(
        _l("Pays de délivrance"),
        description=_l("Codes ISO à deux lettres : DE, IT, PT. Vide : tous les pays."),
    )
    valid_from = DateField(_l("Du"), validators=[NEEDED])
    valid_to = DateField(_l("Au"), description=_l("Vide : sans fin."), validators=[Optional()])
    source = StringField(_l("Texte de référence"), validators=[NEEDED, Length(max=300)])
    certainty = SelectField(_l("Certitude"), choices=lambda: list(CERTAINTY.items()))

    def validate_countries(self, field: StringField) -> None:
        unknown = [c for c in country_codes(field.data or "") if c not in TERRITORIES]
        if unknown:
            raise ValidationError(_("Code de pays inconnu : %(codes)s.", codes=", ".join(unknown)))
