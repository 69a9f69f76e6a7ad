"""Letters to a contractor: a sentence and a link, never an amount nor a name."""

from app import mail, settings
from app.accounts.queries import users_of_contractor
from app.i18n import _l, force_locale
from app.payables.models import Bill, PenaltyFile

SENTENCES = {
    "bill_disputed": _l("Des lignes de votre facture sont contestées : les motifs vous attendent."),
    "bill_rejected": _l("Votre facture est rejetée : le motif vous attend."),
    "bill_settled": _l("Votre facture est mandatée."),
    "penalty_notified": _l("Des pénalités de retard vous sont proposées : vous pouvez répondre."),
    "penalty_decided": _l("Une décision est prise sur des pénalités de retard."),
}

# The code by which people turn a letter off; nobody turns off a hearing.
MAILS = dict.fromkeys(("bill_disputed", "bill_rejected", "bill_settled"), "bill")


def tell_contractor(subject: Bill | PenaltyFile, code: str) -> None:
    place = "bills" if isinstance(subject, Bill) else "penalties"
    link = f"{settings.current()['PUBLIC_URL']}/{place}/{subject.id}"
    for user in users_of_contractor(subject.contractor_id):
        if user.is_active:
            with force_locale(user.locale or "fr"):
                said = str(SENTENCES[code])
                mail.post(user, MAILS.get(code, code), said, f"{said}\n\n{link}")
