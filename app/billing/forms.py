from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.billing.models import VatTreatment
from app.cases.models import CaseKind
from app.contracts.models import Unit
from app.i18n import _l, label

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
GIVEN = InputRequired(_l("Ce champ est nécessaire."))
NOT_NEGATIVE = NumberRange(min=0, message=_l("Un prix n'est jamais négatif."))


def choices(enum):
    return lambda: [(member.value, label(member)) for member in enum]


class AgreementForm(FlaskForm):
    """The particulars that every invoice of the agreement carries."""

    number = StringField(_l("Numéro de la convention"), validators=[NEEDED])
    starts_on = DateField(_l("À partir du"), validators=[NEEDED])
    ends_on = DateField(_l("Jusqu'au"), validators=[Optional()])
    commitment_number = StringField(
        _l("Numéro d'engagement"), description=_l("Donné par le partenaire, exigé par Chorus Pro.")
    )
    service_code = StringField(_l("Code du service payeur"))
    address = TextAreaField(_l("Adresse"), description=_l("Trois lignes au plus."))
    postcode = StringField(_l("Code postal"))
    city = StringField(_l("Commune"))
    vat_treatment = SelectField(
        _l("Régime de TVA"),
        choices=choices(VatTreatment),
        description=_l("À confirmer avec l'agent comptable."),
    )
    vat_rate = DecimalField(
        _l("Taux de TVA (%)"), places=2, validators=[GIVEN, NumberRange(min=0, max=100)]
    )
    vat_exemption = StringField(_l("Mention imprimée quand la TVA n'est pas appliquée"))
    payment_days = IntegerField(
        _l("Délai de paiement (jours)"), validators=[GIVEN, NumberRange(min=0, max=60)]
    )


class NewAgreementForm(AgreementForm):
    institution_id = SelectField(_l("Partenaire"))


class TariffForm(FlaskForm):
    """Stands beside an `AgreementForm`: its fields have names of their own."""

    def __init__(self, **fields):
        super().__init__(prefix="tariff-", **fields)

    language = SelectField(_l("Langue"))
    kind = SelectField(_l("Nature"), choices=choices(CaseKind))
    unit = SelectField(  # a case is not billed by the hour
        _l("Unité"), choices=lambda: [(u.value, label(u)) for u in Unit if u is not Unit.HOUR]
    )
    amount = DecimalField(_l("Prix unitaire HT (€)"), places=4, validators=[GIVEN, NOT_NEGATIVE])
    minimum = DecimalField(
        _l("Minimum par document (€)"), places=2, default=0, validators=[NOT_NEGATIVE]
    )
    starts_on = DateField(_l("À partir du"), validators=[NEEDED])
    ends_on = DateField(_l("Jusqu'au (non compris)"), validators=[Optional()])


class PaymentForm(FlaskForm):
    received_on = DateField(_l("Reçu le"), validators=[NEEDED])
    amount = DecimalField(_l("Montant (€)"), places=2, validators=[GIVEN])
    reference = StringField(_l("Référence du virement"), validators=[NEEDED])
