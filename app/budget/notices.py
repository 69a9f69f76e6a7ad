"""The letter that says in time that the budget will not do: a sentence and a link."""

from flask import current_app

from app import mail
from app.accounts.models import Role
from app.accounts.queries import users_with_role
from app.budget.models import BudgetVersion
from app.i18n import _, force_locale

CODE = "budget"


def tell_finance(version: BudgetVersion) -> int:
    """How many mails were put in the outbox."""
    return sum(_tell(user, version) is not None for user in users_with_role(Role.FINANCE))


def _tell(user, version: BudgetVersion) -> mail.OutgoingMail | None:
    link = f"{current_app.config['PUBLIC_URL']}/budget?year={version.year}"
    with force_locale(user.locale):
        return mail.post(
            user,
            CODE,
            _("Budget %(year)s : un dépassement est prévu", year=version.year),
            _(
                "Bonjour,\n\nAu rythme des dernières semaines, le budget %(year)s en vigueur "
                "sera dépassé avant la fin de l'année.\nLe détail : %(link)s\n",
                year=version.year,
                link=link,
            ),
        )
