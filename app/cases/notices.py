"""Mails about a case: a sentence and a link, never what the message says."""

from collections.abc import Iterable

from flask import current_app

from app import mail
from app.accounts.models import Role, User
from app.accounts.queries import users_with_role
from app.cases.models import Case
from app.cases.queries import last_body_author
from app.i18n import _, force_locale

MESSAGE, ASKED, CORRECTION = "case_message", "case_question", "case_correction"


def tell_of_message(case: Case, author: User) -> None:
    for user in other_side(case, author):
        with force_locale(user.locale):
            subject = _("Demande %(reference)s : nouveau message", reference=case.reference)
            what = _("Un message vous attend sur cette demande.")
            mail.post(user, MESSAGE, subject, _body(case, what))


def tell_of_question(case: Case) -> None:
    user = case.created_by
    with force_locale(user.locale):
        subject = _(
            "Une réponse est attendue sur la demande %(reference)s", reference=case.reference
        )
        what = _("Votre réponse est nécessaire ; le délai est suspendu en attendant.")
        mail.post(user, ASKED, subject, _body(case, what))


def tell_of_correction(case: Case) -> None:
    for user in users_with_role(Role.COORDINATOR):
        with force_locale(user.locale):
            subject = _(
                "Correction demandée sur la demande %(reference)s", reference=case.reference
            )
            what = _("L'organisme demande une correction ; une décision est attendue.")
            mail.post(user, CORRECTION, subject, _body(case, what))


def other_side(case: Case, author: User) -> Iterable[User]:
    """To the fund: who deposited. To the body: who wrote last, else whoever holds it, else all."""
    if author.institution_id is None:
        return [case.created_by]
    one = last_body_author(case) or case.translator
    return [one] if one else users_with_role(Role.INTAKE_OFFICER)


def _body(case: Case, what: str) -> str:
    link = f"{current_app.config['PUBLIC_URL']}/cases/{case.id}"
    return "\n".join((_("Bonjour,"), "", what, "", link))
