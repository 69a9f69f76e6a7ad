from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, DecimalField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.i18n import _l, label
from app.payables.lifecycle import PenaltyDecision

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
GIVEN = InputRequired(_l("Ce champ est nécessaire."))
PERCENT = NumberRange(min=0, max=100, message=_l("Un taux est entre 0 et 100."))


class BillForm(FlaskForm):
    """The heading of a bill made of orders ticked on the platform."""

    number = StringField(_l("Numéro de votre facture"), validators=[NEEDED])
    issued_on = DateField(_l("Datée du"), validators=[NEEDED])
    vat_rate = DecimalField(_l("Taux de TVA (%)"), places=2, validators=[GIVEN, PERCENT])


class UploadForm(FlaskForm):
    """A Factur-X says its own heading; a CSV needs the number, the date and the rate."""

    def __init__(self, **fields):
        super().__init__(prefix="file-", **fields)

    file = FileField(
        _l("Facture"),
        description=_l("Factur-X (PDF ou XML) ou CSV, 10 Mo au plus."),
        validators=[NEEDED],
    )
    number = StringField(_l("Numéro de votre facture (CSV seulement)"))
    issued_on = DateField(_l("Datée du (CSV seulement)"), validators=[Optional()])
    vat_rate = DecimalField(
        _l("Taux de TVA en % (CSV seulement)"), places=2, validators=[Optional(), PERCENT]
    )


class TransferForm(FlaskForm):
    transferred_on = DateField(_l("Viré le"), validators=[NEEDED])
    reference = StringField(_l("Référence du virement"), validators=[NEEDED])


class PenaltyForm(FlaskForm):
    decision = RadioField(
        _l("Décision"),
        choices=lambda: [(member.value, label(member)) for member in PenaltyDecision],
        validators=[NEEDED],
    )
    amount = DecimalField(_l("Montant retenu (€), si en partie"), places=2, validators=[Optional()])
    reason = TextAreaField(_l("Motif, communiqué au prestataire"), validators=[NEEDED])
