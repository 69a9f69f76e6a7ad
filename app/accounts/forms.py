from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, Regexp

from app.accounts.models import INSTITUTION_ROLES, Role
from app.i18n import _l, label

NEEDED = DataRequired(_l("Ce champ est nécessaire."))
# The shape only: funds have domains of their own that no public resolver knows.
EMAIL = Regexp(
    r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$",
    message=_l("Cette adresse électronique n'est pas complète."),
)


class LoginForm(FlaskForm):
    email = EmailField(_l("Adresse électronique"), validators=[NEEDED])
    password = PasswordField(_l("Mot de passe"), validators=[NEEDED])


class CodeForm(FlaskForm):
    code = StringField(_l("Code à six chiffres"), validators=[NEEDED, Length(6, 7)])


class PasswordForm(FlaskForm):
    password = PasswordField(
        _l("Nouveau mot de passe"),
        description=_l("12 caractères au moins ; quatre mots sans rapport font l'affaire."),
        validators=[NEEDED],
    )
    again = PasswordField(
        _l("Le même, encore une fois"),
        validators=[NEEDED, EqualTo("password", _l("Les deux saisies diffèrent."))],
    )


class ChangePasswordForm(PasswordForm):
    current = PasswordField(_l("Mot de passe actuel"), validators=[NEEDED])


class ResetForm(FlaskForm):
    email = EmailField(_l("Adresse électronique"), validators=[NEEDED, EMAIL])


def role_choices(roles: frozenset[Role]) -> list[tuple[str, str]]:
    return [(role.value, label(role)) for role in Role if role in roles]


class StaffForm(FlaskForm):
    """A colleague of the same institution."""

    name = StringField(_l("Prénom et nom"), validators=[NEEDED, Length(max=200)])
    email = EmailField(_l("Adresse électronique"), validators=[NEEDED, EMAIL])
    role = SelectField(_l("Profil"), choices=lambda: role_choices(INSTITUTION_ROLES))


class InviteForm(StaffForm):
    """Anybody; the organisation is chosen where the role asks for one."""

    role = SelectField(_l("Profil"), choices=lambda: role_choices(frozenset(Role)))
    institution_id = SelectField(_l("Organisme"), validate_choice=True)
    contractor_id = SelectField(_l("Prestataire"), validate_choice=True)


class InstitutionForm(FlaskForm):
    siret = StringField("SIRET", description=_l("14 chiffres ; la clé est vérifiée."))
    is_active = BooleanField(_l("Peut déposer des demandes"))
