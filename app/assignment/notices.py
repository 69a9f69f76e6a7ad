"""Mails to contractors and translators: one a while, with a count and a link."""

from datetime import timedelta

from flask import current_app

from app import clock, mail
from app.accounts.models import User
from app.accounts.queries import users_of_contractor
from app.assignment.models import PurchaseOrder
from app.assignment.queries import was_told_since
from app.i18n import _, force_locale

OFFER, GIVEN = "order_offered", "case_given"
QUIET = timedelta(hours=1)  # however many orders come in between, one mail


def tell_of_offer(order: PurchaseOrder) -> None:
    for user in users_of_contractor(order.contractor_id):
        with force_locale(user.locale):
            what = _("De nouvelles commandes attendent votre réponse.")
            _tell(user, OFFER, _("Commandes de traduction à accepter"), what, "/orders")


def tell_translator(user: User) -> None:
    with force_locale(user.locale):
        what = _("De nouvelles demandes vous ont été affectées.")
        _tell(user, GIVEN, _("Nouvelles traductions dans votre file"), what, "/work")


def _tell(user: User, code: str, subject: str, what: str, path: str) -> None:
    if not was_told_since(user, code, clock.now() - QUIET):
        link = current_app.config["PUBLIC_URL"] + path
        mail.post(user, code, subject, "\n".join((_("Bonjour,"), "", what, "", link)))
