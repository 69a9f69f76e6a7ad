"""Hand one mail of the outbox to the mail server."""

from smtplib import SMTPRecipientsRefused

from app import clock, mail
from app.outbox import REFUSED, get_mail, lock_unsent
from workers.runtime import Permanent, job


def note_failure(mail_id: str, reason: str) -> None:
    """Keep the kind of failure, never the server's words: they quote the address."""
    kind = reason.split("(")[0]
    get_mail(mail_id).failure = REFUSED if kind == Permanent.__name__ else kind


@job(give_up=note_failure)
def run(mail_id: str) -> None:
    """The row stays locked while the server answers (20 s at most), unlike in other jobs: a
    second hint must not send the same mail twice, and nothing else ever waits for this row."""
    if not mail.is_configured():
        return
    letter = lock_unsent(mail_id)
    if letter is None:
        return
    try:
        mail.send(letter)
    except SMTPRecipientsRefused:
        raise Permanent from None
    letter.sent_at, letter.failure = clock.now(), ""
