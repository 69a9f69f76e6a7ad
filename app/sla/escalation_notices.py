"""One mail a person for all that the rules have just raised: counts and a link, nothing more."""

from collections import Counter
from uuid import UUID

from flask import current_app

from app import mail
from app.accounts.models import User
from app.accounts.queries import get_user
from app.i18n import _, force_locale, label, ngettext
from app.sla.escalation_operations import Raised, told
from app.sla.models import EscalationRule, Trigger

CODE = "escalation"


def said(rule: EscalationRule) -> str:
    """A rule in words."""
    if rule.trigger is Trigger.IN_STATE:
        return ngettext(
            "%(state)s depuis plus d'un jour", "%(state)s depuis plus de %(num)d jours",
            rule.days, state=label(rule.status),
        )  # fmt: skip
    return ngettext(
        "À moins d'un jour de l'engagement", "À moins de %(num)d jours de l'engagement", rule.days
    )


def tell(raised: list[Raised]) -> int:
    """How many mails were put in the outbox."""
    rules = {each.rule.id: each.rule for each in raised}
    return sum(
        _tell(get_user(user_id), rules, counts) is not None
        for user_id, counts in told(raised).items()
    )


def _tell(
    user: User, rules: dict[UUID, EscalationRule], counts: Counter
) -> mail.OutgoingMail | None:
    with force_locale(user.locale):
        lines = [f"- {said(rules[rule_id])} : {count}" for rule_id, count in counts.items()]
        link = current_app.config["PUBLIC_URL"] + "/escalations"
        body = "\n".join(
            (
                _("Bonjour,"),
                "",
                _("Des demandes attendent depuis trop longtemps :"),
                *lines,
                "",
                _("Les voir : %(link)s", link=link),
            )
        )
        return mail.post(user, CODE, _("Demandes en attente : relance"), body)
