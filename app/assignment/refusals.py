"""Why somebody may not be given a case."""

from app.errors import Invalid
from app.i18n import _l


class NoSkill(Invalid):
    message = _l("Ce traducteur ne travaille pas dans cette langue et ce sens.")


class Sensitive(Invalid):
    message = _l("Demande sensible : elle ne peut pas être confiée à un prestataire.")


class Linked(Invalid):
    message = _l("Ce prestataire a un lien avec le pays d'origine de l'acte.")


class ReasonMissing(Invalid):
    message = _l("Indiquez en quelques mots pourquoi.")
