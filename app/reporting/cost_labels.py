"""How the dimensions of a cost read."""

from app.budget.cost_queries import By
from app.i18n import _l

BY = {
    By.LANGUAGE: _l("Langue"),
    By.INSTITUTION: _l("Organisme"),
    By.BRANCH: _l("Branche"),
    By.CONTRACTOR: _l("Prestataire"),
    By.CONTRACT: _l("Marché"),
    By.MONTH: _l("Mois"),
    By.CASE: _l("Demande"),
}
