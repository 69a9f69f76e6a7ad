"""Send one mail of the outbox."""

from app import mail
from app.mail import get_mail, note_failure, note_sent
from workers.runtime import job


def give_up(mail_id: str, reason: str) -> None:
    """It stays in the outbox with its failure; the sweep tries again later."""
    note_failure(get_mail(mail_id), reason)


@job(give_up)
def run(mail_id: str) -> None:
    letter = get_mail(mail_id)
    if letter.sent_at or not mail.is_configured():
        return
    mail.send(letter)
    note_sent(letter)
