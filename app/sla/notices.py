"""The digest of alerts that coordinators receive: counts and a link, nothing more."""

from flask import current_app

from app import mail
from app.accounts.models import Role
from app.accounts.queries import users_with_role
from app.i18n import _, force_locale, label
from app.sla.models import AlertKind

CODE = "deadlines"


def tell_coordinators(new: dict[AlertKind, int]) -> int:
    """How many mails were put in the outbox; none when nothing is new."""
    if not any(new.values()):
        return 0
    people = users_with_role(Role.COORDINATOR)
    return sum(_tell(user, new) is not None for user in people)


def _tell(user, new: dict[AlertKind, int]) -> mail.OutgoingMail | None:
    with force_locale(user.locale):
        lines = [f"- {label(kind)} : {count}" for kind, count in new.items() if count]
        body = "\n".join(
            (
                _("Bonjour,"),
                "",
                _("De nouvelles demandes appellent votre attention :"),
                *lines,
                "",
                _("Les voir : %(link)s", link=current_app.config["PUBLIC_URL"] + "/alerts"),
            )
        )
        return mail.post(user, CODE, _("Échéances : de nouvelles alertes"), body)
