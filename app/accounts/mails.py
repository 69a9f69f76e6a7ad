"""The letters of accounts: a sentence and a link, in the reader's language."""

from typing import Any

from flask import current_app, url_for

from app import mail
from app.accounts.models import TokenPurpose, User
from app.accounts.operations import issue_link
from app.i18n import _, force_locale


def absolute(endpoint: str, **values: Any) -> str:
    """A link for a mail: the public address, whatever host the request came by."""
    base = current_app.config["PUBLIC_URL"].rstrip("/")
    return base + url_for(endpoint, _external=False, **values)


def send_invitation(user: User) -> None:
    link = absolute("accounts.open_link", token=issue_link(user, TokenPurpose.INVITATION))
    with force_locale(user.locale):
        mail.post(
            user,
            "invitation",
            _("Votre accès à la plateforme de traduction"),
            _(
                "Bonjour,\n\nUn compte vous a été ouvert. Choisissez votre mot de passe "
                "dans les sept jours :\n%(link)s\n",
                link=link,
            ),
        )


def send_reset(user: User) -> None:
    link = absolute("accounts.open_link", token=issue_link(user, TokenPurpose.PASSWORD_RESET))
    with force_locale(user.locale):
        mail.post(
            user,
            "password_reset",
            _("Nouveau mot de passe"),
            _(
                "Bonjour,\n\nPour choisir un nouveau mot de passe dans l'heure :\n%(link)s\n\n"
                "Si vous n'avez rien demandé, ne faites rien.\n",
                link=link,
            ),
        )
