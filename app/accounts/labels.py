from app.accounts.models import Branch, Role, TokenPurpose
from app.i18n import _l, register_labels

register_labels(
    Role,
    {
        Role.AGENT: _l("Agent d'un organisme"),
        Role.INSTITUTION_MANAGER: _l("Responsable d'un organisme"),
        Role.INTAKE_OFFICER: _l("Agent d'examen"),
        Role.TRANSLATOR: _l("Traducteur"),
        Role.REVISER: _l("Relecteur certificateur"),
        Role.COORDINATOR: _l("Coordinateur"),
        Role.FINANCE: _l("Finances"),
        Role.CONTRACTOR: _l("Prestataire"),
        Role.AUDITOR: _l("Auditeur, protection des données"),
        Role.ADMINISTRATOR: _l("Administrateur"),
    },
)
register_labels(
    Branch,
    {
        Branch.HEALTH: _l("Maladie"),
        Branch.FAMILY: _l("Famille"),
        Branch.PENSION: _l("Vieillesse"),
        Branch.RECOVERY: _l("Recouvrement"),
        Branch.AGRICULTURE: _l("Agricole"),
        Branch.OTHER: _l("Autre"),
    },
)
register_labels(
    TokenPurpose,
    {
        TokenPurpose.INVITATION: _l("Invitation"),
        TokenPurpose.PASSWORD_RESET: _l("Nouveau mot de passe"),
    },
)
