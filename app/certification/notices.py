"""Tell the institution that a translation is there: a sentence and a link."""

from flask import current_app

from app import mail
from app.certification.models import Certificate
from app.i18n import _, force_locale


def tell_agent(certificate: Certificate) -> None:
    agent = certificate.case.created_by
    base = current_app.config["PUBLIC_URL"].rstrip("/")
    with force_locale(agent.locale):
        mail.post(
            agent,
            "case_delivered",
            _("Traduction %(reference)s livrée", reference=certificate.case.reference),
            _(
                "Bonjour,\n\nLa traduction %(reference)s est à votre disposition :\n%(link)s\n",
                reference=certificate.case.reference,
                link=f"{base}/cases/{certificate.case_id}",
            ),
        )
