from decimal import Decimal

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)

from app.cases.models import CaseKind
from app.catalogue.models import Direction
from app.contracts.models import AllocationRule, DelayCalendar, Unit, WorkKind
from app.i18n import _, _l, label
from app.workdays import is_known

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
GIVEN = InputRequired(_l("Ce champ est nécessaire."))
AT_LEAST_ONE = NumberRange(min=1, max=365, message=_l("De 1 à 365 jours."))
NOT_NEGATIVE = NumberRange(min=0, message=_l("Un prix n'est jamais négatif."))
PERCENT = NumberRange(min=0, max=100, message=_l("Un pourcentage, de 0 à 100."))


class ShareField(DecimalField):
    """Typed and shown in percent, kept as the fraction that the formula multiplies by."""

    def process_data(self, value: Decimal | None) -> None:
        self.data = None if value is None else value * 100

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = None if self.data is None else self.data / 100


def choices(enum, without=()):
    return lambda: [(member.value, label(member)) for member in enum if member not in without]


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
    kind = SelectField(_l("Nature"), choices=choices(WorkKind))
    unit = SelectField(_l("Unité"), choices=choices(Unit))
    amount = DecimalField(_l("Prix unitaire HT (€)"), places=4, validators=[NEEDED, NOT_NEGATIVE])
    minimum = DecimalField(
        _l("Minimum par document (€)"), places=2, default=0, validators=[NOT_NEGATIVE]
    )
    urgency = DecimalField(
        _l("Supplément d'urgence (%)"), places=2, default=0, validators=[Optional(), PERCENT]
    )
    near_identical = DecimalField(
        _l("Remise, acte quasi identique d'un même modèle (%)"),
        places=2,
        default=0,
        validators=[Optional(), PERCENT],
    )
    vat = DecimalField(_l("TVA (%)"), places=2, default=20, validators=[Optional(), PERCENT])
    starts_on = DateField(_l("À partir du"), validators=[NEEDED])
    ends_on = DateField(_l("Jusqu'au (non compris)"), validators=[Optional()])


class EndPriceForm(FlaskForm):
    ends_on = DateField(_l("Ne vaut plus à partir du"), validators=[NEEDED])


class ScheduleForm(FlaskForm):
    file = FileField(_l("Bordereau (CSV ou XLSX)"), validators=[FileRequired()])


class ContractForm(FlaskForm):
    number = StringField(_l("Numéro"), validators=[NEEDED])
    title = StringField(_l("Objet"), validators=[NEEDED])
    starts_on = DateField(_l("Début"), validators=[NEEDED])
    ends_on = DateField(_l("Fin"), validators=[NEEDED])
    allocation_rule = SelectField(_l("Attribution"), choices=choices(AllocationRule))
    maximum = DecimalField(_l("Maximum (€ HT)"), places=2, validators=[GIVEN, NOT_NEGATIVE])
    answer_hours = IntegerField(
        _l("Réponse à une offre (heures)"), default=24, validators=[GIVEN, NumberRange(1, 720)]
    )
    delay_days = IntegerField(
        _l("Délai de remise (jours)"), default=12, validators=[GIVEN, NumberRange(1, 365)]
    )
    urgent_days = IntegerField(
        _l("Délai d'urgence (jours)"),
        description=_l("Vide : pas d'urgence dans ce marché."),
        validators=[Optional(), NumberRange(1, 365)],
    )
    penalty_divisor = IntegerField(
        _l("Pénalité : diviseur de V × R"), default=1000, validators=[GIVEN, NumberRange(1, 100000)]
    )
    penalty_cap = ShareField(
        _l("Pénalité : plafond, en pourcentage de la commande"),
        places=2,
        default=Decimal("0.1"),
        validators=[GIVEN, NumberRange(0, 1)],
    )
    penalty_threshold = DecimalField(
        _l("Pénalité : seuil sur le marché (€)"),
        places=2,
        default=1000,
        validators=[GIVEN, NOT_NEGATIVE],
    )
    hearing_days = IntegerField(
        _l("Procédure contradictoire (jours)"), default=15, validators=[GIVEN, NumberRange(1, 90)]
    )
    index_series = StringField(_l("Indice de révision"), description=_l("Vide : prix fermes."))
    index_base = DateField(_l("Mois de l'indice d'origine (I0)"), validators=[Optional()])
    revision_fixed = DecimalField(
        _l("Part fixe a"), places=4, default=1, validators=[GIVEN, NumberRange(0, 1)]
    )
    revision_indexed = DecimalField(
        _l("Part indexée b"), places=4, default=0, validators=[GIVEN, NumberRange(0, 1)]
    )


class LotForm(FlaskForm):
    title = StringField(_l("Intitulé du lot"), validators=[NEEDED])
    languages = SelectMultipleField(_l("Langues"), validators=[NEEDED])


class HolderForm(FlaskForm):
    contractor_id = SelectField(_l("Titulaire"))
    rank = IntegerField(_l("Rang"), default=1, validators=[GIVEN, NumberRange(1, 20)])
    quota = DecimalField(
        _l("Part, en rotation (%)"), places=2, default=0, validators=[Optional(), PERCENT]
    )


class IndexForm(FlaskForm):
    series = StringField(_l("Indice"), validators=[NEEDED])
    month = DateField(_l("Mois (un de ses jours)"), validators=[NEEDED])
    value = DecimalField(_l("Valeur"), places=4, validators=[NEEDED, NumberRange(min=0)])
    published_on = DateField(_l("Publiée le"), validators=[NEEDED])
    source = StringField(_l("Source"), validators=[NEEDED])


class ReviseForm(FlaskForm):
    month = DateField(_l("Mois de l'indice (un de ses jours)"), validators=[NEEDED])
    on = DateField(_l("Prix révisés à partir du"), validators=[NEEDED])


class InHouseForm(FlaskForm):
    kind = SelectField(_l("Nature"), choices=choices(CaseKind))
    unit = SelectField(_l("Unité"), choices=lambda: [
        (u.value, label(u)) for u in (Unit.WORD, Unit.HOUR)
    ])  # fmt: skip
    amount = DecimalField(_l("Coût complet (€)"), places=4, validators=[NEEDED, NOT_NEGATIVE])
    minimum = DecimalField(
        _l("Minimum par document (€)"), places=2, default=0, validators=[NOT_NEGATIVE]
    )
    words_an_hour = IntegerField(
        _l("Mots à l'heure"),
        description=_l("Pour un coût à l'heure : la vitesse qui permet de comparer."),
        validators=[Optional(), NumberRange(1, 5000)],
    )
    starts_on = DateField(_l("À partir du"), validators=[NEEDED])
